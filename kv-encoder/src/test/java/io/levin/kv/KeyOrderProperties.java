package io.levin.kv;

import static org.assertj.core.api.Assertions.assertThat;

import io.levin.base.KvBuffer;
import io.levin.base.Row;
import io.levin.kv.collation.Collation;
import io.levin.schema.TableInfo;
import java.math.BigDecimal;
import java.math.BigInteger;
import java.time.LocalDate;
import java.time.LocalDateTime;
import java.time.ZoneOffset;
import java.util.Arrays;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Function;
import java.util.function.LongFunction;
import java.util.function.LongUnaryOperator;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;
import net.jqwik.api.constraints.AlphaChars;
import net.jqwik.api.constraints.IntRange;
import net.jqwik.api.constraints.Size;
import net.jqwik.api.constraints.StringLength;
import net.jqwik.api.constraints.WithNull;

/** Keys of an index sort as bytes in the order of the values, for each type and collation. */
class KeyOrderProperties {
  private static final long MICROS = 1_000_000;

  /** Types whose values are numbered: how a number becomes one of them, and its field in a row. */
  private static final List<Numbered> NUMBERED =
      List.of(
          new Numbered("TINYINT", n -> (byte) n, KeyOrderProperties::integer),
          new Numbered("TINYINT UNSIGNED", n -> n & 0xFF, KeyOrderProperties::integer),
          new Numbered("SMALLINT", n -> (short) n, KeyOrderProperties::integer),
          new Numbered("SMALLINT UNSIGNED", n -> n & 0xFFFF, KeyOrderProperties::integer),
          new Numbered("MEDIUMINT", n -> n << 40 >> 40, KeyOrderProperties::integer),
          new Numbered("MEDIUMINT UNSIGNED", n -> n & 0xFFFFFF, KeyOrderProperties::integer),
          new Numbered("INT", n -> (int) n, KeyOrderProperties::integer),
          new Numbered("INT UNSIGNED", n -> n & 0xFFFFFFFFL, KeyOrderProperties::integer),
          new Numbered("YEAR", n -> 1901 + Math.floorMod(n, 255), KeyOrderProperties::integer),
          new Numbered("BIT(1)", n -> n & 1, KeyOrderProperties::unsigned),
          new Numbered("BIT(63)", n -> n & Long.MAX_VALUE, KeyOrderProperties::unsigned),
          new Numbered(
              "ENUM(" + members(300) + ")",
              n -> 1 + Math.floorMod(n, 300),
              KeyOrderProperties::unsigned),
          new Numbered(
              "SET(" + members(63) + ")", n -> n & Long.MAX_VALUE, KeyOrderProperties::unsigned),
          new Numbered(
              "DATE",
              n -> Math.floorMod(n, 3_652_059),
              n -> Tables.row(1, LocalDate.of(1, 1, 1).plusDays(n).toString())),
          new Numbered(
              "DATETIME(6)",
              n -> Math.floorMod(n, 3_652_059 * 86_400L * MICROS),
              n ->
                  Tables.row(
                      1,
                      LocalDateTime.of(1, 1, 1, 0, 0)
                          .plusSeconds(n / MICROS)
                          .plusNanos(n % MICROS * 1000)
                          .toString())),
          new Numbered(
              "TIMESTAMP(6)",
              n -> MICROS + Math.floorMod(n, Integer.MAX_VALUE * MICROS),
              n ->
                  Tables.row(
                      1,
                      LocalDateTime.ofEpochSecond(
                              n / MICROS, (int) (n % MICROS) * 1000, ZoneOffset.UTC)
                          .toString())));

  private static final List<String> COLLATIONS =
      List.of(
          "utf8mb4_bin",
          "utf8mb4_general_ci",
          "utf8mb4_unicode_ci",
          "utf8mb4_0900_ai_ci",
          "utf8mb4_0900_bin",
          "utf8_bin",
          "utf8_general_ci",
          "utf8_unicode_ci",
          "latin1_bin",
          "ascii_bin",
          "gbk_bin",
          "gbk_chinese_ci",
          "binary");

  /** A type, the values that numbers stand for, and rows with them. */
  private record Numbered(String type, LongUnaryOperator value, LongFunction<Row> row) {}

  private final Map<String, TableEncoder> encoders = new HashMap<>();
  private final TableEncoder ints = encoder("BIGINT");
  private final TableEncoder unsigned = encoder("BIGINT UNSIGNED");
  private final TableEncoder decimals = encoder("DECIMAL(40,10)");
  private final TableEncoder doubles = encoder("DOUBLE");
  private final TableEncoder times = encoder("TIME(6)");
  private final TableEncoder datetimes = encoder("DATETIME(6)");
  private final TableEncoder texts = encoder("VARCHAR(100) COLLATE utf8mb4_0900_bin");

  @Property
  void signed_integers(@ForAll long a, @ForAll long b) throws RowException {
    check(ints, a, b, Comparator.<Long>naturalOrder(), Object::toString);
  }

  @Property
  void unsigned_integers(@ForAll long a, @ForAll long b) throws RowException {
    check(unsigned, a, b, Long::compareUnsigned, Long::toUnsignedString);
  }

  @Property
  void decimals(@ForAll BigInteger a, @ForAll BigInteger b) throws RowException {
    BigDecimal limit = BigDecimal.TEN.pow(30);
    BigDecimal x = new BigDecimal(a, 10).remainder(limit);
    BigDecimal y = new BigDecimal(b, 10).remainder(limit);
    check(decimals, x, y, Comparator.naturalOrder(), BigDecimal::toPlainString);
  }

  @Property
  void doubles(@ForAll double a, @ForAll double b) throws RowException {
    Comparator<Double> byValue = (x, y) -> x.equals(y) || x == 0 && y == 0 ? 0 : x.compareTo(y);
    check(doubles, a, b, byValue, Object::toString);
  }

  @Property
  void times(@ForAll int a, @ForAll int b) throws RowException {
    int range = 1_000_000_000;
    check(times, a % range, b % range, Comparator.naturalOrder(), KeyOrderProperties::clock);
  }

  @Property
  void datetimes(@ForAll int a, @ForAll int b) throws RowException {
    check(
        datetimes,
        a,
        b,
        Comparator.naturalOrder(),
        n -> java.time.LocalDateTime.of(2000, 1, 1, 0, 0).plusSeconds(n).toString());
  }

  @Property
  void texts(@ForAll String a, @ForAll String b) throws RowException {
    String x = a.length() > 50 ? a.substring(0, 50) : a;
    String y = b.length() > 50 ? b.substring(0, 50) : b;
    Comparator<String> byBytes = (s, t) -> Arrays.compareUnsigned(utf8(s), utf8(t));
    check(texts, x, y, byBytes, s -> s);
  }

  @Property
  void numbered_values(@ForAll("numbered") Object kind, @ForAll long a, @ForAll long b)
      throws RowException {
    Numbered type = (Numbered) kind;
    long x = type.value().applyAsLong(a);
    long y = type.value().applyAsLong(b);
    TableEncoder encoder = encoders.computeIfAbsent(type.type(), KeyOrderProperties::encoder);
    int keys =
        Arrays.compareUnsigned(
            key(encoder, type.row().apply(x)), key(encoder, type.row().apply(y)));
    assertThat(Integer.signum(keys))
        .as("%s: %d and %d", type.type(), x, y)
        .isEqualTo(Long.compare(x, y));
  }

  @Property
  void single_floats(@ForAll float a, @ForAll float b) throws RowException {
    TableEncoder encoder = encoders.computeIfAbsent("FLOAT", KeyOrderProperties::encoder);
    Comparator<Float> byValue = (x, y) -> x.equals(y) || x == 0 && y == 0 ? 0 : x.compareTo(y);
    check(encoder, a, b, byValue, Object::toString);
  }

  @Property
  void all_64_bits_of_a_bit_or_set_column(@ForAll long a, @ForAll long b) throws RowException {
    for (String type : List.of("BIT(64)", "SET(" + members(64) + ")")) {
      TableEncoder encoder = encoders.computeIfAbsent(type, KeyOrderProperties::encoder);
      int keys = Arrays.compareUnsigned(key(encoder, unsigned(a)), key(encoder, unsigned(b)));
      assertThat(Integer.signum(keys)).isEqualTo(Integer.signum(Long.compareUnsigned(a, b)));
    }
  }

  @Property
  void decimals_of_any_precision(
      @ForAll BigInteger a,
      @ForAll BigInteger b,
      @ForAll @IntRange(min = 1, max = 65) int precision,
      @ForAll @IntRange(max = 30) int scale)
      throws RowException {
    int fraction = Math.min(scale, precision);
    BigInteger limit = BigInteger.TEN.pow(precision);
    String type = "DECIMAL(" + precision + "," + fraction + ")";
    TableEncoder encoder = encoders.computeIfAbsent(type, KeyOrderProperties::encoder);
    check(
        encoder,
        new BigDecimal(a.remainder(limit), fraction),
        new BigDecimal(b.remainder(limit), fraction),
        Comparator.naturalOrder(),
        BigDecimal::toPlainString);
  }

  @Property
  void tuples_with_null_first(
      @ForAll @WithNull Integer a,
      @ForAll @WithNull @StringLength(max = 9) @AlphaChars String b,
      @ForAll @WithNull Integer c,
      @ForAll @WithNull @StringLength(max = 9) @AlphaChars String d)
      throws RowException {
    TableInfo table = Tables.of("CREATE TABLE t (n INT, s VARCHAR(9), KEY (s, n))");
    TableEncoder encoder = encoders.computeIfAbsent("tuple", name -> Tables.encoder(table));
    byte[] x = key(encoder, Tables.row(1, a == null ? null : a.toString(), b));
    byte[] y = key(encoder, Tables.row(1, c == null ? null : c.toString(), d));
    Comparator<String> texts = Comparator.nullsFirst(Comparator.naturalOrder());
    Comparator<Integer> numbers = Comparator.nullsFirst(Comparator.naturalOrder());
    int order = texts.compare(b, d) == 0 ? numbers.compare(a, c) : texts.compare(b, d);
    assertThat(Integer.signum(Arrays.compareUnsigned(x, y))).isEqualTo(Integer.signum(order));
  }

  @Property
  void elements_of_arrays(@ForAll long a, @ForAll long b, @ForAll double c, @ForAll double d)
      throws RowException {
    checkElements("SIGNED", Long.toString(a), Long.toString(b), Long.compare(a, b));
    checkElements(
        "UNSIGNED", Long.toUnsignedString(a), Long.toUnsignedString(b), Long.compareUnsigned(a, b));
    checkElements("DOUBLE", c + "", d + "", c == d ? 0 : Double.compare(c, d));
    String x = Long.toHexString(a);
    String y = Long.toHexString(b);
    checkElements("CHAR(16)", "\"" + x + "\"", "\"" + y + "\"", x.compareTo(y));
  }

  private void checkElements(String type, String a, String b, int order) throws RowException {
    TableEncoder encoder =
        encoders.computeIfAbsent(
            type + " ARRAY",
            name ->
                Tables.encoder(
                    Tables.of("CREATE TABLE t (j JSON, KEY ((CAST(j AS " + name + "))))")));
    int keys =
        Arrays.compareUnsigned(
            key(encoder, "[" + a.replace("E", "e") + "]"),
            key(encoder, "[" + b.replace("E", "e") + "]"));
    assertThat(Integer.signum(keys))
        .as("%s: %s and %s", type, a, b)
        .isEqualTo(Integer.signum(order));
  }

  @Property
  void integer_handles(@ForAll long a, @ForAll long b) throws RowException {
    TableInfo table = Tables.of("CREATE TABLE t (a BIGINT PRIMARY KEY)");
    TableEncoder encoder = encoders.computeIfAbsent("handle", name -> Tables.encoder(table));
    KvBuffer x = new KvBuffer(64, 1);
    KvBuffer y = new KvBuffer(64, 1);
    encoder.encode(integer(a), x, x);
    encoder.encode(integer(b), y, y);
    assertThat(Integer.signum(Arrays.compareUnsigned(x.key(0), y.key(0))))
        .isEqualTo(Long.compare(a, b));
  }

  @Property
  void fixed_bytes(@ForAll @Size(8) byte[] a, @ForAll @Size(8) byte[] b) throws RowException {
    TableEncoder encoder = encoders.computeIfAbsent("BINARY(8)", KeyOrderProperties::encoder);
    int keys = Arrays.compareUnsigned(key(encoder, row(a)), key(encoder, row(b)));
    assertThat(Integer.signum(keys)).isEqualTo(Integer.signum(Arrays.compareUnsigned(a, b)));
  }

  @Property
  void bytes(@ForAll byte[] a, @ForAll byte[] b) throws RowException {
    TableEncoder encoder = encoders.computeIfAbsent("VARBINARY(999)", KeyOrderProperties::encoder);
    int keys = Arrays.compareUnsigned(key(encoder, row(a)), key(encoder, row(b)));
    assertThat(Integer.signum(keys)).isEqualTo(Integer.signum(Arrays.compareUnsigned(a, b)));
  }

  @Property
  void texts_of_each_collation(
      @ForAll("collations") String name, @ForAll("letters") String a, @ForAll("letters") String b)
      throws RowException {
    String charset = name.replaceFirst("_.*", "");
    String type = "VARCHAR(40) CHARACTER SET " + charset + " COLLATE " + name;
    TableEncoder encoder = encoders.computeIfAbsent(type, KeyOrderProperties::encoder);
    Collation collation = Collation.forName(name, true);
    byte[] x = utf8(a.replaceAll(notIn(charset), ""));
    byte[] y = utf8(b.replaceAll(notIn(charset), ""));
    int keys = Arrays.compareUnsigned(key(encoder, row(x)), key(encoder, row(y)));
    assertThat(Integer.signum(keys))
        .as("%s: '%s' and '%s'", name, a, b)
        .isEqualTo(Integer.signum(collation.compare(x, 0, x.length, y, 0, y.length)));
  }

  @Provide
  Arbitrary<Object> numbered() {
    return Arbitraries.of(NUMBERED).map(type -> type);
  }

  @Provide
  Arbitrary<String> collations() {
    return Arbitraries.of(COLLATIONS);
  }

  /** Some of them are equal in some collations, or have no weight, several, or a computed one. */
  @Provide
  Arbitrary<String> letters() {
    return Arbitraries.of(
            "aAbBzZéè中国啊Ωω \t~0ßẞäﬁﷺ½가각\u0301\u00AD\u3400\uFFFD😀\uD840\uDC00"
                .codePoints()
                .boxed()
                .toList())
        .list()
        .ofMaxSize(12)
        .map(points -> points.stream().map(Character::toString).collect(Collectors.joining()));
  }

  /** The letters that a character set does not have. */
  private static String notIn(String charset) {
    return switch (charset) {
      case "ascii" -> "[^\\x00-\\x7F]";
      case "utf8" -> "[^\\x00-\\uFFFF]";
      case "gbk" -> "[^\\x00-\\x7Féè中国啊Ωω]";
      default -> "[^\\x00-\\x{10FFFF}]";
    };
  }

  private static String members(int count) {
    return IntStream.range(0, count).mapToObj(i -> "'m" + i + "'").collect(Collectors.joining(","));
  }

  private static Row integer(long value) {
    return Tables.row(1, Long.toString(value));
  }

  private static Row unsigned(long value) {
    Row row = new Row();
    row.addNumber(Row.UNSIGNED, value);
    row.setPosition(1, 0, 0, 0);
    return row;
  }

  private static Row row(byte[] bytes) {
    Row row = new Row();
    row.addSlice(Row.TEXT, bytes, 0, bytes.length);
    row.setPosition(1, 0, 0, 0);
    return row;
  }

  private static byte[] utf8(String text) {
    return text.getBytes(java.nio.charset.StandardCharsets.UTF_8);
  }

  private static String clock(int n) {
    long micros = n * 2000L;
    long size = Math.abs(micros);
    return String.format(
        "%s%02d:%02d:%02d.%06d",
        micros < 0 ? "-" : "",
        size / 3_600_000_000L,
        size / 60_000_000 % 60,
        size / 1_000_000 % 60,
        size % 1_000_000);
  }

  private static <T> void check(
      TableEncoder encoder, T a, T b, Comparator<T> order, Function<T, String> text)
      throws RowException {
    byte[] x = key(encoder, text.apply(a));
    byte[] y = key(encoder, text.apply(b));
    assertThat(Integer.signum(Arrays.compareUnsigned(x, y)))
        .as("%s and %s", text.apply(a), text.apply(b))
        .isEqualTo(Integer.signum(order.compare(a, b)));
  }

  private static byte[] key(TableEncoder encoder, String text) throws RowException {
    return key(encoder, Tables.row(1, text));
  }

  private static byte[] key(TableEncoder encoder, Row row) throws RowException {
    KvBuffer data = new KvBuffer(64, 1);
    KvBuffer index = new KvBuffer(64, 1);
    encoder.encode(row, data, index);
    return index.key(0);
  }

  private static TableEncoder encoder(String type) {
    TableInfo table = Tables.of("CREATE TABLE t (a " + type + ", KEY (a))");
    return Tables.encoder(table);
  }
}
