package io.levin.kv.value;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.charset.StandardCharsets;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Doubles of texts whose exponents say more than a double holds. */
class DoubleTextTest {
  @ParameterizedTest
  @CsvSource({
    "12344, 1, 0.1",
    "123456, 1, 1", // of the exponent the first five digits count, as in Go
    "123450000000000, 1, 1",
    "0000000000012345, 1, 1",
    "12345, 1234567890123456789012, 1.234567890123456789012"
  })
  void only_so_many_digits_of_an_exponent_count(String exponent, String digits, double expected) {
    String text = "0." + "0".repeat(12_344) + digits + "e" + exponent;
    byte[] bytes = text.getBytes(StandardCharsets.US_ASCII);
    assertThat(DoubleText.parse(bytes, 0, bytes.length)).isEqualTo(expected);
  }

  @ParameterizedTest
  @CsvSource({"1e400, Infinity", "-1e400, -Infinity", "1e-400, 0", "0e99999999, 0"})
  void what_is_too_large_or_too_small_is_infinite_or_nothing(String text, double expected) {
    byte[] bytes = text.getBytes(StandardCharsets.US_ASCII);
    assertThat(DoubleText.parse(bytes, 0, bytes.length)).isEqualTo(expected);
  }
}
