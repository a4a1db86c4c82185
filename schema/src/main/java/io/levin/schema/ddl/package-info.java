/**
 * DDL without a cluster: {@link io.levin.schema.ddl.Statements} reads a statement, {@link
 * io.levin.schema.ddl.SchemaBuilder} makes of it the {@link io.levin.schema.TableInfo} that TiDB
 * 8.5 would make, and {@link io.levin.schema.ddl.ShowCreateTable} goes the other way.
 *
 * <p>The structure of a statement is read from its tokens, because that is where TiDB's own syntax
 * is: clustered and global indexes, AUTO_RANDOM, the table options, INTERVAL and DEFAULT
 * partitions, vectors. Expressions go through the MySQL grammar of {@code io.levin.schema.expr},
 * where the choice of the grammar is explained.
 */
package io.levin.schema.ddl;
