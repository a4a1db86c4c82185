/**
 * A whole small TiDB cluster in one JVM: PD and TiKV over real gRPC with RocksDB beneath, TiDB's
 * MySQL and status ports, and faults to inject. For trying out and for tests.
 *
 * <p>Honest: it answers what a real cluster of the claimed version answers and refuses what it
 * refuses, and it notes as a panic what a real cluster takes to its harm.
 */
package io.levin.playground;
