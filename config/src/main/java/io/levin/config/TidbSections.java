package io.levin.config;

import io.levin.config.Config.Security;
import io.levin.config.Config.Tidb;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;

/** Reads {@code [security]} and {@code [tidb]}: where the target is and how to log in. */
final class TidbSections {
  private static final String DEFAULT_SQL_MODE = "ONLY_FULL_GROUP_BY,NO_AUTO_CREATE_USER";
  private static final Set<String> TLS = Set.of("false", "cluster", "skip-verify", "preferred");

  private final Reading reading;

  TidbSections(Reading reading) {
    this.reading = reading;
  }

  Security security(TomlTable t) {
    Flags flags = reading.flags();
    TlsConfig inFile = tls(t);
    TlsConfig tls =
        new TlsConfig(
            flags.text("ca").orElse(inFile.caPath()),
            flags.text("cert").orElse(inFile.certPath()),
            flags.text("key").orElse(inFile.keyPath()));
    CertificateFiles.check(tls, reading);
    return new Security(tls, t.bool("redact-info-log", false) | flags.isSet("redact-info-log"));
  }

  Tidb tidb(TomlTable t, Security cluster) {
    Flags flags = reading.flags();
    t.ignored("log-level");
    String sqlMode = t.text("sql-mode", DEFAULT_SQL_MODE);
    checkSqlMode(sqlMode);
    boolean ownSecurity = t.has("security");
    TlsConfig own = tls(t.table("security"));
    TlsConfig security = ownSecurity ? own : cluster.tls();
    if (ownSecurity) {
      CertificateFiles.checkOwn(own, reading);
    }
    Map<String, String> vars = t.textMap("session-vars");
    return new Tidb(
        flags.text("tidb-host").orElse(t.text("host", "127.0.0.1")),
        flags.integer("tidb-port").orElse(t.integer("port", 0)),
        flags.text("tidb-user").orElse(t.text("user", "root")),
        flags.text("tidb-password").orElse(t.text("password", "")),
        flags.integer("tidb-status").orElse(t.integer("status-port", 10080)),
        pdAddresses(flags.text("pd-urls").orElse(t.text("pd-addr", ""))),
        sqlMode,
        tls(t.text("tls", ""), security),
        security,
        t.bytes("max-allowed-packet", 64 * ByteSize.MIB),
        t.integer("distsql-scan-concurrency", 15),
        Numbers.orDefault(t.integer("build-stats-concurrency", 20), 20),
        Numbers.orDefault(t.integer("index-serial-scan-concurrency", 20), 20),
        Numbers.orDefault(t.integer("checksum-table-concurrency", 2), 2),
        Map.copyOf(vars));
  }

  private static TlsConfig tls(TomlTable t) {
    return new TlsConfig(t.text("ca-path", ""), t.text("cert-path", ""), t.text("key-path", ""));
  }

  private String tls(String given, TlsConfig security) {
    String tls = given.isEmpty() ? security.enabled() ? "cluster" : "false" : given;
    if (!TLS.contains(tls)) {
      reading.fault("unsupported `tidb.tls` config " + tls);
    } else if (tls.equals("cluster") && !security.enabled()) {
      reading.fault("cannot set `tidb.tls` to 'cluster' without a [security] section");
    }
    return tls;
  }

  private void checkSqlMode(String modes) {
    for (String mode : modes.split(",", -1)) {
      if (!SqlModes.NAMES.contains(mode)) {
        reading.fault(
            "`mydumper.tidb.sql_mode` must be a valid SQL_MODE: ERROR 1231 (42000):"
                + " Variable 'sql_mode' can't be set to the value of '"
                + mode
                + "'");
        return;
      }
    }
  }

  /** Addresses without scheme; an address without a port would be waited for in vain. */
  private String pdAddresses(String list) {
    if (list.isEmpty()) {
      return list;
    }
    List<String> addresses = new ArrayList<>();
    for (String part : list.split(",", -1)) {
      String address = part.strip().replaceFirst("^https?://", "").replaceFirst("/$", "");
      int colon = address.lastIndexOf(':');
      boolean bracket = address.endsWith("]");
      if (colon == 0 || address.isEmpty()) {
        reading.fault("invalid `tidb.pd-addr` setting: there is no host in '" + list + "'");
      } else if (colon < 0 || bracket || !isPort(address.substring(colon + 1))) {
        reading.fault(
            "invalid `tidb.pd-addr` setting: '" + part.strip() + "' has no port; write host:port");
      }
      addresses.add(address);
    }
    return String.join(",", addresses);
  }

  private static boolean isPort(String text) {
    return text.matches("[0-9]{1,5}")
        && Integer.parseInt(text) > 0
        && Integer.parseInt(text) <= 65_535;
  }
}
