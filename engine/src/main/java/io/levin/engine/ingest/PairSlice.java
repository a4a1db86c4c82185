package io.levin.engine.ingest;

/** Pairs in wire form that go out as one message. */
record PairSlice(byte[] array, int offset, int length, int pairs) {}
