package io.levin.engine.cli;

import io.levin.base.ImportException;
import io.levin.tidb.TidbClient;
import io.levin.tidb.TidbOptions;
import java.io.PrintWriter;
import java.nio.charset.StandardCharsets;
import java.sql.SQLException;
import java.util.Map;
import java.util.function.Supplier;
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

  /** What a command does with a TiDB. */
  @FunctionalInterface
  interface Work {
    /**
     * Does it.
     *
     * @param out standard output
     * @return the exit code
     */
    int run(TidbClient tidb, PrintWriter out) throws SQLException;
  }

  /**
   * Does a command's work; what it fails with is told on standard error.
   *
   * @param command its name, for that
   * @return the exit code
   */
  static int run(String command, Supplier<TidbClient> connect, Work work) {
    PrintWriter out = new PrintWriter(System.out, true, StandardCharsets.UTF_8);
    try (TidbClient tidb = connect.get()) {
      return work.run(tidb, out);
    } catch (SQLException | ImportException e) {
      System.err.println(command + ": " + e.getMessage());
      return ExitCode.FAILED;
    }
  }
}
