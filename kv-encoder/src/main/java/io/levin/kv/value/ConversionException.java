package io.levin.kv.value;

/**
 * A value that cannot be converted or computed, in the way the session's SQL mode takes it. It has
 * no stack trace: a dump may have millions of bad values and each is only counted.
 */
public final class ConversionException extends Exception {
  private static final long serialVersionUID = 1L;

  private final SqlError error;
  private final boolean withNull;

  /** An error whose message is made later, from the value. */
  public ConversionException(SqlError error) {
    this(error, null);
  }

  /**
   * @param detail what is wrong, where more is known than the error's own words; may be null
   */
  public ConversionException(SqlError error, String detail) {
    this(error, detail, false);
  }

  private ConversionException(SqlError error, String detail, boolean withNull) {
    super(detail, null, false, false);
    this.error = error;
    this.withNull = withNull;
  }

  /** The same error of a function that gives NULL beside it. */
  public ConversionException withNull() {
    return withNull ? this : new ConversionException(error, getMessage(), true);
  }

  /**
   * Whether the value beside the error is NULL; else it is zero. A function that takes the error
   * for a warning goes on with it.
   */
  public boolean isWithNull() {
    return withNull;
  }

  /** What is wrong. */
  public SqlError error() {
    return error;
  }
}
