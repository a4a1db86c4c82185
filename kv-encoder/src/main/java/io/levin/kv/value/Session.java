package io.levin.kv.value;

import java.util.Map;

/**
 * What a server session would say about a conversion or an expression: modes, time zone, the
 * statement's time, system variables; and the warnings that came up. One instance belongs to one
 * encoder. Not thread-safe.
 */
public final class Session {
  private final SqlMode sqlMode;
  private final SessionZone zone;
  private final boolean newCollation;
  private final long nowSeconds;
  private final Map<String, String> variables;
  private final boolean strict;

  private long warnings;
  private long seed;

  /**
   * @param nowSeconds what CURRENT_TIMESTAMP is, in seconds since 1970
   * @param variables system variables that differ from their defaults, by lower-case name
   */
  public Session(
      SqlMode sqlMode,
      SessionZone zone,
      boolean newCollation,
      long nowSeconds,
      Map<String, String> variables) {
    this.sqlMode = sqlMode;
    this.zone = zone;
    this.newCollation = newCollation;
    this.nowSeconds = nowSeconds;
    this.variables = Map.copyOf(variables);
    this.strict = sqlMode.strict();
  }

  /** The SQL mode. */
  public SqlMode sqlMode() {
    return sqlMode;
  }

  /** The time zone of TIMESTAMP texts. */
  public SessionZone zone() {
    return zone;
  }

  /** True if the cluster compares strings by their collations, false for the old byte-wise way. */
  public boolean newCollation() {
    return newCollation;
  }

  /** What CURRENT_TIMESTAMP is, in seconds since 1970. */
  public long nowSeconds() {
    return nowSeconds;
  }

  /** A system variable, or the given default where it was not changed. */
  public String variable(String lowerCaseName, String otherwise) {
    return variables.getOrDefault(lowerCaseName, otherwise);
  }

  /** True if soft errors fail the row. */
  public boolean strict() {
    return strict;
  }

  /**
   * Reports an error that only a strict mode minds; otherwise counts a warning, and the caller goes
   * on with the adjusted value.
   *
   * @throws ConversionException in a strict mode
   */
  public void soft(SqlError error) throws ConversionException {
    if (strict) {
      throw new ConversionException(error);
    }
    warnings++;
  }

  /** Counts a warning. */
  public void warn() {
    warnings++;
  }

  /**
   * Takes back the warnings since an earlier count.
   *
   * @param before what {@link #warnings()} was then
   * @return how many they were
   */
  public long takeBackWarnings(long before) {
    long since = warnings - before;
    warnings = before;
    return since;
  }

  /** Warnings so far. */
  public long warnings() {
    return warnings;
  }

  /**
   * What functions like RAND() and UUID() draw from: set by the encoder for each row, from the
   * table and the row id alone, so that a row that is encoded again is the same.
   */
  public long seed() {
    return seed;
  }

  /** Sets {@link #seed()}. */
  public void seed(long newSeed) {
    seed = newSeed;
  }
}
