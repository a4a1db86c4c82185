package io.levin.base;

import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import java.nio.ByteOrder;
import java.util.Arrays;
import java.util.HexFormat;

/** Views of byte arrays as numbers, and what everyone says about keys. */
public final class Bytes {
  private static final VarHandle LONG_LE =
      MethodHandles.byteArrayViewVarHandle(long[].class, ByteOrder.LITTLE_ENDIAN);
  private static final VarHandle LONG_BE =
      MethodHandles.byteArrayViewVarHandle(long[].class, ByteOrder.BIG_ENDIAN);
  private static final VarHandle INT_LE =
      MethodHandles.byteArrayViewVarHandle(int[].class, ByteOrder.LITTLE_ENDIAN);
  private static final VarHandle SHORT_LE =
      MethodHandles.byteArrayViewVarHandle(short[].class, ByteOrder.LITTLE_ENDIAN);

  private Bytes() {}

  /** Eight bytes as a little-endian number. */
  public static long littleEndianLong(byte[] array, int offset) {
    return (long) LONG_LE.get(array, offset);
  }

  /** Eight bytes as a big-endian number. */
  public static long bigEndianLong(byte[] array, int offset) {
    return (long) LONG_BE.get(array, offset);
  }

  /** Writes eight bytes, highest first. */
  public static void putBigEndianLong(byte[] array, int offset, long value) {
    LONG_BE.set(array, offset, value);
  }

  /** Writes eight bytes, lowest first. */
  public static void putLittleEndianLong(byte[] array, int offset, long value) {
    LONG_LE.set(array, offset, value);
  }

  /** Writes four bytes, lowest first. */
  public static void putLittleEndianInt(byte[] array, int offset, int value) {
    INT_LE.set(array, offset, value);
  }

  /** Writes two bytes, lowest first. */
  public static void putLittleEndianShort(byte[] array, int offset, int value) {
    SHORT_LE.set(array, offset, (short) value);
  }

  /** Compares as unsigned bytes, a prefix first: the order of all keys. */
  public static int compare(byte[] a, byte[] b) {
    return Arrays.compareUnsigned(a, b);
  }

  /** Lower-case hexadecimal text. */
  public static String hex(byte[] bytes) {
    return HexFormat.of().formatHex(bytes);
  }

  /** Bytes from hexadecimal text of either case. */
  public static byte[] fromHex(String hex) {
    return HexFormat.of().parseHex(hex);
  }
}
