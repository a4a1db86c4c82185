/** After a table's pairs are in: auto ids, checksum, statistics. */
package io.levin.engine.verify;
