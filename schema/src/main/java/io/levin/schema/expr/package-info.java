/**
 * SQL expressions as they stand in DDL: generated columns, expression indexes, defaults, CHECK
 * constraints and partitioning.
 *
 * <p>The grammar is Druid's ({@link io.levin.schema.expr.ExprParser} says how it is used and where
 * it stops); what comes out is a small tree of our own, {@link io.levin.schema.expr.Expr}, so that
 * nothing else depends on a parser library. {@link io.levin.schema.expr.ExprText} writes the tree
 * as TiDB stores it.
 *
 * <p>Three grammars were compared on the 1,463 statements of the golden vectors and 24 statements
 * with odd MySQL 8 syntax, after TiDB's own syntax had been taken out. ShardingSphere's ANTLR
 * grammar (1.7 MB with its runtime) read 1,455 and 20, at 2.6 ms a statement in a cold JVM, but
 * reads {@code a * b + c} as {@code a * (b + c)}; JSqlParser (2 MB) read 1,462 and 18 at 1.8 ms,
 * but keeps the attributes of a column as a list of words; Druid (4.5 MB) read 1,461 and 18 at 0.3
 * ms, with an expression tree whose precedences are MySQL's. None knows TiDB's syntax, none follows
 * {@code sql_mode}, and each loses something of the structure of a column that TiDB keeps. So the
 * structure of a statement is read from its tokens ({@code io.levin.schema.ddl}), and expressions,
 * where a grammar earns its weight, are Druid's.
 */
package io.levin.schema.expr;
