package io.levin.tidb;

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
  private final String url;
  private final Properties properties;
  private final String password;

  /** Reads certificates, so that faults in them show at once. */
  public SqlLogin(TidbOptions options) {
    this.url = ConnectionFactory.url(options);
    this.properties = ConnectionFactory.properties(options);
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
    Properties decoded = new Properties();
    decoded.putAll(properties);
    try {
      decoded.setProperty(
          "password",
          new String(
              Base64.getDecoder().decode(password), java.nio.charset.StandardCharsets.UTF_8));
      return DriverManager.getConnection(url, decoded);
    } catch (IllegalArgumentException | SQLException e) {
      first.addSuppressed(e);
      throw first;
    }
  }
}
