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
    byte[] x = utf8(charset.equals("ascii") ? a.replaceAll("[^\\x00-\\x7F]", "") : a);
    byte[] y = utf8(charset.equals("ascii") ? b.replaceAll("[^\\x00-\\x7F]", "") : b);
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

  /** Characters that all charsets but ascii have, some of them equal in some collations. */
  @Provide
  Arbitrary<String> letters() {
    return Arbitraries.strings().withChars("aAbBzZéè中国啊Ωω \t~0").ofMaxLength(12);
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
