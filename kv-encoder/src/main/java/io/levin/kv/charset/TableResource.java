package io.levin.kv.charset;

import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.util.zip.InflaterInputStream;

/** Reads tables by code point that lie beside a class, deflated. */
public final class TableResource {
  /** Code points of the basic plane. */
  public static final int PLANE = 0x10000;

  private TableResource() {}

  /**
   * The bytes of a table.
   *
   * @throws IllegalStateException if the build lacks it
   */
  public static byte[] inflate(Class<?> beside, String name) {
    try (InputStream in = beside.getResourceAsStream(name)) {
      if (in == null) {
        throw new IllegalStateException("the table " + name + " is not in this build");
      }
      ByteArrayOutputStream out = new ByteArrayOutputStream(1 << 18);
      new InflaterInputStream(new ByteArrayInputStream(in.readAllBytes())).transferTo(out);
      return out.toByteArray();
    } catch (IOException e) {
      throw new UncheckedIOException("the table " + name + " is damaged", e);
    }
  }

  /** A table of one big-endian unit of two bytes a code point of the basic plane. */
  public static char[] units(Class<?> beside, String name) {
    byte[] bytes = inflate(beside, name);
    char[] table = new char[PLANE];
    for (int i = 0; i < PLANE; i++) {
      table[i] = (char) (bytes[2 * i] << 8 | bytes[2 * i + 1] & 0xFF);
    }
    return table;
  }
}
