package io.levin.base;

/**
 * CRC-64/XZ: ECMA-182 polynomial, reflected, initial value and final XOR all ones. The check value
 * of {@code 123456789} is {@code 995DC9BBDF1939FA}.
 */
public final class Crc64 {
  private static final long POLYNOMIAL = 0xC96C5795D7870F42L;
  private static final long[][] TABLES = tables();

  private Crc64() {}

  /** The CRC of a slice. */
  public static long of(byte[] array, int offset, int length) {
    return ~update(-1L, array, offset, length);
  }

  /** Runs the register over a slice, without the inversions at start and end. */
  static long update(long register, byte[] array, int offset, int length) {
    long crc = register;
    int i = offset;
    int end = offset + length;
    for (; end - i >= 8; i += 8) {
      long v = crc ^ Bytes.littleEndianLong(array, i);
      crc =
          TABLES[7][(int) v & 0xff]
              ^ TABLES[6][(int) (v >>> 8) & 0xff]
              ^ TABLES[5][(int) (v >>> 16) & 0xff]
              ^ TABLES[4][(int) (v >>> 24) & 0xff]
              ^ TABLES[3][(int) (v >>> 32) & 0xff]
              ^ TABLES[2][(int) (v >>> 40) & 0xff]
              ^ TABLES[1][(int) (v >>> 48) & 0xff]
              ^ TABLES[0][(int) (v >>> 56)];
    }
    for (; i < end; i++) {
      crc = (crc >>> 8) ^ TABLES[0][((int) crc ^ array[i]) & 0xff];
    }
    return crc;
  }

  /** Runs the register over one zero byte. */
  static long updateZero(long register) {
    return (register >>> 8) ^ TABLES[0][(int) register & 0xff];
  }

  private static long[][] tables() {
    long[][] tables = new long[8][256];
    for (int i = 0; i < 256; i++) {
      long crc = i;
      for (int bit = 0; bit < 8; bit++) {
        crc = (crc & 1) != 0 ? (crc >>> 1) ^ POLYNOMIAL : crc >>> 1;
      }
      tables[0][i] = crc;
    }
    for (int i = 0; i < 256; i++) {
      for (int t = 1; t < 8; t++) {
        long previous = tables[t - 1][i];
        tables[t][i] = (previous >>> 8) ^ tables[0][(int) previous & 0xff];
      }
    }
    return tables;
  }
}
