package io.levin.schema.ddl;

import io.levin.schema.expr.Expr;

/**
 * A CHECK as it is written.
 *
 * @param name the constraint's name; empty where there is none
 * @param expr the condition
 * @param enforced not NOT ENFORCED
 * @param column the column that it is an attribute of; empty for one of the table
 */
public record CheckDefinition(String name, Expr expr, boolean enforced, String column) {}
