package io.levin.kv.value;

import static org.assertj.core.api.Assertions.assertThat;

import java.math.BigDecimal;
import java.math.RoundingMode;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.Combinators;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;
import net.jqwik.api.constraints.IntRange;
import net.jqwik.api.constraints.LongRange;
import org.junit.jupiter.api.Test;

class DecimalProperties {
  /** Up to 35 digits before and 30 behind the point, as a DECIMAL(65,30) has. */
  @Provide
  Arbitrary<String> numbers() {
    Arbitrary<String> sign = Arbitraries.of("", "-");
    Arbitrary<String> digits = Arbitraries.strings().numeric().ofMaxLength(35).ofMinLength(1);
    Arbitrary<String> fraction = Arbitraries.strings().numeric().ofMaxLength(30);
    return Combinators.combine(sign, digits, fraction)
        .as((s, d, f) -> s + d + (f.isEmpty() ? "" : "." + f));
  }

  @Property
  void text_is_read_as_the_same_number(@ForAll("numbers") String text) {
    Decimal decimal = parse(text);
    assertThat(decimal.toBigDecimal()).isEqualByComparingTo(text);
    assertThat(new BigDecimal(decimal.toString())).isEqualByComparingTo(text);
  }

  @Property
  void rounding_is_half_away_from_zero(
      @ForAll("numbers") String text, @ForAll @IntRange(max = 30) int fraction) {
    Decimal decimal = parse(text);
    decimal.round(fraction);
    assertThat(decimal.toBigDecimal())
        .isEqualByComparingTo(new BigDecimal(text).setScale(fraction, RoundingMode.HALF_UP));
  }

  @Property
  void the_binary_form_sorts_as_the_numbers_and_comes_back(
      @ForAll("numbers") String a, @ForAll("numbers") String b) {
    byte[] x = binary(a);
    byte[] y = binary(b);
    assertThat(Integer.signum(Arrays.compareUnsigned(x, y)))
        .isEqualTo(new BigDecimal(a).compareTo(new BigDecimal(b)));
    Decimal back = new Decimal();
    back.readBinary(x, 0, 65, 30);
    assertThat(back.toBigDecimal()).isEqualByComparingTo(a);
    assertThat(x).hasSize(Decimal.binarySize(65, 30));
  }

  @Property
  void exponents_move_the_point(
      @ForAll @LongRange(min = -999_999_999L, max = 999_999_999L) long digits,
      @ForAll @IntRange(min = -60, max = 60) int exponent) {
    Decimal decimal = parse(digits + "e" + exponent);
    assertThat(decimal.toBigDecimal())
        .isEqualByComparingTo(BigDecimal.valueOf(digits).scaleByPowerOfTen(exponent));
  }

  @Property
  void integers_keep_their_value(@ForAll long value) {
    Decimal decimal = new Decimal();
    decimal.setInt(value);
    assertThat(decimal).hasToString(Long.toString(value));
    decimal.setUint(value);
    assertThat(decimal).hasToString(Long.toUnsignedString(value));
  }

  @Property
  void any_text_ends_in_some_number(@ForAll String text) {
    Decimal decimal = new Decimal();
    byte[] bytes = text.getBytes(StandardCharsets.UTF_8);
    decimal.parse(bytes, 0, bytes.length);
    assertThat(decimal.integerDigits()).isBetween(0, 81);
  }

  @Property
  void sums_and_differences_are_exact(@ForAll("numbers") String a, @ForAll("numbers") String b) {
    Decimal to = new Decimal();
    assertThat(to.setSum(parse(a), parse(b), false)).isEqualTo(Decimal.Outcome.OK);
    assertThat(to.toBigDecimal()).isEqualByComparingTo(new BigDecimal(a).add(new BigDecimal(b)));
    assertThat(to.setSum(parse(a), parse(b), true)).isEqualTo(Decimal.Outcome.OK);
    assertThat(to.toBigDecimal())
        .isEqualByComparingTo(new BigDecimal(a).subtract(new BigDecimal(b)));
  }

  @Property
  void products_that_have_room_are_exact(
      @ForAll long a, @ForAll long b, @ForAll @IntRange(max = 15) int scale) {
    BigDecimal x = BigDecimal.valueOf(a, scale);
    BigDecimal y = BigDecimal.valueOf(b, scale);
    Decimal to = new Decimal();
    assertThat(to.setProduct(parse(x.toPlainString()), parse(y.toPlainString())))
        .isEqualTo(Decimal.Outcome.OK);
    assertThat(to.toBigDecimal()).isEqualByComparingTo(x.multiply(y));
  }

  @Property
  void quotients_are_cut_and_remainders_exact(
      @ForAll long a, @ForAll @LongRange(min = 1) long b, @ForAll @IntRange(max = 9) int scale) {
    BigDecimal x = BigDecimal.valueOf(a, scale);
    BigDecimal y = BigDecimal.valueOf(b, scale);
    Decimal to = new Decimal();
    assertThat(to.setQuotient(parse(x.toPlainString()), parse(y.toPlainString()), 4))
        .isEqualTo(Decimal.Outcome.OK);
    assertThat(to.toBigDecimal())
        .isEqualByComparingTo(x.divide(y, to.fractionDigits(), RoundingMode.DOWN));
    assertThat(to.setRemainder(parse(x.toPlainString()), parse(y.toPlainString())))
        .isEqualTo(Decimal.Outcome.OK);
    assertThat(to.toBigDecimal()).isEqualByComparingTo(x.remainder(y));
  }

  @Property
  void the_order_is_that_of_the_numbers(@ForAll("numbers") String a, @ForAll("numbers") String b) {
    assertThat(Integer.signum(parse(a).compareTo(parse(b))))
        .isEqualTo(new BigDecimal(a).compareTo(new BigDecimal(b)));
  }

  @Test
  void a_product_without_room_loses_words_of_its_factors() {
    Decimal to = new Decimal();
    Decimal large = parse("9".repeat(65));
    assertThat(to.setProduct(large, parse("0.000000000000000000000000000001")))
        .isEqualTo(Decimal.Outcome.TRUNCATED);
    assertThat(to.isZero()).isTrue();
    assertThat(to.setSum(large, parse("0.0000000001"), false)).isEqualTo(Decimal.Outcome.TRUNCATED);
    assertThat(to.setProduct(large, large)).isEqualTo(Decimal.Outcome.OVERFLOW);
  }

  private static byte[] binary(String text) {
    byte[] out = new byte[64];
    return Arrays.copyOf(out, parse(text).writeBinary(65, 30, out, 0));
  }

  private static Decimal parse(String text) {
    Decimal decimal = new Decimal();
    byte[] bytes = text.getBytes(StandardCharsets.US_ASCII);
    assertThat(decimal.parse(bytes, 0, bytes.length)).isEqualTo(Decimal.Outcome.OK);
    return decimal;
  }
}
