package io.levin.kv.cast;

import io.levin.kv.json.BinaryJson;
import io.levin.kv.json.JsonText;
import io.levin.kv.value.CoreTime;
import io.levin.kv.value.Decimal;
import io.levin.kv.value.FloatText;
import io.levin.kv.value.Value;

/** The canonical text of values: what SQL prints for them. Keeps scratch space. */
public final class Rendering {
  private byte[] scratch = new byte[Decimal.MAX_TEXT];

  /**
   * Makes a string of a value that is not NULL; strings and literals keep their bytes.
   *
   * @param to gets a slice that is valid until the next call
   */
  public void render(Value from, Value to) {
    switch (from.kind()) {
      case INT -> number(from.bits() < 0, Math.abs(from.bits()), to);
      case UINT, ENUM, SET -> number(false, from.bits(), to);
      case DOUBLE -> to.setText(FloatText.plain(from.asDouble()));
      case DECIMAL -> {
        Decimal decimal = from.decimal();
        int end = decimal.writeText(decimal.fractionDigits(), scratch, 0);
        to.setString(scratch, 0, end);
      }
      case DATE, DATETIME, TIMESTAMP ->
          to.setString(
              scratch, 0, CoreTime.writeText(from.bits(), from.kind(), from.fsp(), scratch, 0));
      case DURATION ->
          to.setString(scratch, 0, CoreTime.writeDuration(from.bits(), from.fsp(), scratch, 0));
      case BIT -> bits(from.bits(), to);
      case JSON -> {
        byte[] text = JsonText.print(BinaryJson.read(from.array(), from.offset(), from.length()));
        to.setString(text, 0, text.length);
      }
      default -> to.setString(from.array(), from.offset(), from.length());
    }
  }

  private void number(boolean minus, long magnitude, Value to) {
    int start = 24;
    long rest = magnitude;
    do {
      long next = Long.divideUnsigned(rest, 10);
      scratch[--start] = (byte) ('0' + (rest - next * 10));
      rest = next;
    } while (rest != 0);
    if (minus) {
      scratch[--start] = '-';
    }
    to.setString(scratch, start, 24 - start);
  }

  private void bits(long bits, Value to) {
    int size = Math.max(1, (64 - Long.numberOfLeadingZeros(bits) + 7) / 8);
    for (int i = 0; i < size; i++) {
      scratch[i] = (byte) (bits >>> 8 * (size - 1 - i));
    }
    to.setString(scratch, 0, size);
  }
}
