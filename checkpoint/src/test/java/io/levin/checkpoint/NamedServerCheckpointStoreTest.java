package io.levin.checkpoint;

import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.nio.file.Path;
import java.util.Optional;

/**
 * The MySQL driver on the server that {@code LEVIN_TEST_MYSQL} names, a MySQL or a TiDB; skipped
 * with a line where it names none.
 */
class NamedServerCheckpointStoreTest extends MysqlCheckpointStoreTest {
  @Override
  CheckpointServer server(Path folder) throws Exception {
    Optional<NamedServer> named = NamedServer.fromEnvironment();
    assumeTrue(
        named.isPresent(),
        NamedServer.VARIABLE + " is not set: no MySQL or TiDB (a port of this machine) to ask");
    return named.orElseThrow();
  }
}
