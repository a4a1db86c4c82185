/**
 * MySQL's SQL as text: tokens, statements, and the translation of queries into the dialect of the
 * embedded H2.
 *
 * <p>H2's own MySQL mode understands too little of MySQL's expressions and cannot be asked whose
 * columns a query names; so queries are parsed here and written anew, with every table replaced by
 * one that the caller provides.
 */
package io.levin.playground.tidb.sql;
