package io.levin.schema.sql;

/** A statement that is not what TiDB's grammar allows, or not what Levin understands offline. */
public final class SqlSyntaxException extends RuntimeException {
  private static final long serialVersionUID = 1L;

  private final int offset;

  /**
   * @param message what is wrong
   * @param offset where in the statement, in characters
   */
  public SqlSyntaxException(String message, int offset) {
    super(message);
    this.offset = offset;
  }

  /** Where in the statement, in characters. */
  public int offset() {
    return offset;
  }
}
