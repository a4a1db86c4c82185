package io.levin.source;

/**
 * A view that is created.
 *
 * @param schema its database
 * @param name as the file spells it
 * @param file with CREATE VIEW
 * @param placeholder with the CREATE TABLE that Dumpling writes so that views can refer to each
 *     other in any order: to be executed with the tables, the view's own file drops it; null if the
 *     name is that of a table with data
 */
public record DumpView(String schema, String name, DumpFile file, DumpFile placeholder) {}
