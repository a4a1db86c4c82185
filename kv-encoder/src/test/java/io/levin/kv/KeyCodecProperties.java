package io.levin.kv;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.Arrays;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.Size;

class KeyCodecProperties {
  @Property
  void signed_integers_sort_as_their_bytes(@ForAll long a, @ForAll long b) {
    byte[] x = new byte[8];
    byte[] y = new byte[8];
    KeyCodec.putInt(x, 0, a);
    KeyCodec.putInt(y, 0, b);
    assertThat(sign(Arrays.compareUnsigned(x, y))).isEqualTo(Long.compare(a, b));
    assertThat(KeyCodec.getInt(x, 0)).isEqualTo(a);
  }

  @Property
  void unsigned_integers_sort_as_their_bytes(@ForAll long a, @ForAll long b) {
    byte[] x = new byte[8];
    byte[] y = new byte[8];
    KeyCodec.putUint(x, 0, a);
    KeyCodec.putUint(y, 0, b);
    assertThat(sign(Arrays.compareUnsigned(x, y))).isEqualTo(Long.compareUnsigned(a, b));
  }

  @Property
  void doubles_sort_as_their_bytes_and_come_back(@ForAll double a, @ForAll double b) {
    long x = KeyCodec.comparableDouble(a);
    long y = KeyCodec.comparableDouble(b);
    assertThat(Long.compareUnsigned(x, y)).isEqualTo(a == b ? 0 : Double.compare(a, b));
    assertThat(KeyCodec.doubleOf(x)).isEqualTo(a == 0 ? 0.0 : a);
  }

  @Property
  void bytes_sort_as_their_encoding_and_come_back(
      @ForAll @Size(max = 40) byte[] a, @ForAll @Size(max = 40) byte[] b) {
    byte[] x = KeyCodec.encodeBytes(a);
    byte[] y = KeyCodec.encodeBytes(b);
    assertThat(sign(Arrays.compareUnsigned(x, y))).isEqualTo(sign(Arrays.compareUnsigned(a, b)));
    assertThat(KeyCodec.decodeBytes(x)).isEqualTo(a);
    assertThat(x).hasSize(KeyCodec.encodedBytesLength(a.length));
  }

  @Property
  void no_encoding_of_bytes_is_a_prefix_of_another(
      @ForAll @Size(max = 20) byte[] a, @ForAll @Size(max = 20) byte[] b) {
    byte[] x = KeyCodec.encodeBytes(a);
    byte[] y = KeyCodec.encodeBytes(b);
    boolean prefix = x.length <= y.length && Arrays.equals(x, 0, x.length, y, 0, x.length);
    assertThat(prefix).isEqualTo(Arrays.equals(a, b));
  }

  @Property
  void comparable_varints_sort_as_their_bytes(@ForAll long a, @ForAll long b) {
    byte[] x = new byte[9];
    byte[] y = new byte[9];
    x = Arrays.copyOf(x, KeyCodec.putComparableVarint(x, 0, a));
    y = Arrays.copyOf(y, KeyCodec.putComparableVarint(y, 0, b));
    assertThat(sign(Arrays.compareUnsigned(x, y))).isEqualTo(Long.compare(a, b));
  }

  @Property
  void random_bytes_are_decoded_or_refused_but_never_read_beyond_their_end(
      @ForAll @Size(max = 40) byte[] bytes) {
    int end = KeyCodec.endOfBytes(bytes, 0, bytes.length);
    if (end < 0) {
      assertThatThrownBy(() -> KeyCodec.decodeBytes(bytes))
          .isInstanceOf(IllegalArgumentException.class);
    } else {
      byte[] decoded = KeyCodec.decodeBytes(bytes, 0, end);
      assertThat(KeyCodec.encodeBytes(decoded)).isEqualTo(Arrays.copyOf(bytes, end));
    }
  }

  private static int sign(int order) {
    return Integer.signum(order);
  }
}
