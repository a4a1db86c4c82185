package io.levin.playground.tidb.sql;

/**
 * A table as a statement names it.
 *
 * @param schema its database, null for the current one
 * @param table its name
 */
public record TableName(String schema, String table) {}
