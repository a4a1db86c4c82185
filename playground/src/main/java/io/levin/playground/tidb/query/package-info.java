/**
 * Evaluation of queries by the embedded H2. Rows are no data of H2's: a query's tables exist in its
 * session only while it runs, and read from the cluster row by row as H2 asks.
 */
package io.levin.playground.tidb.query;
