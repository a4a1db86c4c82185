package io.levin.schema.ddl;

/**
 * A definition that TiDB refuses, or that Levin cannot build without a cluster.
 *
 * <p>The message is TiDB's where TiDB has one.
 */
public final class DdlException extends RuntimeException {
  private static final long serialVersionUID = 1L;

  private final String errorClass;
  private final int code;

  /**
   * @param errorClass TiDB's name for where the error comes from, such as {@code ddl}
   * @param code MySQL's or TiDB's number
   * @param message the text without the class and the number
   */
  public DdlException(String errorClass, int code, String message) {
    super(message);
    this.errorClass = errorClass;
    this.code = code;
  }

  /** MySQL's or TiDB's number of the error. */
  public int code() {
    return code;
  }

  /** The class and the number, such as {@code ddl:8216}. */
  public String rfcCode() {
    return errorClass + ":" + code;
  }
}
