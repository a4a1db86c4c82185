/**
 * TiKV as an importer meets it: import, split, coprocessor, reads and simple transactions over
 * gRPC, and the status port ({@code spec cluster-protocol, sections 6 to 8 and 12.2}).
 */
package io.levin.playground.tikv;
