package io.levin.source.parse;

import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * The grammar of SQL data files as it is written down: tokens as expressions of which the longest
 * match wins, and a state machine over them. One character of the text stands for one byte.
 */
final class ReferenceSql {
  /** The tokens in the order of precedence; those named {@code skip} are dropped. */
  private static final String[][] TOKENS = {
    {"skip", "/\\*(?s:.*?)\\*/"},
    {"skip", "--[^\\r\\n]*"},
    {"skip", "[\\t\\n\\x0b\\f\\r ,;]"},
    {"skip", "(?i:convert)\\("},
    {"skip", "(?i:using utf8mb4)\\)"},
    {"RowBegin", "\\("},
    {"RowEnd", "\\)"},
    {"Values", "(?i:values)"},
    {"Null", "(?i:null)"},
    {"True", "(?i:true)"},
    {"False", "(?i:false)"},
    {"Integer", "-?[0-9]+"},
    {"HexString", "0x[0-9a-fA-F]+|[xX]'[0-9a-fA-F]*'"},
    {"BinString", "0b[01]+|[bB]'[01]*'"},
    {"SingleQuoted", "'(?:[^'\\\\]|\\\\(?s:.)|'')*+'"},
    {"DoubleQuoted", "\"(?:[^\"\\\\]|\\\\(?s:.)|\"\")*+\""},
    {"BackQuoted", "`(?:[^`]|``)*+`"},
    {"Unquoted", "[^,;()'\"`/*\\t\\n\\x0b\\f\\r ]+"}
  };

  private static final List<Pattern> PATTERNS = new ArrayList<>();

  static {
    for (String[] token : TOKENS) {
      PATTERNS.add(Pattern.compile(token[1]));
    }
  }

  private final String text;
  private int pos;
  private String kind;
  private String token;

  private ReferenceSql(String text) {
    this.text = text;
  }

  static Parsed parse(byte[] bytes) {
    ReferenceSql sql = new ReferenceSql(new String(bytes, StandardCharsets.ISO_8859_1));
    List<Parsed.Line> lines = new ArrayList<>();
    String error = null;
    try {
      sql.rows(lines);
    } catch (IllegalStateException e) {
      error = e.getMessage();
    }
    long last = lines.isEmpty() ? -1 : lines.get(lines.size() - 1).end();
    return new Parsed(lines, error, last);
  }

  private void rows(List<Parsed.Line> lines) {
    String state = "values";
    List<String> columns = null;
    List<String> list = new ArrayList<>();
    List<String> row = new ArrayList<>();
    int length = 0;
    int start = 0;
    while (next()) {
      length += token.length();
      boolean name = List.of("Unquoted", "DoubleQuoted", "BackQuoted").contains(kind);
      switch (state) {
        case "values" -> {
          if (kind.equals("RowBegin")) {
            row = new ArrayList<>();
            start = pos - 1;
            state = "row";
          } else if (name) {
            columns = null;
            state = "name";
          } else if (!kind.equals("Values")) {
            throw unexpected("start of row");
          }
        }
        case "name" -> {
          if (kind.equals("RowBegin")) {
            list = new ArrayList<>();
            state = "columns";
          } else if (kind.equals("Values")) {
            state = "values";
          } else if (!name) {
            throw unexpected("table name");
          }
        }
        case "columns" -> {
          if (kind.equals("RowEnd")) {
            columns = list.isEmpty() ? null : list;
            state = "values";
          } else if (name) {
            list.add(utf8(value().substring(2)).toLowerCase(Locale.ROOT));
          } else {
            throw unexpected("column list");
          }
        }
        default -> {
          if (kind.equals("RowEnd")) {
            lines.add(new Parsed.Line(row, start, pos, length, lines.size() + 1, columns));
            length = 0;
            state = "values";
          } else if (List.of("BackQuoted", "RowBegin", "Values").contains(kind)) {
            throw unexpected("data literal");
          } else {
            row.add(value());
          }
        }
      }
    }
    if (!state.equals("values")) {
      throw new IllegalStateException("premature EOF");
    }
  }

  private static String utf8(String bytes) {
    return new String(bytes.getBytes(StandardCharsets.ISO_8859_1), StandardCharsets.UTF_8);
  }

  private boolean next() {
    while (pos < text.length()) {
      int best = -1;
      int end = pos;
      for (int i = 0; i < TOKENS.length; i++) {
        Matcher matcher = PATTERNS.get(i).matcher(text).region(pos, text.length());
        if (matcher.lookingAt() && matcher.end() > end) {
          best = i;
          end = matcher.end();
        }
      }
      if (best < 0) {
        throw new IllegalStateException("no token");
      }
      token = text.substring(pos, end);
      kind = TOKENS[best][0];
      pos = end;
      if (!kind.equals("skip")) {
        return true;
      }
    }
    return false;
  }

  private String value() {
    return switch (kind) {
      case "Null" -> "N";
      case "True" -> "i1";
      case "False" -> "i0";
      case "Integer" -> integer();
      case "SingleQuoted", "DoubleQuoted" -> "t:" + unescaped(true);
      case "BackQuoted" -> "t:" + unescaped(false);
      case "HexString" -> hex();
      case "BinString" -> bits();
      default -> "t:" + token;
    };
  }

  private String integer() {
    java.math.BigInteger number = new java.math.BigInteger(token);
    if (token.startsWith("-")) {
      return number.bitLength() <= 63 ? "i" + number : "t:" + token;
    }
    return number.bitLength() <= 64 ? "u" + number : "t:" + token;
  }

  /** As the original does it: first doubled quotes over the whole text, then backslashes. */
  private String unescaped(boolean backslash) {
    String quote = token.substring(0, 1);
    String inner = token.substring(1, token.length() - 1).replace(quote + quote, quote);
    if (!backslash) {
      return inner;
    }
    StringBuilder out = new StringBuilder();
    for (int i = 0; i < inner.length(); i++) {
      char c = inner.charAt(i);
      if (c == '\\' && i + 1 < inner.length()) {
        c = inner.charAt(++i);
        int special = "0bnrtZ".indexOf(c);
        c = special < 0 ? c : "\0\b\n\r\t\032".charAt(special);
      }
      out.append(c);
    }
    return out.toString();
  }

  private String hex() {
    String digits = token.startsWith("0x") ? token.substring(2) : between();
    if (digits.length() % 2 != 0) {
      if (!token.startsWith("0x")) {
        throw new IllegalStateException("odd digits");
      }
      digits = "0" + digits;
    }
    return "x'" + digits.toLowerCase(Locale.ROOT) + "'";
  }

  private String bits() {
    String digits = token.startsWith("0b") ? token.substring(2) : between();
    StringBuilder out = new StringBuilder("x'");
    digits = "0".repeat((8 - digits.length() % 8) % 8) + digits;
    for (int i = 0; i < digits.length(); i += 8) {
      out.append(String.format("%02x", Integer.parseInt(digits.substring(i, i + 8), 2)));
    }
    return out.append("'").toString();
  }

  private String between() {
    return token.substring(2, token.length() - 1);
  }

  private IllegalStateException unexpected(String expected) {
    return new IllegalStateException(
        "syntax error: unexpected "
            + kind
            + " ("
            + token.substring(0, Math.min(token.length(), 256))
            + ") at offset "
            + pos
            + ", expecting "
            + expected);
  }
}
