package io.levin.schema;

/**
 * Type codes of columns, {@link FieldType#tp()}: the numbers of MySQL's protocol and of TiDB's
 * schema JSON.
 */
public final class MysqlType {
  public static final int DECIMAL_OLD = 0;
  public static final int TINYINT = 1;
  public static final int SMALLINT = 2;
  public static final int INT = 3;
  public static final int FLOAT = 4;
  public static final int DOUBLE = 5;
  public static final int NULL = 6;
  public static final int TIMESTAMP = 7;
  public static final int BIGINT = 8;
  public static final int MEDIUMINT = 9;
  public static final int DATE = 10;

  /** TIME, which TiDB calls a duration. */
  public static final int TIME = 11;

  public static final int DATETIME = 12;
  public static final int YEAR = 13;
  public static final int NEWDATE = 14;

  /** VARCHAR, and VARBINARY when the character set is {@code binary}. */
  public static final int VARCHAR = 15;

  public static final int BIT = 16;
  public static final int VECTOR = 225;
  public static final int JSON = 245;
  public static final int DECIMAL = 246;
  public static final int ENUM = 247;
  public static final int SET = 248;

  /** TINYTEXT, and TINYBLOB when the character set is {@code binary}. */
  public static final int TINY_BLOB = 249;

  /** MEDIUMTEXT, and MEDIUMBLOB when the character set is {@code binary}. */
  public static final int MEDIUM_BLOB = 250;

  /** LONGTEXT, and LONGBLOB when the character set is {@code binary}. */
  public static final int LONG_BLOB = 251;

  /** TEXT, and BLOB when the character set is {@code binary}. */
  public static final int BLOB = 252;

  public static final int VAR_STRING = 253;

  /** CHAR, and BINARY when the character set is {@code binary}. */
  public static final int CHAR = 254;

  public static final int GEOMETRY = 255;

  private MysqlType() {}

  /** TINYINT, SMALLINT, MEDIUMINT, INT or BIGINT; not YEAR. */
  public static boolean isInteger(int tp) {
    return switch (tp) {
      case TINYINT, SMALLINT, MEDIUMINT, INT, BIGINT -> true;
      default -> false;
    };
  }

  /** CHAR, VARCHAR, the TEXT family, and their binary siblings. */
  public static boolean isString(int tp) {
    return isChar(tp) || isBlob(tp);
  }

  /** CHAR or VARCHAR, BINARY or VARBINARY. */
  public static boolean isChar(int tp) {
    return tp == CHAR || tp == VARCHAR || tp == VAR_STRING;
  }

  /** The TEXT and BLOB families. */
  public static boolean isBlob(int tp) {
    return tp == TINY_BLOB || tp == MEDIUM_BLOB || tp == LONG_BLOB || tp == BLOB;
  }

  /** Types whose values are texts in some character set: strings, ENUM and SET. */
  public static boolean hasCharset(int tp) {
    return isString(tp) || tp == ENUM || tp == SET;
  }

  /** DATE, DATETIME or TIMESTAMP; not TIME. */
  public static boolean isDate(int tp) {
    return tp == DATE || tp == NEWDATE || tp == DATETIME || tp == TIMESTAMP;
  }
}
