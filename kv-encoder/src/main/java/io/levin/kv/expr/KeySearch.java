package io.levin.kv.expr;

import io.levin.kv.charset.Utf8;
import io.levin.kv.collation.Collation;
import io.levin.kv.value.ConversionException;
import io.levin.kv.value.SqlError;
import io.levin.kv.value.Value;
import java.util.Arrays;

/**
 * Looks for a string in another by the sort keys of both, as LOCATE does: letters that a collation
 * takes for the same are found, and so are bytes of a key that begin in the middle of a character.
 */
final class KeySearch {
  /** Stands behind each string, so that blanks at its end are in the key, too. */
  private static final byte END = 'a';

  private final Collation collation;
  private final int endLength;
  private byte[] text = {};
  private byte[] textKey = {};
  private byte[] wantedKey = {};
  private byte[] characterKey = {};

  KeySearch(Collation collation) {
    this.collation = collation;
    byte[] end = {END};
    endLength = collation.sortKey(end, 0, 1, new byte[collation.maxKeyLength(1)], 0);
  }

  /** The first character where the other string is, counted from 1; 0 if it is nowhere. */
  long find(byte[] in, int offset, int length, Value wanted) throws ConversionException {
    wantedKey = room(wantedKey, wanted.length());
    int wantedLength = key(wanted.array(), wanted.offset(), wanted.length(), wantedKey);
    textKey = room(textKey, length);
    int textLength = key(in, offset, length, textKey);
    int index = indexOf(textKey, textLength, wantedKey, wantedLength);
    if (index <= 0) {
      return index + 1L;
    }
    long count = 0;
    int end = offset + length;
    for (int at = offset; at < end; ) {
      int size = Utf8.sizeAt(in, at, end);
      count++;
      characterKey = room(characterKey, size);
      index -= key(in, at, size, characterKey);
      if (index <= 0) {
        break;
      }
      at += size;
    }
    return count + 1;
  }

  private byte[] room(byte[] buffer, int length) {
    int needed = collation.maxKeyLength(length + 1);
    return buffer.length < needed ? new byte[needed] : buffer;
  }

  private int key(byte[] from, int offset, int length, byte[] to) throws ConversionException {
    if (text.length <= length) {
      text = new byte[2 * length + 1];
    }
    System.arraycopy(from, offset, text, 0, length);
    text[length] = END;
    int end = collation.sortKey(text, 0, length + 1, to, 0);
    if (end == Collation.UNSORTABLE) {
      throw new ConversionException(SqlError.PANIC);
    }
    return end - endLength;
  }

  private static int indexOf(byte[] text, int length, byte[] wanted, int wantedLength) {
    for (int at = 0; at <= length - wantedLength; at++) {
      if (Arrays.equals(text, at, at + wantedLength, wanted, 0, wantedLength)) {
        return at;
      }
    }
    return -1;
  }
}
