/**
 * Conversions of values to column types, with TiDB's rules for what is cut, clamped, warned about
 * or refused.
 */
package io.levin.kv.cast;
