/**
 * Databases, tables and auto-id allocators, kept in the cluster under the keys that TiDB itself
 * uses ({@code m...}), so that they live and die with the data and others can change them there.
 */
package io.levin.playground.tidb.catalog;
