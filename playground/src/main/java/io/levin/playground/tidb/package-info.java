/**
 * A TiDB look-alike over the playground's cluster: MySQL port and status port.
 *
 * <p>The truth lies in the cluster: table definitions and auto-id allocators under TiDB's meta
 * keys, rows and index entries under its table keys. SQL reads and writes only pairs; the embedded
 * H2 is nothing but the evaluator of queries over the rows decoded from them.
 */
package io.levin.playground.tidb;
