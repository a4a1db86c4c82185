/**
 * Sorted pairs to SSTs in TiKV: cut ranges, split and scatter regions, and drive region jobs
 * through write and ingest ({@code cluster-protocol} section 13).
 */
package io.levin.engine.ingest;
