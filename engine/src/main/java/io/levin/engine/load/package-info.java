/** Chunks to sorted runs: parse, encode, sort, on many threads under one memory budget. */
package io.levin.engine.load;
