/**
 * SQL text at the level of tokens: what TiDB's lexer would see, with positions, so that statements
 * can be split, classified and rewritten without touching anything else in them.
 */
package io.levin.schema.sql;
