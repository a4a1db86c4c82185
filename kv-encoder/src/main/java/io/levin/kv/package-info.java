/**
 * From a parsed row of a table to its key-value pairs, byte for byte as TiDB makes them, and back.
 */
package io.levin.kv;
