package io.levin.engine.target;

import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.sun.net.httpserver.HttpServer;
import io.levin.base.Cancellation;
import io.levin.config.Config;
import io.levin.config.ConfigLoader;
import io.levin.config.Flags;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import org.junit.jupiter.api.Test;

/**
 * The SQL port and PD's addresses are asked of TiDB's status port where the file leaves them out.
 */
class ServerSettingsTest {
  private static final String ASKED =
      "cannot fetch settings from TiDB, please manually fill in `tidb.port` and `tidb.pd-addr`: ";

  @Test
  void settings_without_a_port_or_without_pd_name_the_key() throws Exception {
    assertThatThrownBy(() -> connect(200, "{\"path\": \"pd:2379\"}"))
        .hasMessageContaining("invalid `tidb.port` setting");
    assertThatThrownBy(() -> connect(200, "{\"port\": 4000}"))
        .hasMessageContaining("invalid `tidb.pd-addr` setting");
  }

  @Test
  void a_server_of_a_keyspace_is_refused_with_what_to_use_instead() {
    TargetCluster.refuse("");
    assertThatThrownBy(() -> TargetCluster.refuse("tenant"))
        .hasMessageContaining("TiDB belongs to keyspace 'tenant'")
        .hasMessageContaining("does not support keyspaces (keys of API v2)")
        .hasMessageContaining("import with TiDB Lightning");
  }

  @Test
  void another_page_in_place_of_settings_says_what_to_fill_in() {
    assertThatThrownBy(() -> connect(404, "nothing here")).hasMessageContaining(ASKED);
    assertThatThrownBy(() -> connect(200, "<html>hello</html>")).hasMessageContaining(ASKED);
  }

  private static void connect(int status, String body) throws IOException {
    HttpServer server =
        HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
    server.createContext(
        "/settings",
        exchange -> {
          byte[] bytes = body.getBytes(StandardCharsets.UTF_8);
          exchange.sendResponseHeaders(status, bytes.length);
          exchange.getResponseBody().write(bytes);
          exchange.close();
        });
    server.start();
    try {
      String toml =
          """
          [tikv-importer]
          backend = "local"
          sorted-kv-dir = "/s"
          [mydumper]
          data-source-dir = "/d"
          [tidb]
          status-port = %d
          """
              .formatted(server.getAddress().getPort());
      Config config = new ConfigLoader(1, 4L << 30).load("t.toml", toml, Flags.none());
      TargetCluster.connect(config, new Cancellation()).close();
    } finally {
      server.stop(0);
    }
  }
}
