package io.levin.kv;

import static org.assertj.core.api.Assertions.assertThat;

import io.levin.base.KvBuffer;
import io.levin.schema.TableInfo;
import java.math.BigDecimal;
import java.math.BigInteger;
import java.util.Arrays;
import java.util.Comparator;
import java.util.function.Function;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;

/** Keys of an index sort as bytes in the order of the values, for each type. */
class KeyOrderProperties {
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
    KvBuffer data = new KvBuffer(64, 1);
    KvBuffer index = new KvBuffer(64, 1);
    encoder.encode(Tables.row(1, text), data, index);
    return index.key(0);
  }

  private static TableEncoder encoder(String type) {
    TableInfo table = Tables.of("CREATE TABLE t (a " + type + ", KEY (a))");
    return Tables.encoder(table);
  }
}
