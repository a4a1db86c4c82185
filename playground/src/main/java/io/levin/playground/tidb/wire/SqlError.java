package io.levin.playground.tidb.wire;

import java.nio.charset.StandardCharsets;
import java.util.HashMap;
import java.util.Map;

/**
 * An error that a SQL client sees: MySQL's or TiDB's number, the SQLSTATE that goes with it, text.
 */
public final class SqlError extends RuntimeException {
  private static final long serialVersionUID = 1L;

  /** SQLSTATEs and the numbers that have them; all others are HY000. */
  private static final Map<Integer, String> STATES =
      states(
          "01000 1265",
          "08004 1251",
          "08S01 1047 1153",
          "21000 1241 1242",
          "21S01 1136",
          "22001 1406",
          "22003 1264 1690",
          "22007 1292",
          "22008 1441",
          "22012 1365",
          "22018 3903",
          "22032 3140 3144 3157 3158 3853",
          "23000 1048 1052 1062",
          "28000 1045",
          "3D000 1046",
          "40001 1213",
          "42000 1049 1055 1061 1063 1064 1065 1067 1068 1071 1072 1074 1075 1090",
          "42000 1091 1101 1110 1113 1115 1142 1170 1176 1231 1232 1235 1253 1305",
          "42000 1425 1426 1427 1439 1460 1582 3143 3149 3152 3153 3154 3165",
          "42S01 1050",
          "42S02 1051 1109 1146",
          "42S21 1060",
          "42S22 1054",
          "70100 1317");

  private final int code;

  private static Map<Integer, String> states(String... lines) {
    Map<Integer, String> states = new HashMap<>();
    for (String line : lines) {
      String[] words = line.split(" ");
      for (int i = 1; i < words.length; i++) {
        states.put(Integer.valueOf(words[i]), words[0]);
      }
    }
    return Map.copyOf(states);
  }

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

  /**
   * 1064 with TiDB's way of naming the place.
   *
   * @param text the whole statement
   * @param start offset of the first byte of what is wrong
   * @param end offset behind it, which is what TiDB counts
   */
  public static SqlError syntax(byte[] text, int start, int end) {
    int line = 1;
    int column = end;
    for (int i = 0; i < end && i < text.length; i++) {
      if (text[i] == '\n') {
        line++;
        column = end - i - 1;
      }
    }
    int length = Math.max(0, text.length - start);
    return syntax(line, column, new String(text, start, length, StandardCharsets.UTF_8));
  }

  private static SqlError syntax(int line, int column, String near) {
    String shown = near.length() > 2048 ? near.substring(0, 2048) : near;
    return new SqlError(
        1064,
        "You have an error in your SQL syntax; check the manual that corresponds to your TiDB"
            + " version for the right syntax to use line "
            + line
            + " column "
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
