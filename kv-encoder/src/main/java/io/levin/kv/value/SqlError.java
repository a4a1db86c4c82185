package io.levin.kv.value;

/**
 * What can be wrong with a value or a row, with TiDB's class and number of the error and the words
 * a MySQL user knows. {@code %s} in the words is the value.
 */
public enum SqlError {
  /** A NULL in a NOT NULL column. */
  NULL_NOT_ALLOWED("table:1048", "Column cannot be null"),
  /** A function or form that is not supported here. */
  NOT_SUPPORTED("expression:1235", "This is not supported: %s"),
  YEAR_OUT_OF_RANGE("types:1264", "Out of range value: %s"),
  DATA_TRUNCATED("types:1265", "Data truncated: %s is not one of the allowed values"),
  /** Text that is no number, date or time. */
  INCORRECT_VALUE("types:1292", "Incorrect value: %s"),
  NO_DEFAULT("table:1364", "Field doesn't have a default value"),
  DIVISION_BY_ZERO("expression:1365", "Division by 0"),
  INCORRECT_STRING("table:1366", "Incorrect string value: %s"),
  DATA_TOO_LONG("types:1406", "Data too long: %s"),
  INCORRECT_FORMAT("types:1411", "Incorrect value for the function: %s"),
  DATETIME_OVERFLOW("types:1441", "Datetime field overflow: %s"),
  NO_PARTITION("table:1526", "Table has no partition for value %s"),
  OUT_OF_RANGE("types:1690", "Out of range value: %s"),
  INVALID_JSON_TEXT("json:3140", "Invalid JSON text: %s"),
  INVALID_JSON_PATH("json:3143", "Invalid JSON path expression: %s"),
  /** The path {@code $} where a part of the document must be named. */
  JSON_VACUOUS_PATH("json:3153", "The path expression $ is not allowed here: %s"),
  JSON_ONE_OR_ALL("json:3154", "The oneOrAll argument is neither 'one' nor 'all': %s"),
  JSON_NULL_KEY("json:3158", "JSON documents may not contain NULL member names: %s"),
  JSON_NOT_A_CELL("json:3165", "The path does not name a cell in an array: %s"),
  /** A regular expression, or its flags, that cannot be read. */
  REGEXP("expression:3685", "Invalid regular expression: %s"),
  CANNOT_CONVERT("expression:3854", "Cannot convert string %s from binary to utf8mb4"),
  /** An argument that is no address or UUID. */
  WRONG_FUNCTION_VALUE("expression:1411", "Incorrect value for the function: %s"),
  INVALID_JSON_CHARSET(
      "json:3144", "Cannot create a JSON value from a string with CHARACTER SET" + " 'binary': %s"),
  JSON_TOO_DEEP("json:3157", "The JSON document exceeds the maximum depth: %s"),
  JSON_KEY_TOO_LONG("types:8129", "A key of the JSON document is too long: %s"),
  AUTO_ID_EXHAUSTED("autoid:1467", "The row id does not fit beside the shard bits"),
  CHECK_VIOLATED("table:3819", "A check constraint is violated"),
  /** An element that a multi-valued index cannot take. */
  INVALID_JSON_FOR_INDEX("expression:3903", "Invalid JSON value for an array index: %s"),
  BAD_EXPONENT("types:8029", "Bad number: %s"),
  /** A local time that a change of the clock leaves out. */
  TIME_IN_GAP("executor:8179", "Incorrect datetime value (it does not exist in the time zone): %s"),
  /** A plain error of TiDB that has no number. */
  OTHER("other", "Incorrect value: %s"),
  /** TiDB itself fails on this value. */
  PANIC("panic", "TiDB cannot take this value: %s");

  private final String code;
  private final String words;

  SqlError(String code, String words) {
    this.code = code;
    this.words = words;
  }

  /** TiDB's class and number, such as {@code types:1292}. */
  public String code() {
    return code;
  }

  /** The sentence for people; a {@code %s} in it stands for the value. */
  public String words() {
    return words;
  }
}
