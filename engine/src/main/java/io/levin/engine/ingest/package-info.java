/**
 * Sorted pairs to SSTs in TiKV: cut ranges, split and scatter regions, and drive region jobs
 * through write and ingest.
 */
package io.levin.engine.ingest;
