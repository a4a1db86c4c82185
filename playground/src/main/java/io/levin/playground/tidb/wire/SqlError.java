package io.levin.playground.tidb.wire;

import java.util.Map;

/**
 * An error that a SQL client sees: MySQL's or TiDB's number, the SQLSTATE that goes with it, text.
 */
public final class SqlError extends RuntimeException {
  private static final long serialVersionUID = 1L;

  /** SQLSTATEs of the numbers used here; all others are HY000. */
  private static final Map<Integer, String> STATES =
      Map.ofEntries(
          Map.entry(1007, "HY000"),
          Map.entry(1045, "28000"),
          Map.entry(1046, "3D000"),
          Map.entry(1047, "08S01"),
          Map.entry(1048, "23000"),
          Map.entry(1049, "42000"),
          Map.entry(1050, "42S01"),
          Map.entry(1051, "42S02"),
          Map.entry(1052, "23000"),
          Map.entry(1054, "42S22"),
          Map.entry(1060, "42S21"),
          Map.entry(1061, "42000"),
          Map.entry(1062, "23000"),
          Map.entry(1064, "42000"),
          Map.entry(1065, "42000"),
          Map.entry(1067, "42000"),
          Map.entry(1068, "42000"),
          Map.entry(1071, "42000"),
          Map.entry(1072, "42000"),
          Map.entry(1075, "42000"),
          Map.entry(1091, "42000"),
          Map.entry(1109, "42S02"),
          Map.entry(1110, "42000"),
          Map.entry(1136, "21S01"),
          Map.entry(1146, "42S02"),
          Map.entry(1153, "08S01"),
          Map.entry(1231, "42000"),
          Map.entry(1213, "40001"),
          Map.entry(1235, "42000"),
          Map.entry(1264, "22003"),
          Map.entry(1265, "01000"),
          Map.entry(1292, "22007"),
          Map.entry(1305, "42000"),
          Map.entry(1317, "70100"),
          Map.entry(1364, "HY000"),
          Map.entry(1365, "22012"),
          Map.entry(1366, "HY000"),
          Map.entry(1390, "HY000"),
          Map.entry(1406, "22001"),
          Map.entry(1690, "22003"),
          Map.entry(3140, "22032"),
          Map.entry(8130, "HY000"));

  private final int code;

  /** An error with TiDB's number and text; the SQLSTATE follows from the number. */
  public SqlError(int code, String message) {
    this(code, message, null);
  }

  /** As above, with what caused it. */
  public SqlError(int code, String message, Throwable cause) {
    super(message, cause, false, cause != null);
    this.code = code;
  }

  /** MySQL's or TiDB's number. */
  public int code() {
    return code;
  }

  /** Five characters. */
  public String state() {
    return STATES.getOrDefault(code, "HY000");
  }

  /** 1064 with TiDB's way of naming the place. */
  public static SqlError syntax(int column, String near) {
    String shown = near.length() > 2048 ? near.substring(0, 2048) : near;
    return new SqlError(
        1064,
        "You have an error in your SQL syntax; check the manual that corresponds to your TiDB"
            + " version for the right syntax to use line 1 column "
            + column
            + " near \""
            + shown
            + "\" ");
  }

  /** A statement or construct that this server does not have: never answered by an empty OK. */
  public static SqlError unsupported(String what) {
    return new SqlError(1235, "This version of TiDB doesn't yet support '" + what + "'");
  }

  static SqlError malformedPacket() {
    return new SqlError(1105, "malformed packet error");
  }

  static SqlError packetTooLarge() {
    return new SqlError(1153, "Got a packet bigger than 'max_allowed_packet' bytes");
  }

  static SqlError accessDenied(String user, String host, boolean withPassword) {
    return new SqlError(
        1045,
        "Access denied for user '"
            + user
            + "'@'"
            + host
            + "' (using password: "
            + (withPassword ? "YES" : "NO")
            + ")");
  }
}
