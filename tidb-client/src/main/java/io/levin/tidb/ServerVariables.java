package io.levin.tidb;

import java.sql.SQLException;
import java.util.HashMap;
import java.util.Locale;
import java.util.Map;

/**
 * What the encoder must know of the server.
 *
 * @param values system variables by lower-case name
 * @param newCollation whether collations are real ones
 * @param version such as {@code 8.5.0}
 */
public record ServerVariables(Map<String, String> values, boolean newCollation, String version) {
  private static final String NAMES =
      "'max_allowed_packet','div_precision_increment','time_zone','lc_time_names',"
          + "'default_week_format','block_encryption_mode','group_concat_max_len',"
          + "'tidb_backoff_weight','tidb_row_format_version'";

  /**
   * Asks the server.
   *
   * @param settings what its status port says, for servers that have no table for it
   */
  public static ServerVariables fetch(TidbClient client, StatusClient.Settings settings)
      throws SQLException {
    Map<String, String> values = new HashMap<>();
    client.query(
        "SHOW VARIABLES WHERE Variable_name IN (" + NAMES + ")",
        row -> values.put(row.getString(1).toLowerCase(Locale.ROOT), row.getString(2)));
    return new ServerVariables(Map.copyOf(values), newCollation(client, settings), version(client));
  }

  /** A variable's value, or the default when the server did not name it. */
  public String get(String name, String fallback) {
    return values.getOrDefault(name, fallback);
  }

  private static boolean newCollation(TidbClient client, StatusClient.Settings settings) {
    try {
      String collation =
          client.queryText(
              "SELECT variable_value FROM mysql.tidb WHERE variable_name ="
                  + " 'new_collation_enabled'");
      return "True".equalsIgnoreCase(collation);
    } catch (SQLException e) {
      return settings.newCollation();
    }
  }

  private static String version(TidbClient client) throws SQLException {
    String text;
    try {
      text = client.queryText("SELECT tidb_version()");
    } catch (SQLException e) {
      text = client.queryText("SELECT version()");
    }
    return parseVersion(text);
  }

  /** Takes the release out of the text of {@code tidb_version()} or {@code version()}. */
  static String parseVersion(String text) {
    java.util.regex.Matcher matcher =
        java.util.regex.Pattern.compile("(?:Release Version: |TiDB-)v?([0-9]+\\.[0-9]+\\.[0-9]+)")
            .matcher(text == null ? "" : text);
    return matcher.find() ? matcher.group(1) : "";
  }
}
