package io.levin.kv.value;

import java.util.Locale;
import java.util.Set;
import java.util.TreeSet;

/**
 * The session's sql_mode. Of its names only those that change what is stored have a method here.
 *
 * @param names the single modes, upper-case, combination modes resolved
 */
public record SqlMode(Set<String> names) {
  /** The mode without any name: errors in values become warnings. */
  public static final SqlMode NONE = new SqlMode(Set.of());

  /** Copies the set. */
  public SqlMode {
    names = Set.copyOf(names);
  }

  /** Reads a comma-separated list as the server has it; names that nothing here asks for stay. */
  public static SqlMode parse(String text) {
    Set<String> names = new TreeSet<>();
    for (String part : text.split(",")) {
      String name = part.trim().toUpperCase(Locale.ROOT);
      switch (name) {
        case "" -> {}
        case "TRADITIONAL" ->
            names.addAll(
                Set.of(
                    "TRADITIONAL",
                    "STRICT_TRANS_TABLES",
                    "STRICT_ALL_TABLES",
                    "NO_ZERO_IN_DATE",
                    "NO_ZERO_DATE",
                    "ERROR_FOR_DIVISION_BY_ZERO",
                    "NO_AUTO_CREATE_USER",
                    "NO_ENGINE_SUBSTITUTION"));
        case "ANSI" ->
            names.addAll(
                Set.of(
                    "ANSI",
                    "REAL_AS_FLOAT",
                    "PIPES_AS_CONCAT",
                    "ANSI_QUOTES",
                    "IGNORE_SPACE",
                    "ONLY_FULL_GROUP_BY"));
        default -> names.add(name);
      }
    }
    return new SqlMode(names);
  }

  /** True if a value that does not fit fails its row instead of being adjusted. */
  public boolean strict() {
    return names.contains("STRICT_TRANS_TABLES") || names.contains("STRICT_ALL_TABLES");
  }

  /** True if {@code 0000-00-00} is not allowed. */
  public boolean noZeroDate() {
    return names.contains("NO_ZERO_DATE");
  }

  /** True if a month or day of zero is not allowed. */
  public boolean noZeroInDate() {
    return names.contains("NO_ZERO_IN_DATE");
  }

  /** True if any month may have 31 days. */
  public boolean allowInvalidDates() {
    return names.contains("ALLOW_INVALID_DATES");
  }

  /** True if a date parser lets a month or day of zero pass at first. */
  public boolean allowZeroInDate() {
    return !strict() || allowInvalidDates() || !noZeroInDate() || !noZeroDate();
  }

  /** True if a division by zero is reported. */
  public boolean errorForDivisionByZero() {
    return names.contains("ERROR_FOR_DIVISION_BY_ZERO");
  }

  /** True if a name is set. */
  public boolean has(String name) {
    return names.contains(name);
  }
}
