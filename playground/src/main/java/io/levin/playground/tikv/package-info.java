/**
 * TiKV as an importer meets it: import, split, coprocessor, reads and simple transactions over
 * gRPC, and the status port.
 */
package io.levin.playground.tikv;
