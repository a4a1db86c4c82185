package io.levin.kv.expr;

import io.levin.kv.charset.Utf8;
import io.levin.kv.value.Value;
import java.util.BitSet;

/** UPPER and LOWER: character by character, which never makes two of one. */
final class LetterCase {
  /** Letters with an accent, which are pinyin in GBK, and have no capitals there. */
  private static final String GBK_WITHOUT_UPPER = "àáèéêìíòóùúüāēěīńňōūǎǐǒǔǖǘǚǜ";

  private static final int ROMAN_ELEVEN = 0x216A;
  private static final int ROMAN_TWELVE = 0x216B;

  private final boolean upper;
  private final boolean gbk;
  private final BitSet kept = new BitSet();

  private LetterCase(boolean upper, boolean gbk) {
    this.upper = upper;
    this.gbk = gbk;
    if (gbk && upper) {
      GBK_WITHOUT_UPPER.chars().forEach(kept::set);
    } else if (gbk) {
      kept.set(ROMAN_ELEVEN, ROMAN_TWELVE + 1);
    }
  }

  static Node node(Tools tools, Node arg, boolean upper) {
    Node text = tools.text(arg);
    if (text.type().binary()) {
      // A hexadecimal literal is a string from here on.
      return CallNode.of(text.type().ofFunction(), (v, to) -> to.set(v[0]), text);
    }
    LetterCase change = new LetterCase(upper, text.type().charset().equals("gbk"));
    return CallNode.of(text.type().ofFunction(), (v, to) -> change.apply(v[0], to), text);
  }

  private void apply(Value from, Value to) {
    byte[] text = from.array();
    int end = from.offset() + from.length();
    // Two bytes become three at most, a malformed byte becomes the three of U+FFFD.
    byte[] out = to.buffer(3 * from.length());
    int used = 0;
    for (int at = from.offset(); at < end; at += Utf8.sizeAt(text, at, end)) {
      int decoded = Utf8.decode(text, at, end);
      boolean malformed = decoded == Utf8.MALFORMED;
      used = Utf8.encode(malformed ? 0xFFFD : changed(Utf8.codePoint(decoded)), out, used);
    }
    to.setString(out, 0, used);
  }

  private int changed(int codePoint) {
    if (gbk && kept.get(codePoint)) {
      return codePoint;
    }
    return upper ? CasePairs.upper(codePoint) : CasePairs.lower(codePoint);
  }
}
