package io.levin.engine.cli;

import io.levin.tidb.TidbOptions;
import java.util.Map;
import picocli.CommandLine;
import picocli.CommandLine.Option;

/** The flags that name a TiDB and who logs in there. */
final class SqlAddress {
  /** The largest statement that is sent, in bytes. */
  static final long PACKET = 64 << 20;

  @Option(names = "--host", defaultValue = "127.0.0.1", description = "Host (${DEFAULT-VALUE}).")
  private String host;

  @Option(names = "--port", defaultValue = "4000", description = "SQL port (${DEFAULT-VALUE}).")
  private int port;

  @Option(names = "--user", defaultValue = "root", description = "User (${DEFAULT-VALUE}).")
  private String user;

  @Option(
      names = "--password",
      defaultValue = "",
      description = "Password.",
      showDefaultValue = CommandLine.Help.Visibility.NEVER)
  private String password;

  int port() {
    return port;
  }

  /** How to connect, without TLS. */
  TidbOptions options() {
    return new TidbOptions(host, port, user, password, "false", "", "", "", "", PACKET, Map.of());
  }
}
