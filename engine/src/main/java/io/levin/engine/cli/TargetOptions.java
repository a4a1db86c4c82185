package io.levin.engine.cli;

import io.levin.base.Cancellation;
import io.levin.config.Config;
import io.levin.config.ConfigLoader;
import io.levin.config.Flags;
import io.levin.config.ImportFlags;
import io.levin.tidb.TidbClient;
import io.levin.tidb.TidbOptions;
import java.util.List;
import java.util.Map;
import picocli.CommandLine;
import picocli.CommandLine.Option;

/** Which TiDB a command looks at: that of a configuration file, or one that is named. */
final class TargetOptions {
  private static final long PACKET = 64 << 20;

  @Option(
      names = {"--config", "-c"},
      description = "The configuration file of an instance.")
  private String config;

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

  @Option(
      names = "--meta-schema",
      defaultValue = "lightning_metadata",
      description = "lightning.meta-schema-name of the instances (${DEFAULT-VALUE}).")
  private String metaSchema;

  private Config loaded;

  /** Connects. */
  TidbClient connect() {
    if (config == null) {
      return TidbClient.connect(
          new TidbOptions(host, port, user, password, "false", "", "", "", "", PACKET, Map.of()),
          new Cancellation());
    }
    Config.Tidb tidb = config().tidb();
    return TidbClient.connect(
        new TidbOptions(
            tidb.host(),
            tidb.port() > 0 ? tidb.port() : port,
            tidb.user(),
            tidb.password(),
            tidb.tls(),
            tidb.security().caPath(),
            tidb.security().certPath(),
            tidb.security().keyPath(),
            tidb.sqlMode(),
            PACKET,
            Map.of()),
        new Cancellation());
  }

  /** The schema of the metadata. */
  String metaSchema() {
    return config == null ? metaSchema : config().lightning().metaSchemaName();
  }

  /** The generation of its tables. */
  String compat() {
    return config == null ? "auto" : config().levin().metaCompat();
  }

  private Config config() {
    if (loaded == null) {
      try {
        loaded =
            new ConfigLoader(Machine.processors(), Machine.memoryBytes())
                .load(Flags.parse(ImportFlags.definitions(), List.of("-config", config)));
      } catch (Flags.FlagException e) {
        throw new IllegalArgumentException(e);
      }
    }
    return loaded;
  }
}
