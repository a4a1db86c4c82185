/**
 * SQL expressions, computed as TiDB computes them: generated columns, expression indexes, defaults,
 * CHECK constraints, partitioning.
 *
 * <p>{@link io.levin.kv.expr.Expression} is the way in. An expression's tree comes from {@code
 * io.levin.schema.expr}; the compiler turns it into nodes, each with a type, that write their value
 * into a reusable holder. What TiDB can compute and this package cannot is refused by name when the
 * expression is compiled.
 */
package io.levin.kv.expr;
