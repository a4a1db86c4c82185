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
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** Which TiDB a command looks at: that of a configuration file, or one that is named. */
final class TargetOptions {
  @Option(
      names = {"--config", "-c"},
      description = "The configuration file of an instance.")
  private String config;

  @Mixin private SqlAddress address;

  @Option(
      names = "--meta-schema",
      defaultValue = "lightning_metadata",
      description = "lightning.meta-schema-name of the instances (${DEFAULT-VALUE}).")
  private String metaSchema;

  private Config loaded;

  /**
   * Does a command's work with that TiDB; what it fails with is told on standard error.
   *
   * @param command its name, for that
   * @return the exit code
   */
  int run(String command, SqlAddress.Work work) {
    return SqlAddress.run(command, this::connect, work);
  }

  private TidbClient connect() {
    if (config == null) {
      return TidbClient.connect(address.options(), new Cancellation());
    }
    Config.Tidb tidb = config().tidb();
    return TidbClient.connect(
        new TidbOptions(
            tidb.host(),
            tidb.port() > 0 ? tidb.port() : address.port(),
            tidb.user(),
            tidb.password(),
            tidb.tls(),
            tidb.security().caPath(),
            tidb.security().certPath(),
            tidb.security().keyPath(),
            tidb.sqlMode(),
            SqlAddress.PACKET,
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
