package io.levin.schema;

/** Bits of {@link FieldType#flag()}, as in MySQL's protocol and TiDB's schema JSON. */
public final class Flags {
  public static final int NOT_NULL = 1;

  /** Part of the primary key. */
  public static final int PRI_KEY = 1 << 1;

  /** The only column of a unique key. */
  public static final int UNIQUE_KEY = 1 << 2;

  /** The first column of a key that is not unique, or of a unique key with several columns. */
  public static final int MULTIPLE_KEY = 1 << 3;

  /** A TEXT or BLOB type. */
  public static final int BLOB = 1 << 4;

  public static final int UNSIGNED = 1 << 5;
  public static final int ZEROFILL = 1 << 6;
  public static final int BINARY = 1 << 7;
  public static final int ENUM = 1 << 8;
  public static final int AUTO_INCREMENT = 1 << 9;
  public static final int TIMESTAMP = 1 << 10;
  public static final int SET = 1 << 11;

  /** NOT NULL and no DEFAULT clause: a missing value is an error in strict mode. */
  public static final int NO_DEFAULT_VALUE = 1 << 12;

  public static final int ON_UPDATE_NOW = 1 << 13;

  /** A text that CAST to JSON parses. */
  public static final int PARSE_TO_JSON = 1 << 18;

  /** A column on its way to NOT NULL. */
  public static final int PREVENT_NULL_INSERT = 1 << 20;

  public static final int GENERATED_COLUMN = 1 << 23;

  private Flags() {}
}
