package io.levin.tidb;

import java.sql.SQLException;
import java.util.Set;

/** Which failures of a statement may pass by themselves. */
public final class SqlErrors {
  /** Access denied. */
  public static final int ACCESS_DENIED = 1045;

  /** Unknown database. */
  public static final int UNKNOWN_DATABASE = 1049;

  /** Access to a database denied. */
  public static final int DATABASE_ACCESS_DENIED = 1044;

  /** A statement on a table denied. */
  public static final int TABLE_ACCESS_DENIED = 1142;

  /** A key is there already. */
  public static final int DUPLICATE_ENTRY = 1062;

  /** The table is not there. */
  public static final int NO_SUCH_TABLE = 1146;

  /** Unknown system variable. */
  public static final int UNKNOWN_VARIABLE = 1193;

  private static final Set<Integer> RETRYABLE =
      Set.of(1105, 1205, 1213, 8002, 8005, 8022, 8027, 8028, 9001, 9002, 9003, 9004, 9005, 9007);

  private SqlErrors() {}

  /** True for a broken connection and for the codes that TiDB gives in ordinary trouble. */
  public static boolean isRetryable(Exception failure) {
    if (!(failure instanceof SQLException sql)) {
      return false;
    }
    return isConnectionLost(sql) || RETRYABLE.contains(sql.getErrorCode());
  }

  /** True when the connection is of no more use. */
  public static boolean isConnectionLost(SQLException failure) {
    String state = failure.getSQLState();
    return state != null && state.startsWith("08");
  }
}
