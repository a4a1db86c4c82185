package io.levin.config;

import io.levin.config.Flags.Definition;
import io.levin.config.Flags.Kind;
import java.util.List;

/** The flags of {@code tidb-lightning}, which {@code tidb-lightning-ctl} has as well. */
public final class ImportFlags {
  private static final List<String> LEVELS =
      List.of("required", "optional", "off", "true", "false");

  private ImportFlags() {}

  /** All flags, in the order of the usage text. */
  public static List<Definition> definitions() {
    return List.of(
        new Definition(
            List.of("config", "c"), Kind.TEXT, List.of(), "path of the configuration file (TOML)"),
        Definition.of("V", Kind.BOOLEAN, "print the version and exit"),
        new Definition(List.of("h", "help"), Kind.BOOLEAN, List.of(), "print this text and exit"),
        new Definition(
            List.of("L"),
            Kind.TEXT,
            List.of("info", "debug", "warn", "warning", "error", "fatal"),
            "log level: info, debug, warn, error, fatal (default info)"),
        Definition.of("log-file", Kind.TEXT, "log file, - for standard output"),
        Definition.of("tidb-host", Kind.TEXT, "host of the target TiDB"),
        Definition.of("tidb-port", Kind.INTEGER, "SQL port of the target TiDB"),
        Definition.of("tidb-user", Kind.TEXT, "user to log in as"),
        Definition.of("tidb-password", Kind.TEXT, "password, plain or base64"),
        Definition.of("tidb-status", Kind.INTEGER, "status port of TiDB (default 10080)"),
        Definition.of("pd-urls", Kind.TEXT, "addresses of PD, separated by commas"),
        Definition.of("d", Kind.TEXT, "folder or URL of the dump"),
        new Definition(
            List.of("backend"), Kind.TEXT, List.of("local", "tidb"), "the backend: local"),
        Definition.of("sorted-kv-dir", Kind.TEXT, "folder for the sorted pairs"),
        Definition.of("importer", Kind.TEXT, "no longer supported"),
        Definition.of("enable-checkpoint", Kind.BOOLEAN, "keep checkpoints (default true)"),
        Definition.of("no-schema", Kind.BOOLEAN, "do not execute schema files"),
        new Definition(
            List.of("checksum"), Kind.TEXT, LEVELS, "compare checksums: required, optional, off"),
        new Definition(
            List.of("analyze"), Kind.TEXT, LEVELS, "analyze tables: required, optional, off"),
        Definition.of("check-requirements", Kind.BOOLEAN, "check before starting (default true)"),
        Definition.of("ca", Kind.TEXT, "certificate authority for TLS"),
        Definition.of("cert", Kind.TEXT, "client certificate for TLS"),
        Definition.of("key", Kind.TEXT, "client key for TLS"),
        Definition.of("redact-info-log", Kind.BOOLEAN, "hide row contents in the log"),
        Definition.of("status-addr", Kind.TEXT, "address of the HTTP server"),
        Definition.of("server-mode", Kind.BOOLEAN, "wait for tasks over HTTP"),
        Definition.of("f", Kind.COLLECT, "table filter; give it again for more rules"));
  }
}
