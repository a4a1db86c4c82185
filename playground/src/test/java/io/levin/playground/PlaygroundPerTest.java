package io.levin.playground;

import org.junit.jupiter.api.AfterEach;

/** A playground without a TiDB for each test, and a client of its PD and its stores. */
abstract class PlaygroundPerTest {
  Playground playground;
  Cluster cluster;
  TikvTestClient client;

  /** Starts one, in place of the one that may have been started before. */
  void start(ClusterOptions.Builder options) {
    stop();
    playground =
        Playground.start(
            PlaygroundOptions.builder().withoutTidb().cluster(options.build()).build());
    cluster = playground.cluster();
    client = new TikvTestClient(playground);
  }

  @AfterEach
  final void stop() {
    if (playground != null) {
      client.close();
      playground.close();
      playground = null;
    }
  }
}
