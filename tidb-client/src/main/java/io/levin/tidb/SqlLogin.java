package io.levin.tidb;

import java.nio.charset.StandardCharsets;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.SQLException;
import java.util.Base64;
import java.util.Properties;

/**
 * Logs in to a server that speaks MySQL's protocol, TiDB or another. Thread-safe; each call makes a
 * new connection that the caller owns.
 */
public final class SqlLogin {
  private static final int CONNECT_TIMEOUT_MILLIS = 20_000;

  private final String url;
  private final Properties properties;
  private final String password;

  /** With the decoded password, once the server has taken that; null before. */
  private volatile Properties decoded;

  /** Reads certificates, so that faults in them show at once. */
  public SqlLogin(TidbOptions options) {
    this.url = "jdbc:mysql://" + host(options.host()) + ":" + options.port() + "/";
    this.properties = properties(options);
    this.password = options.password();
  }

  /** Limits how long a statement may wait for the server's answer. */
  public SqlLogin withSocketTimeoutMillis(int millis) {
    properties.setProperty("socketTimeout", Integer.toString(millis));
    return this;
  }

  /** Limits how long a connection may take to be made. */
  public SqlLogin withConnectTimeoutMillis(int millis) {
    properties.setProperty("connectTimeout", Integer.toString(millis));
    return this;
  }

  /** A new connection. A password that is refused is tried once more decoded from base64. */
  public Connection open() throws SQLException {
    Properties known = decoded;
    if (known != null) {
      return DriverManager.getConnection(url, known);
    }
    try {
      return DriverManager.getConnection(url, properties);
    } catch (SQLException e) {
      if (e.getErrorCode() == SqlErrors.ACCESS_DENIED && !password.isEmpty()) {
        return openDecoded(e);
      }
      throw e;
    }
  }

  private Connection openDecoded(SQLException first) throws SQLException {
    try {
      Properties other = new Properties();
      other.putAll(properties);
      other.setProperty(
          "password", new String(Base64.getDecoder().decode(password), StandardCharsets.UTF_8));
      Connection connection = DriverManager.getConnection(url, other);
      decoded = other;
      return connection;
    } catch (IllegalArgumentException | SQLException e) {
      first.addSuppressed(e);
      throw first;
    }
  }

  private static Properties properties(TidbOptions options) {
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
}
