package io.levin.schema.ddl;

/**
 * A table in a statement.
 *
 * @param schema its database; empty where the statement names none
 * @param name the table
 */
public record TableName(String schema, String name) {}
