package io.levin.playground.tidb.session;

import io.levin.playground.tidb.wire.SqlError;
import java.math.BigInteger;
import java.time.DateTimeException;
import java.time.ZoneId;
import java.time.ZoneOffset;
import java.util.Arrays;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashSet;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;

/** One session's values of the system variables and its own {@code @variables}. */
final class SessionVariables {
  private static final Set<String> SQL_MODES =
      new HashSet<>(
          Arrays.asList(
              ("REAL_AS_FLOAT,PIPES_AS_CONCAT,ANSI_QUOTES,IGNORE_SPACE,NOT_USED,ONLY_FULL_GROUP_BY,"
                      + "NO_UNSIGNED_SUBTRACTION,NO_DIR_IN_CREATE,POSTGRESQL,ORACLE,MSSQL,DB2,MAXDB,"
                      + "NO_KEY_OPTIONS,NO_TABLE_OPTIONS,NO_FIELD_OPTIONS,MYSQL323,MYSQL40,ANSI,"
                      + "NO_AUTO_VALUE_ON_ZERO,NO_BACKSLASH_ESCAPES,STRICT_TRANS_TABLES,"
                      + "STRICT_ALL_TABLES,NO_ZERO_IN_DATE,NO_ZERO_DATE,ALLOW_INVALID_DATES,"
                      + "ERROR_FOR_DIVISION_BY_ZERO,TRADITIONAL,NO_AUTO_CREATE_USER,"
                      + "HIGH_NOT_PRECEDENCE,NO_ENGINE_SUBSTITUTION,PAD_CHAR_TO_FULL_LENGTH")
                  .split(",")));

  private final SystemVariables system;
  private final Map<String, String> values = new HashMap<>();
  private final Map<String, Object> user = new HashMap<>();

  SessionVariables(SystemVariables system) {
    this.system = system;
    reset();
  }

  /** Back to the global values. */
  void reset() {
    values.clear();
    user.clear();
    for (SystemVariables.Definition definition : system.all()) {
      if (definition.scope() == SystemVariables.Scope.BOTH) {
        String global = system.global(definition);
        if (!global.equals(definition.defaultValue())) {
          values.put(definition.name(), global);
        }
      }
    }
  }

  /** The session's value; 1193 for an unknown name. */
  String get(String name) {
    SystemVariables.Definition definition = system.require(name);
    String value = values.get(definition.name());
    if (value != null) {
      return value;
    }
    return definition.scope() == SystemVariables.Scope.BOTH
        ? definition.defaultValue()
        : system.global(definition);
  }

  /** The global value. */
  String getGlobal(String name) {
    SystemVariables.Definition definition = system.require(name);
    if (definition.scope() == SystemVariables.Scope.SESSION) {
      throw new SqlError(1238, "Variable '" + name + "' is a SESSION variable");
    }
    return system.global(definition);
  }

  /** All names with the values of the session, or with the global ones. */
  Map<String, String> all(boolean global) {
    Map<String, String> all = new TreeMap<>();
    for (SystemVariables.Definition definition : system.all()) {
      if (!global) {
        all.put(definition.name(), get(definition.name()));
      } else if (definition.scope() != SystemVariables.Scope.SESSION) {
        all.put(definition.name(), system.global(definition));
      }
    }
    return all;
  }

  /**
   * Sets a variable.
   *
   * @param value null for DEFAULT
   */
  void set(String name, Object value, boolean global) {
    SystemVariables.Definition definition = system.require(name);
    if (definition.scope() == SystemVariables.Scope.READ_ONLY) {
      throw new SqlError(1238, "Variable '" + definition.name() + "' is a read only variable");
    }
    if (!global && definition.scope() == SystemVariables.Scope.GLOBAL) {
      throw new SqlError(
          1229,
          "Variable '"
              + definition.name()
              + "' is a GLOBAL variable and should be set with SET GLOBAL");
    }
    if (!global && definition.name().equals("max_allowed_packet")) {
      throw new SqlError(
          1621,
          "SESSION variable 'max_allowed_packet' is read-only. Use SET GLOBAL to assign the value");
    }
    if (global && definition.scope() == SystemVariables.Scope.SESSION) {
      throw new SqlError(
          1228,
          "Variable '"
              + definition.name()
              + "' is a SESSION variable and can't be used with SET GLOBAL");
    }
    String text =
        value == null
            ? global ? definition.defaultValue() : system.global(definition)
            : checked(definition, value.toString());
    if (global) {
      system.setGlobal(definition, text);
    } else {
      values.put(definition.name(), text);
      twin(definition.name(), text);
    }
  }

  /** Whether a switch is on. */
  boolean on(String name) {
    String value = get(name);
    return value.equalsIgnoreCase("ON") || value.equals("1");
  }

  /** A number. */
  long number(String name) {
    return new BigInteger(get(name)).longValue();
  }

  /** The session's time zone. */
  ZoneId zone() {
    String zone = get("time_zone");
    return zone.equalsIgnoreCase("SYSTEM") ? ZoneOffset.UTC : ZoneId.of(zone);
  }

  /** The value of {@code @name}, null if it was never set. */
  Object user(String name) {
    return user.get(name.toLowerCase(Locale.ROOT));
  }

  /** Sets {@code @name}. */
  void setUser(String name, Object value) {
    user.put(name.toLowerCase(Locale.ROOT), value);
  }

  /** Two names for one thing. */
  private void twin(String name, String value) {
    switch (name) {
      case "tx_isolation" -> values.put("transaction_isolation", value);
      case "transaction_isolation" -> values.put("tx_isolation", value);
      case "tx_read_only" -> values.put("transaction_read_only", value);
      case "transaction_read_only" -> values.put("tx_read_only", value);
      default -> {
        return;
      }
    }
  }

  private static String checked(SystemVariables.Definition definition, String value) {
    String name = definition.name();
    switch (name) {
      case "sql_mode":
        return sqlMode(value);
      case "time_zone":
        return timeZone(value);
      case "tidb_txn_mode":
        if (!value.isEmpty()
            && !value.equalsIgnoreCase("pessimistic")
            && !value.equalsIgnoreCase("optimistic")) {
          throw wrong(name, value);
        }
        return value.toLowerCase(Locale.ROOT);
      case "tx_isolation", "transaction_isolation":
        String level = value.toUpperCase(Locale.ROOT).replace(' ', '-');
        if (level.equals("READ-UNCOMMITTED") || level.equals("SERIALIZABLE")) {
          throw new SqlError(
              8048,
              "The isolation level '"
                  + level
                  + "' is not supported. Set tidb_skip_isolation_level_check=1 to skip this error");
        }
        if (!level.equals("READ-COMMITTED") && !level.equals("REPEATABLE-READ")) {
          throw wrong(name, value);
        }
        return level;
      default:
        break;
    }
    String usual = definition.defaultValue();
    if (usual.equals("ON") || usual.equals("OFF")) {
      return switch (value.toUpperCase(Locale.ROOT)) {
        case "1", "ON", "TRUE" -> "ON";
        case "0", "OFF", "FALSE" -> "OFF";
        default -> {
          if (name.equals("tidb_multi_statement_mode") && value.equalsIgnoreCase("WARN")) {
            yield "WARN";
          }
          throw wrong(name, value);
        }
      };
    }
    if (usual.matches("-?\\d+") && !value.matches("-?\\d+")) {
      throw new SqlError(1232, "Incorrect argument type to variable '" + name + "'");
    }
    return value;
  }

  private static String sqlMode(String value) {
    Set<String> modes = new LinkedHashSet<>();
    for (String part : value.toUpperCase(Locale.ROOT).split(",")) {
      String mode = part.trim();
      if (mode.isEmpty()) {
        continue;
      }
      if (!SQL_MODES.contains(mode)) {
        throw new SqlError(
            1105,
            "ERROR 1231 (42000): Variable 'sql_mode' can't be set to the value of '" + mode + "'");
      }
      modes.add(mode);
      if (mode.equals("ANSI")) {
        modes.add("ANSI_QUOTES");
        modes.add("PIPES_AS_CONCAT");
      }
      if (mode.equals("TRADITIONAL")) {
        modes.add("STRICT_TRANS_TABLES");
        modes.add("STRICT_ALL_TABLES");
        modes.add("NO_ZERO_IN_DATE");
        modes.add("NO_ZERO_DATE");
        modes.add("ERROR_FOR_DIVISION_BY_ZERO");
      }
    }
    return String.join(",", modes);
  }

  private static String timeZone(String value) {
    if (value.equalsIgnoreCase("SYSTEM")) {
      return "SYSTEM";
    }
    try {
      return ZoneId.of(value).getId();
    } catch (DateTimeException e) {
      throw new SqlError(1298, "Unknown or incorrect time zone: '" + value + "'", e);
    }
  }

  private static SqlError wrong(String name, String value) {
    return new SqlError(
        1231, "Variable '" + name + "' can't be set to the value of '" + value + "'");
  }
}
