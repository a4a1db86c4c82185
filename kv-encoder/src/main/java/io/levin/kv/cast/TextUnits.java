package io.levin.kv.cast;

import io.levin.kv.charset.Gbk;
import io.levin.kv.charset.Utf8;

/** What counts as a valid character of a column's charset, in text that is UTF-8 anyway. */
interface TextUnits {
  /** Any well-formed UTF-8. */
  TextUnits UTF8MB4 =
      new TextUnits() {
        @Override
        public int validEnd(byte[] text, int start, int end) {
          return Utf8.validEnd(text, start, end);
        }

        @Override
        public int invalidSize(byte[] text, int at, int end) {
          return 1;
        }
      };

  /** UTF-8 of at most three bytes. */
  TextUnits UTF8 =
      new TextUnits() {
        @Override
        public int validEnd(byte[] text, int start, int end) {
          int at = start;
          while ((at = Utf8.endOfAscii(text, at, end)) < end) {
            int decoded = Utf8.decode(text, at, end);
            if (decoded == Utf8.MALFORMED || Utf8.size(decoded) == 4) {
              return at;
            }
            at += Utf8.size(decoded);
          }
          return end;
        }

        @Override
        public int invalidSize(byte[] text, int at, int end) {
          return Utf8.sizeAt(text, at, end);
        }
      };

  /** Seven bits. */
  TextUnits ASCII =
      new TextUnits() {
        @Override
        public int validEnd(byte[] text, int start, int end) {
          return Utf8.endOfAscii(text, start, end);
        }

        @Override
        public int invalidSize(byte[] text, int at, int end) {
          return Gbk.unitSize(text, at, end);
        }
      };

  /** What GBK has a code for. */
  TextUnits GBK =
      new TextUnits() {
        @Override
        public int validEnd(byte[] text, int start, int end) {
          int at = start;
          while ((at = Utf8.endOfAscii(text, at, end)) < end) {
            int decoded = Utf8.decode(text, at, end);
            if (decoded == Utf8.MALFORMED || !Gbk.has(Utf8.codePoint(decoded))) {
              return at;
            }
            at += Utf8.size(decoded);
          }
          return end;
        }

        @Override
        public int invalidSize(byte[] text, int at, int end) {
          return Gbk.unitSize(text, at, end);
        }
      };

  /** Anything: latin1 columns are not looked into. */
  TextUnits ANY =
      new TextUnits() {
        @Override
        public int validEnd(byte[] text, int start, int end) {
          return end;
        }

        @Override
        public int invalidSize(byte[] text, int at, int end) {
          return 1;
        }
      };

  /** The first position that starts no valid character, or {@code end}. */
  int validEnd(byte[] text, int start, int end);

  /** How many bytes are one invalid unit at a position. */
  int invalidSize(byte[] text, int at, int end);

  /** The charset of a name. */
  static TextUnits of(String charset) {
    return switch (charset) {
      case "utf8", "utf8mb3" -> UTF8;
      case "ascii" -> ASCII;
      case "gbk" -> GBK;
      case "latin1" -> ANY;
      default -> UTF8MB4;
    };
  }
}
