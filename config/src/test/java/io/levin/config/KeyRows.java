package io.levin.config;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Function;

/** Rows of a table of keys, and words for the usual kinds of them. */
abstract class KeyRows {
  static final String STRING_WANTED =
      "incompatible types: TOML value has type int64; destination has type string";
  static final String INTEGER_WANTED =
      "incompatible types: TOML value has type string; destination has type integer";
  static final String BOOLEAN_WANTED =
      "incompatible types: TOML value has type int64; destination has type boolean";
  static final String SLICE_WANTED =
      "incompatible types: TOML value has type string; destination has type slice";

  static final long MIB = 1 << 20;

  /**
   * A key.
   *
   * @param byDefault what {@code value} gives where the file does not have the key
   * @param legal a TOML literal, which {@code becomes} the value
   * @param illegal another literal, refused with the {@code error}; null where there is none
   */
  record Row(
      String key,
      Function<Config, Object> value,
      Object byDefault,
      String legal,
      Object becomes,
      String illegal,
      String error) {}

  private final List<Row> rows = new ArrayList<>();

  /** All rows. */
  List<Row> rows() {
    return List.copyOf(rows);
  }

  final void row(
      String key,
      Function<Config, Object> value,
      Object byDefault,
      String legal,
      Object becomes,
      String illegal,
      String error) {
    rows.add(new Row(key, value, byDefault, legal, becomes, illegal, error));
  }

  final void text(String key, Function<Config, Object> value, String byDefault) {
    row(key, value, byDefault, "'Some Text'", "Some Text", "1", STRING_WANTED);
  }

  final void flag(String key, Function<Config, Object> value, boolean byDefault) {
    row(key, value, byDefault, "" + !byDefault, !byDefault, "1", BOOLEAN_WANTED);
  }

  final void number(String key, Function<Config, Object> value, Object byDefault) {
    Object becomes = byDefault instanceof Long ? (Object) 3L : (Object) 3;
    row(key, value, byDefault, "3", becomes, "'3'", INTEGER_WANTED);
  }

  final void size(String key, Function<Config, Object> value, long byDefault) {
    row(key, value, byDefault, "'1.5 GiB'", 3L << 29, "'12x'", "invalid suffix: 'x'");
  }

  final void duration(String key, Function<Config, Object> value, Duration byDefault) {
    row(
        key,
        value,
        byDefault,
        "'1h30m'",
        Duration.ofMinutes(90),
        "300",
        "time: missing unit in duration \"300\"");
  }

  /** A key that is taken and has no effect of its own. */
  final void inert(String key, String legal, String warning) {
    row(
        key,
        c -> warning == null ? List.of() : c.warnings(),
        List.of(),
        legal,
        warning == null ? List.of() : List.of(warning),
        null,
        null);
  }
}
