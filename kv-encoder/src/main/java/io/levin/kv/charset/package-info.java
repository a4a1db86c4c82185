/**
 * Character sets as TiDB has them: everything is UTF-8 inside, and a character set says which of it
 * a column may hold.
 */
package io.levin.kv.charset;
