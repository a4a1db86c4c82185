/**
 * What belongs where, by names alone: files to tables, tables to targets, and which of them count.
 */
package io.levin.source.route;
