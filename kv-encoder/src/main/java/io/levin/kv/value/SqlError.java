package io.levin.kv.value;

/**
 * What can be wrong with a value or a row, with TiDB's class and number of the error and the words
 * a MySQL user knows.
 */
public enum SqlError {
  /** A NULL in a NOT NULL column. */
  NULL_NOT_ALLOWED("table:1048", "Column '{column}' cannot be null"),
  /** A function or form that is not supported here. */
  NOT_SUPPORTED("expression:1235", "This is not supported: {value} for column '{column}'"),
  YEAR_OUT_OF_RANGE("types:1264", "Out of range value for column '{column}': {value}"),
  DATA_TRUNCATED("types:1265", "Data truncated for column '{column}': {value} is not allowed"),
  /** Text that is no number, date or time. */
  INCORRECT_VALUE("types:1292", "Incorrect {type} value: {value} for column '{column}'"),
  NO_DEFAULT("table:1364", "Field '{column}' doesn't have a default value"),
  DIVISION_BY_ZERO("expression:1365", "Division by 0 in column '{column}': {value}"),
  CANNOT_CONVERT("expression:3854", "Cannot convert bytes to text for column '{column}': {value}"),
  /** A character where its bytes in a character set are wanted that does not have it. */
  INVALID_CHARACTER("parser:1300", "Invalid character string: {value} for column '{column}'"),
  INCORRECT_STRING("table:1366", "Incorrect string value: {value} for column '{column}'"),
  DATA_TOO_LONG("types:1406", "Data too long for column '{column}': {value}"),
  INCORRECT_FORMAT("types:1411", "Incorrect value for the function: {value} for column '{column}'"),
  /** A double whose type has more digits behind the point than in all. */
  SCALE_ABOVE_PRECISION(
      "types:1427",
      "A number has more digits behind the point than in all: {value} for column '{column}'"),
  DATETIME_OVERFLOW("types:1441", "Datetime field overflow: {value} for column '{column}'"),
  NO_PARTITION("table:1526", "Table has no partition for value {value}"),
  OUT_OF_RANGE("types:1690", "Out of range value for column '{column}': {value}"),
  INVALID_JSON_TEXT("json:3140", "Invalid JSON text for column '{column}': {value}"),
  INVALID_JSON_PATH("json:3143", "Invalid JSON path expression: {value} for column '{column}'"),
  /** A path that can mean several places where one must be named. */
  JSON_PATH_WILDCARD(
      "json:3149", "The path expression means several places: {value} for column '{column}'"),
  JSON_SEARCH_MODE(
      "json:3150", "The second argument of json_search is wrong: {value} for column '{column}'"),
  /** What should be a JSON schema and is none. */
  INVALID_JSON_SCHEMA("json:3853", "Invalid JSON schema: {value} for column '{column}'"),
  /** The path {@code $} where a part of the document must be named. */
  JSON_VACUOUS_PATH(
      "types:3153", "The path expression $ is not allowed here: {value} for column '{column}'"),
  JSON_ONE_OR_ALL(
      "types:3154",
      "The oneOrAll argument is neither 'one' nor 'all': {value} for column '{column}'"),
  JSON_NULL_KEY(
      "json:3158",
      "JSON documents may not contain NULL member names: {value} for column '{column}'"),
  JSON_NOT_A_CELL(
      "json:3165", "The path does not name a cell in an array: {value} for column '{column}'"),
  /** A regular expression, or its flags, that cannot be read. */
  REGEXP("expression:1139", "Invalid regular expression: {value} for column '{column}'"),
  WRONG_ARGUMENTS(
      "expression:1210", "Incorrect arguments to the function: {value} for column '{column}'"),
  /** A string that a function would make longer than max_allowed_packet. */
  LARGER_THAN_PACKET(
      "expression:1301",
      "The result is larger than max_allowed_packet: {value} for column '{column}'"),
  /** A number that makes no time span. */
  TRUNCATED_BY_FUNCTION(
      "expression:1292", "Truncated incorrect value: {value} for column '{column}'"),
  /** An argument that is no address or UUID. */
  WRONG_FUNCTION_VALUE(
      "expression:1411", "Incorrect value for the function: {value} for column '{column}'"),
  INVALID_JSON_CHARSET(
      "json:3144",
      "Cannot create a JSON value from a string with CHARACTER SET 'binary': {value} for column '{column}'"),
  JSON_TOO_DEEP("json:3157", "The JSON document for column '{column}' is too deep: {value}"),
  JSON_KEY_TOO_LONG(
      "types:8129", "A key of the JSON document for column '{column}' is too long: {value}"),
  AUTO_ID_EXHAUSTED(
      "autoid:1467",
      "The row id does not fit beside the shard bits: {value} for column '{column}'"),
  CHECK_VIOLATED("table:3819", "A check constraint is violated"),
  /** An element that a multi-valued index cannot take. */
  INVALID_JSON_FOR_INDEX(
      "expression:3903", "Invalid JSON value for an array index: {value} for column '{column}'"),
  BAD_NUMBER("types:8029", "Bad number for column '{column}': {value}"),
  /** A local time that a change of the clock leaves out. */
  TIME_IN_GAP(
      "executor:8179",
      "Incorrect datetime value: {value} for column '{column}' (no such local time)"),
  /** A plain error of TiDB that has no number. */
  OTHER("other", "Incorrect value: {value} for column '{column}'"),
  /** TiDB itself fails on this value. */
  PANIC("panic", "TiDB cannot take {value} for column '{column}'");

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

  /**
   * The sentence for people; in which {@code {column}}, {@code {type}} and {@code {value}} stand.
   */
  public String words() {
    return words;
  }
}
