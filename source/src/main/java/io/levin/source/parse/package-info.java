/**
 * Parsers that turn the bytes of SQL and CSV data files into rows, straight out of large blocks and
 * without allocating for a row or a field.
 */
package io.levin.source.parse;
