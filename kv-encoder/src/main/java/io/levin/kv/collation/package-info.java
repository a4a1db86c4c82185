/** Collations: the sort keys of strings, byte for byte as TiDB makes them. */
package io.levin.kv.collation;
