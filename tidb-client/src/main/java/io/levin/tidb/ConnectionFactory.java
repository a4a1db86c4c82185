package io.levin.tidb;

import io.levin.base.ErrorCode;
import io.levin.base.ImportException;
import java.nio.charset.StandardCharsets;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;
import java.util.Map;
import java.util.Properties;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Makes connections that all look alike: character set, SQL mode and those session variables that
 * the server knows. Thread-safe.
 */
final class ConnectionFactory {
  private static final Logger LOG = LoggerFactory.getLogger(ConnectionFactory.class);
  private static final int CONNECT_TIMEOUT_MILLIS = 20_000;

  /**
   * What older servers have instead of a variable: before 7.6 a limit holds for every connection
   * that waits for its client, within a transaction or not.
   */
  private static final Map<String, String> OLDER =
      Map.of("tidb_idle_transaction_timeout", "wait_timeout");

  private final String url;
  private final Properties properties;
  private final List<String> setup;

  private ConnectionFactory(String url, Properties properties, List<String> setup) {
    this.url = url;
    this.properties = properties;
    this.setup = setup;
  }

  /**
   * Logs in once and finds out which session variables the server takes. A password that is refused
   * is tried once more decoded, when it is base64.
   *
   * @throws ImportException {@link ErrorCode#DB_CONNECT}
   */
  static ConnectionFactory probe(TidbOptions options) {
    String url = url(options);
    Properties properties = properties(options);
    try (Connection connection = logIn(url, properties, options)) {
      List<String> setup = new ArrayList<>();
      setup.add("SET SESSION sql_mode = '" + options.sqlMode().replace("'", "''") + "'");
      // The handshake may say autocommit when the session is not: always say it as SQL.
      setup.add("SET SESSION autocommit = 1");
      try (Statement statement = connection.createStatement()) {
        for (String sql : List.copyOf(setup)) {
          statement.execute(sql);
        }
        for (Map.Entry<String, String> variable : options.sessionVars().entrySet()) {
          if (!set(statement, variable.getKey(), variable.getValue(), setup)) {
            String older = OLDER.get(variable.getKey());
            if (older != null) {
              set(statement, older, variable.getValue(), setup);
            }
          }
        }
      }
      return new ConnectionFactory(url, properties, List.copyOf(setup));
    } catch (SQLException e) {
      throw failure(options, e);
    }
  }

  private static boolean set(
      Statement statement, String variable, String value, List<String> setup) {
    String sql = "SET SESSION " + variable + " = " + literal(value);
    try {
      statement.execute(sql);
      setup.add(sql);
      return true;
    } catch (SQLException e) {
      LOG.info("the server refused session variable {}: {}", variable, e.getMessage());
      return false;
    }
  }

  /** A new connection, set up. */
  Connection open() throws SQLException {
    Connection connection = DriverManager.getConnection(url, properties);
    try (Statement statement = connection.createStatement()) {
      for (String sql : setup) {
        statement.execute(sql);
      }
      return connection;
    } catch (SQLException e) {
      connection.close();
      throw e;
    }
  }

  private static Connection logIn(String url, Properties properties, TidbOptions options) {
    try {
      return DriverManager.getConnection(url, properties);
    } catch (SQLException e) {
      return withDecodedPassword(url, properties, options, e);
    }
  }

  private static Connection withDecodedPassword(
      String url, Properties properties, TidbOptions options, SQLException first) {
    if (first.getErrorCode() == SqlErrors.ACCESS_DENIED && !options.password().isEmpty()) {
      try {
        byte[] decoded = Base64.getDecoder().decode(options.password());
        properties.setProperty("password", new String(decoded, StandardCharsets.UTF_8));
        return DriverManager.getConnection(url, properties);
      } catch (IllegalArgumentException e) {
        LOG.debug("the password is not base64 either");
      } catch (SQLException e) {
        first.addSuppressed(e);
      }
    }
    throw failure(options, first);
  }

  private static ImportException failure(TidbOptions options, SQLException e) {
    boolean denied = e.getErrorCode() == SqlErrors.ACCESS_DENIED;
    // What to do follows in the same sentence.
    String reason = (denied ? e.getMessage() : rootMessage(e)).replaceFirst("\\.$", "");
    return new ImportException(
        ErrorCode.DB_CONNECT,
        "failed to connect database: TiDB at "
            + options.host()
            + ":"
            + options.port()
            + " as user '"
            + options.user()
            + "': "
            + reason,
        denied
            ? "check tidb.user and tidb.password"
            : "check tidb.host, tidb.port and tidb.tls, and that TiDB is running",
        e);
  }

  private static String rootMessage(Throwable e) {
    Throwable root = e;
    while (root.getCause() != null) {
      root = root.getCause();
    }
    return root.getMessage() == null
        ? root.toString()
        : root.getMessage().lines().findFirst().orElse("");
  }

  static String url(TidbOptions options) {
    return "jdbc:mysql://" + host(options.host()) + ":" + options.port() + "/";
  }

  static Properties properties(TidbOptions options) {
    Properties p = new Properties();
    p.setProperty("user", options.user());
    p.setProperty("password", options.password());
    p.setProperty("characterEncoding", "UTF-8");
    p.setProperty("connectionTimeZone", "UTC");
    p.setProperty("allowLoadLocalInfile", "false");
    p.setProperty("allowPublicKeyRetrieval", "true");
    p.setProperty("connectTimeout", Integer.toString(CONNECT_TIMEOUT_MILLIS));
    p.setProperty("tcpKeepAlive", "true");
    p.setProperty("tinyInt1isBit", "false");
    p.setProperty("yearIsDateType", "false");
    p.setProperty("useInformationSchema", "false");
    p.setProperty("useLocalSessionState", "true");
    if (options.maxAllowedPacket() > 0) {
      p.setProperty("maxAllowedPacket", Long.toString(options.maxAllowedPacket()));
    }
    switch (options.tls()) {
      case "preferred" -> p.setProperty("sslMode", "PREFERRED");
      case "skip-verify" -> p.setProperty("sslMode", "REQUIRED");
      case "cluster" -> {
        p.setProperty("sslMode", "VERIFY_IDENTITY");
        PemKeyStores.StoreFile trust = PemKeyStores.trustFile(options.caPath());
        p.setProperty("trustCertificateKeyStoreUrl", trust.url());
        p.setProperty("trustCertificateKeyStorePassword", trust.password());
        p.setProperty("trustCertificateKeyStoreType", "PKCS12");
      }
      default -> p.setProperty("sslMode", "DISABLED");
    }
    if (!options.tls().equals("false") && !options.certPath().isEmpty()) {
      PemKeyStores.StoreFile key = PemKeyStores.keyFile(options.certPath(), options.keyPath());
      p.setProperty("clientCertificateKeyStoreUrl", key.url());
      p.setProperty("clientCertificateKeyStorePassword", key.password());
      p.setProperty("clientCertificateKeyStoreType", "PKCS12");
    }
    return p;
  }

  private static String host(String host) {
    return host.contains(":") && !host.startsWith("[") ? "[" + host + "]" : host;
  }

  private static String literal(String value) {
    boolean number = value.matches("-?[0-9]+(\\.[0-9]+)?");
    return number ? value : "'" + value.replace("\\", "\\\\").replace("'", "''") + "'";
  }
}
