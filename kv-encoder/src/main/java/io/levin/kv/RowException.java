package io.levin.kv;

/**
 * A row that cannot be imported as it is. The encoder goes on with the next row; whoever counts
 * errors decides whether the import does. It has no stack trace, as there may be millions.
 */
public final class RowException extends Exception {
  private static final long serialVersionUID = 1L;

  private final String errorClass;
  private final String column;
  private final String withoutValue;

  /**
   * @param errorClass TiDB's class and number of the error, such as {@code types:1292}
   * @param column the column's name, or null if the row as a whole is wrong
   * @param text one sentence for people, with the value shortened in it
   * @param withoutValue the same with {@code ?} in the place of the value
   */
  public RowException(String errorClass, String column, String text, String withoutValue) {
    super(text, null, false, false);
    this.errorClass = errorClass;
    this.column = column;
    this.withoutValue = withoutValue;
  }

  /** TiDB's class and number of the error, such as {@code types:1292}. */
  public String errorClass() {
    return errorClass;
  }

  /** The sentence for people without anything of the row's values in it. */
  public String withoutValue() {
    return withoutValue;
  }

  /** The column that is wrong, or null if it is the row as a whole. */
  public String column() {
    return column;
  }
}
