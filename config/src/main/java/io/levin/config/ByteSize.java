package io.levin.config;

import java.util.Locale;

/**
 * Sizes in bytes as the configuration writes them: a number, an optional blank and an optional unit
 * {@code b k m g t p}, each with an optional {@code b} or {@code ib} behind it, always powers of
 * 1024.
 */
public final class ByteSize {
  /** Bytes in a kibibyte. */
  public static final long KIB = 1024;

  /** Bytes in a mebibyte. */
  public static final long MIB = 1024 * KIB;

  /** Bytes in a gibibyte. */
  public static final long GIB = 1024 * MIB;

  private static final String UNITS = "bkmgtp";

  private ByteSize() {}

  /**
   * Reads a size.
   *
   * @throws IllegalArgumentException with the text that a user of the original would see
   */
  public static long parse(String text) {
    int last = text.length() - 1;
    while (last >= 0 && "0123456789. ".indexOf(text.charAt(last)) < 0) {
      last--;
    }
    if (last < 0) {
      throw new IllegalArgumentException("invalid size: '" + text + "'");
    }
    boolean blank = text.charAt(last) == ' ';
    double value = number(text.substring(0, blank ? last : last + 1));
    if (value < 0) {
      throw new IllegalArgumentException("invalid size: '" + text + "'");
    }
    return (long) (value * unit(text.substring(last + 1)));
  }

  /** A size for people: four significant digits and a binary unit, such as {@code 1.928TiB}. */
  public static String format(double bytes) {
    String[] units = {"B", "KiB", "MiB", "GiB", "TiB", "PiB", "EiB"};
    int unit = 0;
    double value = bytes;
    while (value >= 1024 && unit < units.length - 1) {
      value /= 1024;
      unit++;
    }
    String digits =
        new java.math.BigDecimal(value)
            .round(new java.math.MathContext(4))
            .stripTrailingZeros()
            .toPlainString();
    return digits + units[unit];
  }

  private static double number(String text) {
    try {
      if (text.strip().equals(text)) {
        return Double.parseDouble(text);
      }
    } catch (NumberFormatException e) {
      // Told below, as is a number with blanks around it, which Java would take.
    }
    throw new IllegalArgumentException(
        "strconv.ParseFloat: parsing \"" + text + "\": invalid syntax");
  }

  private static double unit(String text) {
    String suffix = text.toLowerCase(Locale.ROOT);
    if (suffix.isEmpty()) {
      return 1;
    }
    int power = UNITS.indexOf(suffix.charAt(0));
    String tail = suffix.substring(1);
    boolean known =
        power == 0 ? tail.isEmpty() : tail.isEmpty() || tail.equals("b") || tail.equals("ib");
    if (power < 0 || !known) {
      throw new IllegalArgumentException("invalid suffix: '" + suffix + "'");
    }
    return Math.pow(1024, power);
  }
}
