package io.levin.kv.value;

/**
 * A value that cannot be converted or computed, in the way the session's SQL mode takes it. It has
 * no stack trace: a dump may have millions of bad values and each is only counted.
 */
public final class ConversionException extends Exception {
  private static final long serialVersionUID = 1L;

  private final SqlError error;

  /** An error whose message is made later, from the value. */
  public ConversionException(SqlError error) {
    this(error, null);
  }

  /**
   * @param detail what is wrong, where more is known than the error's own words; may be null
   */
  public ConversionException(SqlError error, String detail) {
    super(detail, null, false, false);
    this.error = error;
  }

  /** What is wrong. */
  public SqlError error() {
    return error;
  }
}
