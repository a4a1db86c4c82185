package io.levin.config;

import java.util.Map;

/** Keys about the process and its connections. */
final class ProcessKeyRows extends KeyRows {
  ProcessKeyRows() {
    text("lightning.status-addr", c -> c.lightning().statusAddr(), "");
    row(
        "lightning.pprof-port",
        c -> c.lightning().statusAddr(),
        "",
        "8289",
        ":8289",
        "'8289'",
        INTEGER_WANTED);
    row(
        "lightning.server-mode",
        c -> c.lightning().serverMode(),
        false,
        "true\nstatus-addr = ':1'",
        true,
        "true",
        "If server-mode is enabled, the status-addr must be a valid listen address");
    row(
        "lightning.level",
        c -> c.lightning().level(),
        "info",
        "'WARNING'",
        "warn",
        "'loud'",
        "unrecognized level: \"loud\"");
    text("lightning.file", c -> c.lightning().file(), "");
    number("lightning.max-size", c -> c.lightning().maxSizeMib(), 512);
    number("lightning.max-days", c -> c.lightning().maxDays(), 7);
    number("lightning.max-backups", c -> c.lightning().maxBackups(), 0);
    inert("lightning.enable-diagnose-logs", "true", null);
    row(
        "lightning.table-concurrency",
        c -> c.lightning().tableConcurrency(),
        6,
        "3",
        3,
        "-1",
        "`lightning.table-concurrency` got -1, should not be negative");
    row(
        "lightning.index-concurrency",
        c -> c.lightning().indexConcurrency(),
        2,
        "3",
        3,
        "-1",
        "`lightning.index-concurrency` got -1, should not be negative");
    row(
        "lightning.region-concurrency",
        c -> c.lightning().regionConcurrency(),
        4,
        "99",
        4,
        "0",
        "`lightning.region-concurrency` got 0, should be larger than 0");
    row(
        "lightning.io-concurrency",
        c -> c.lightning().ioConcurrency(),
        5,
        "3",
        3,
        "0",
        "`lightning.io-concurrency` got 0, should be larger than 0");
    flag("lightning.check-requirements", c -> c.lightning().checkRequirements(), true);
    text("lightning.meta-schema-name", c -> c.lightning().metaSchemaName(), "lightning_metadata");
    row(
        "lightning.max-error",
        c -> c.lightning().maxTypeErrors(),
        0L,
        "7",
        7L,
        "'many'",
        "invalid max-error 'many', should be an integer or a map of string:int64");
    row(
        "lightning.max-error.type",
        c -> c.lightning().maxTypeErrors(),
        0L,
        "7",
        7L,
        "'7'",
        INTEGER_WANTED);
    inert("lightning.max-error.conflict", "7", null);
    inert("lightning.max-error.syntax", "7", "lightning.max-error.syntax has no effect");
    inert("lightning.max-error.charset", "7", "lightning.max-error.charset has no effect");
    inert(
        "lightning.max-error-records",
        "7",
        "lightning.max-error-records has no effect; conflict.threshold says how many conflicts are recorded");
    text(
        "lightning.task-info-schema-name",
        c -> c.lightning().taskInfoSchemaName(),
        "lightning_task_info");

    text("tidb.host", c -> c.tidb().host(), "127.0.0.1");
    number("tidb.port", c -> c.tidb().port(), 0);
    text("tidb.user", c -> c.tidb().user(), "root");
    text("tidb.password", c -> c.tidb().password(), "");
    number("tidb.status-port", c -> c.tidb().statusPort(), 10080);
    row(
        "tidb.pd-addr",
        c -> c.tidb().pdAddr(),
        "",
        "'http://a:2379, [::1]:2379'",
        "a:2379,[::1]:2379",
        "'good:2379,bad'",
        "invalid `tidb.pd-addr` setting: 'bad' has no port; write host:port");
    inert("tidb.log-level", "'error'", null);
    row(
        "tidb.sql-mode",
        c -> c.tidb().sqlMode(),
        "ONLY_FULL_GROUP_BY,NO_AUTO_CREATE_USER",
        "'ANSI_QUOTES'",
        "ANSI_QUOTES",
        "'ansi_quotes'",
        "Variable 'sql_mode' can't be set to the value of 'ansi_quotes'");
    row(
        "tidb.tls",
        c -> c.tidb().tls(),
        "false",
        "'skip-verify'",
        "skip-verify",
        "'maybe'",
        "unsupported `tidb.tls` config maybe");
    size("tidb.max-allowed-packet", c -> c.tidb().maxAllowedPacket(), 64 * MIB);
    number("tidb.distsql-scan-concurrency", c -> c.tidb().distsqlScanConcurrency(), 15);
    number("tidb.build-stats-concurrency", c -> c.tidb().buildStatsConcurrency(), 20);
    number("tidb.index-serial-scan-concurrency", c -> c.tidb().indexSerialScanConcurrency(), 20);
    number("tidb.checksum-table-concurrency", c -> c.tidb().checksumTableConcurrency(), 2);
    row(
        "tidb.session-vars",
        c -> c.tidb().sessionVars(),
        Map.of(),
        "{ a = '1', b = '2' }",
        Map.of("a", "1", "b", "2"),
        "{ a = 1 }",
        STRING_WANTED);
    row(
        "tidb.security",
        c -> c.tidb().security(),
        TlsConfig.NONE,
        "{}",
        TlsConfig.NONE,
        "'x'",
        "TOML value has type string; destination has type table");
    row(
        "tidb.security.ca-path",
        c -> c.tidb().security().caPath(),
        "",
        "''",
        "",
        "'/no/ca.pem'",
        "could not read ca certificate: open /no/ca.pem: no such file or directory");
    row(
        "tidb.security.cert-path",
        c -> c.tidb().security().certPath(),
        "",
        "''",
        "",
        "'/no/cert.pem'",
        "could not load client key pair: key-path is not set");
    row(
        "tidb.security.key-path",
        c -> c.tidb().security().keyPath(),
        "",
        "''",
        "",
        "'/no/key.pem'",
        "could not load client key pair: cert-path is not set");

    row(
        "security.ca-path",
        c -> c.security().tls().caPath(),
        "",
        "''",
        "",
        "'/no/ca.pem'",
        "could not read ca certificate: open /no/ca.pem: no such file or directory");
    row("security.cert-path", c -> c.security().tls().certPath(), "", "''", "", "1", STRING_WANTED);
    row("security.key-path", c -> c.security().tls().keyPath(), "", "''", "", "1", STRING_WANTED);
    flag("security.redact-info-log", c -> c.security().redactInfoLog(), false);
  }
}
