package io.levin.kv.value;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.charset.StandardCharsets;
import net.jqwik.api.Assume;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.IntRange;
import net.jqwik.api.constraints.LongRange;

class NumberTextProperties {
  @Property
  void doubles_are_read_as_the_jdk_reads_them(@ForAll double value) {
    Assume.that(Double.isFinite(value));
    String text = Double.toString(value);
    assertThat(parse(text)).isEqualTo(value);
  }

  @Property
  void short_decimals_are_read_as_the_jdk_reads_them(
      @ForAll long digits, @ForAll @IntRange(min = -30, max = 30) int exponent) {
    String text = digits + "e" + exponent;
    assertThat(parse(text)).isEqualTo(Double.parseDouble(text));
  }

  @Property
  void the_shortest_text_reads_back(@ForAll double value) {
    Assume.that(Double.isFinite(value));
    String text = FloatText.plain(value);
    assertThat(Double.parseDouble(text)).isEqualTo(value);
    int digits = FloatText.shortest(value).precision();
    assertThat(digits)
        .isLessThanOrEqualTo(
            new java.math.BigDecimal(Double.toString(value)).stripTrailingZeros().precision());
  }

  @Property
  void the_shortest_text_of_a_float_reads_back(@ForAll float value) {
    Assume.that(Float.isFinite(value));
    assertThat(Float.parseFloat(FloatText.plain(value))).isEqualTo(value);
  }

  @Property
  void wall_times_and_fields_are_the_same(
      @ForAll @LongRange(min = -62167219200L, max = 253402300799L) long seconds) {
    long core = CoreTime.ofWallSeconds(seconds, 0);
    assertThat(CoreTime.wallSeconds(core)).isEqualTo(seconds);
    var jdk = java.time.LocalDateTime.ofEpochSecond(seconds, 0, java.time.ZoneOffset.UTC);
    assertThat(CoreTime.year(core)).isEqualTo(jdk.getYear());
    assertThat(CoreTime.month(core)).isEqualTo(jdk.getMonthValue());
    assertThat(CoreTime.day(core)).isEqualTo(jdk.getDayOfMonth());
    assertThat(CoreTime.unpack(CoreTime.pack(core))).isEqualTo(core);
  }

  @Property
  void packed_times_sort_as_times(
      @ForAll @LongRange(min = -62167219200L, max = 253402300799L) long a,
      @ForAll @LongRange(min = -62167219200L, max = 253402300799L) long b) {
    long x = CoreTime.pack(CoreTime.ofWallSeconds(a, 0));
    long y = CoreTime.pack(CoreTime.ofWallSeconds(b, 0));
    assertThat(Long.compareUnsigned(x, y)).isEqualTo(Long.compare(a, b));
  }

  @Property
  void zones_have_the_offsets_of_the_jdk(
      @ForAll @LongRange(min = -3_000_000_000L, max = 253_370_000_000L) long seconds) {
    for (String name : new String[] {"America/New_York", "Europe/Berlin", "Pacific/Apia"}) {
      var id = java.time.ZoneId.of(name);
      int offset =
          id.getRules().getOffset(java.time.Instant.ofEpochSecond(seconds)).getTotalSeconds();
      assertThat(ZONES.get(name).offsetAt(seconds)).isEqualTo(offset);
    }
  }

  private static final java.util.Map<String, SessionZone> ZONES =
      java.util.Map.of(
          "America/New_York", new SessionZone(java.time.ZoneId.of("America/New_York")),
          "Europe/Berlin", new SessionZone(java.time.ZoneId.of("Europe/Berlin")),
          "Pacific/Apia", new SessionZone(java.time.ZoneId.of("Pacific/Apia")));

  private static double parse(String text) {
    byte[] bytes = text.getBytes(StandardCharsets.US_ASCII);
    return DoubleText.parse(bytes, 0, bytes.length);
  }
}
