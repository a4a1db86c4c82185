package io.levin.schema.sql;

import java.util.Arrays;
import java.util.Locale;
import java.util.Set;
import java.util.stream.Collectors;

/**
 * The parts of {@code sql_mode} that decide how statements read.
 *
 * @param names the modes, in upper case
 */
public record SqlMode(Set<String> names) {
  /** TiDB's default. */
  public static final SqlMode DEFAULT =
      of(
          "ONLY_FULL_GROUP_BY,STRICT_TRANS_TABLES,NO_ZERO_IN_DATE,NO_ZERO_DATE,"
              + "ERROR_FOR_DIVISION_BY_ZERO,NO_AUTO_CREATE_USER,NO_ENGINE_SUBSTITUTION");

  /** Copies the set. */
  public SqlMode {
    names = Set.copyOf(names);
  }

  /** Of a comma separated list, as in the variable; unknown names are kept and mean nothing. */
  public static SqlMode of(String list) {
    Set<String> names =
        Arrays.stream(list.split(","))
            .map(name -> name.strip().toUpperCase(Locale.ROOT))
            .filter(name -> !name.isEmpty())
            .collect(Collectors.toSet());
    if (names.contains("ANSI")) {
      names.addAll(Set.of("REAL_AS_FLOAT", "PIPES_AS_CONCAT", "ANSI_QUOTES", "IGNORE_SPACE"));
    }
    if (names.contains("TRADITIONAL")) {
      names.addAll(
          Set.of(
              "STRICT_TRANS_TABLES",
              "STRICT_ALL_TABLES",
              "NO_ZERO_IN_DATE",
              "NO_ZERO_DATE",
              "ERROR_FOR_DIVISION_BY_ZERO"));
    }
    return new SqlMode(names);
  }

  /** Double quotes are around names, not strings. */
  public boolean ansiQuotes() {
    return names.contains("ANSI_QUOTES");
  }

  /** A backslash is an ordinary character. */
  public boolean noBackslashEscapes() {
    return names.contains("NO_BACKSLASH_ESCAPES");
  }

  /** {@code ||} joins strings. */
  public boolean pipesAsConcat() {
    return names.contains("PIPES_AS_CONCAT");
  }

  /** REAL is FLOAT, and not DOUBLE. */
  public boolean realAsFloat() {
    return names.contains("REAL_AS_FLOAT");
  }

  /** Wrong values are errors and not warnings. */
  public boolean strict() {
    return names.contains("STRICT_TRANS_TABLES") || names.contains("STRICT_ALL_TABLES");
  }

  /** 0000-00-00 is an error. */
  public boolean refusesZeroDates() {
    return strict() && names.contains("NO_ZERO_DATE");
  }

  /** A month or day of zero is an error. */
  public boolean refusesZeroInDates() {
    return strict() && names.contains("NO_ZERO_IN_DATE") && !allowsInvalidDates();
  }

  /** Each month may have 31 days. */
  public boolean allowsInvalidDates() {
    return names.contains("ALLOW_INVALID_DATES");
  }
}
