package io.levin.kv.expr;

import io.levin.kv.charset.Gbk;
import io.levin.kv.charset.Utf8;
import io.levin.kv.collation.Collation;
import io.levin.kv.value.ConversionException;
import io.levin.kv.value.SqlError;
import io.levin.kv.value.Value;
import io.levin.kv.value.ValueKind;
import java.io.ByteArrayOutputStream;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.List;

/** Functions that measure strings and look for one in another. */
final class SearchFunctions {
  private SearchFunctions() {}

  static void addTo(Functions.Registry registry) {
    registry.add("length", 1, (tools, args) -> measure(bytes(tools, args[0]), v -> v.length()));
    registry.alias("octet_length", "length");
    registry.add(
        "bit_length", 1, (tools, args) -> measure(bytes(tools, args[0]), v -> v.length() * 8L));
    registry.add("char_length", 1, SearchFunctions::charLength);
    registry.alias("character_length", "char_length");
    registry.add(
        "ascii",
        1,
        (tools, args) ->
            measure(
                bytes(tools, args[0]), v -> v.length() == 0 ? 0 : v.array()[v.offset()] & 0xFF));
    registry.add("ord", 1, SearchFunctions::ord);
    registry.add("instr", 2, SearchFunctions::instr);
    registry.add(
        "locate",
        2,
        3,
        (tools, args) -> locate(tools, args[0], args[1], args.length > 2 ? args[2] : null));
    registry.add("position", 2, (tools, args) -> locate(tools, args[0], args[1], null));
    registry.add("replace", 3, SearchFunctions::replace);
    registry.add("substring_index", 3, SearchFunctions::substringIndex);
    registry.add("find_in_set", 2, SearchFunctions::findInSet);
    registry.add("field", 2, 1000, SearchFunctions::field);
    registry.add("strcmp", 2, SearchFunctions::strcmp);
  }

  private interface Measure {
    long of(Value value);
  }

  private static Node measure(Node arg, Measure measure) {
    return CallNode.of(SqlType.INT, (v, to) -> to.setInt(measure.of(v[0])), arg);
  }

  /**
   * A string as the bytes that its character set has for it: GBK columns hold UTF-8. What a cast
   * left in a string although GBK lacks it is an error here, in every mode.
   */
  static Node bytes(Tools tools, Node arg) {
    Node text = tools.text(arg);
    if (!text.type().charset().equals("gbk")) {
      return text;
    }
    return CallNode.of(
        SqlType.text("binary", "binary", text.type().coercibility()),
        (v, to) -> {
          to.set(v[0]);
          if (!toGbk(to)) {
            throw new ConversionException(SqlError.INVALID_CHARACTER);
          }
        },
        text);
  }

  /**
   * Makes text that is in GBK the bytes that it has there, up to the first character that GBK
   * lacks.
   *
   * @return false if there was one
   */
  static boolean toGbk(Value text) {
    byte[] from = text.array();
    int end = text.offset() + text.length();
    byte[] out = new byte[text.length()];
    int used = 0;
    for (int at = text.offset(); at < end; at += Gbk.unitSize(from, at, end)) {
      int unit = from[at] >= 0 ? from[at] : Gbk.encodeUnit(from, at, end);
      if (from[at] < 0 && unit == Gbk.UNKNOWN) {
        text.setString(out, 0, used);
        return false;
      }
      if (unit > 0xFF) {
        out[used++] = (byte) (unit >> 8);
      }
      out[used++] = (byte) unit;
    }
    text.setString(out, 0, used);
    return true;
  }

  /** Cuts text before the first character that is not ASCII. */
  static void toAscii(Value text) {
    int length = 0;
    while (length < text.length() && text.array()[text.offset() + length] >= 0) {
      length++;
    }
    text.setString(text.array(), text.offset(), length);
  }

  private static Node charLength(Tools tools, Node[] args) {
    Node text = tools.text(args[0]);
    Slices slices = new Slices(text.type().binary());
    return measure(text, slices::count);
  }

  private static Node ord(Tools tools, Node[] args) {
    Node text = tools.text(args[0]);
    boolean gbk = text.type().charset().equals("gbk");
    boolean binary = text.type().binary();
    return measure(
        text,
        v -> {
          if (v.length() == 0) {
            return 0;
          }
          int end = v.offset() + v.length();
          if (gbk) {
            int unit = Gbk.encodeUnit(v.array(), v.offset(), end);
            int first = v.array()[v.offset()];
            return first < 0 && unit == Gbk.UNKNOWN ? first & 0xFF : unit;
          }
          int size = binary ? 1 : Utf8.sizeAt(v.array(), v.offset(), end);
          long code = 0;
          for (int i = 0; i < size; i++) {
            code = code << 8 | v.array()[v.offset() + i] & 0xFF;
          }
          return code;
        });
  }

  /** Where a string is in another, counted from 1, as its collation sees both. */
  private static Node locate(Tools tools, Node wanted, Node text, Node from) {
    Tools.Joined texts = tools.join(wanted, text);
    SqlType type = texts.type();
    SqlType number = Collations.numberOf(SqlType.INT, List.of(type));
    Node a = texts.nodes()[0];
    Node b = texts.nodes()[1];
    if (type.binary()) {
      Position position = new Position(type);
      return from == null
          ? CallNode.of(number, (v, to) -> to.setInt(position.of(v[0], v[1], 0)), a, b)
          : CallNode.of(
              number,
              (v, to) -> to.setInt(position.of(v[0], v[1], v[2].bits() - 1)),
              a,
              b,
              tools.integer(from));
    }
    KeySearch search = new KeySearch(tools.collation(type));
    if (from == null) {
      return CallNode.of(
          number,
          (v, to) ->
              to.setInt(
                  v[0].length() == 0
                      ? 1
                      : search.find(v[1].array(), v[1].offset(), v[1].length(), v[0])),
          a,
          b);
    }
    boolean fold = Collations.ignoresCase(type.collation());
    Slices slices = new Slices(false);
    Value foldedWanted = new Value();
    Value foldedText = new Value();
    return CallNode.of(
        number,
        (v, to) -> {
          Value needle = fold ? lower(v[0], foldedWanted) : v[0];
          Value hay = fold ? lower(v[1], foldedText) : v[1];
          long start = v[2].bits() - 1;
          if (start < 0 || start > slices.count(hay) - slices.count(needle)) {
            to.setInt(0);
          } else if (needle.length() == 0) {
            to.setInt(start + 1);
          } else {
            int at = slices.skip(hay, start);
            int rest = hay.offset() + hay.length() - at;
            long found = search.find(hay.array(), at, rest, needle);
            to.setInt(found == 0 ? 0 : start + found);
          }
        },
        a,
        b,
        tools.integer(from));
  }

  private static Node instr(Tools tools, Node[] args) {
    Tools.Joined texts = tools.join(args);
    Position position = new Position(texts.type());
    return CallNode.of(
        Collations.numberOf(SqlType.INT, List.of(texts.type())),
        (v, to) -> to.setInt(position.of(v[1], v[0], 0)),
        texts.nodes());
  }

  /** Where a string is in another. */
  private static final class Position {
    private final Slices slices;
    private final boolean fold;
    private final Value foldedWanted = new Value();
    private final Value foldedText = new Value();

    Position(SqlType type) {
      slices = new Slices(type.binary());
      fold = Collations.ignoresCase(type.collation());
    }

    /** Counted from 1; 0 if it is nowhere behind so many characters. */
    long of(Value wanted, Value text, long start) {
      Value needle = fold ? lower(wanted, foldedWanted) : wanted;
      Value hay = fold ? lower(text, foldedText) : text;
      if (start < 0 || start > slices.count(hay) - slices.count(needle)) {
        return 0;
      }
      if (needle.length() == 0) {
        return start + 1;
      }
      int at = Slices.find(hay, slices.skip(hay, start), needle);
      return at < 0 ? 0 : slices.countTo(hay, at) + 1;
    }
  }

  private static Value lower(Value from, Value to) {
    StringBuilder out = new StringBuilder();
    from.text().codePoints().map(CasePairs::lower).forEach(out::appendCodePoint);
    to.setText(out.toString());
    return to;
  }

  private static Node replace(Tools tools, Node[] args) {
    Node[] texts = tools.all(EvalKind.STRING, args);
    SqlType type = texts[0].type();
    texts[1] = Casts.meeting(tools, texts[1], type);
    texts[2] = Casts.meeting(tools, texts[2], type);
    Node replaced = replaced(type.ofFunction(), texts);
    return fits(texts[1], texts[2]) ? replaced : new LongText(replaced);
  }

  /**
   * Whether the type has room for what replacing makes: for as many replacements as there is room
   * for what is replaced, by the bytes of both.
   */
  private static boolean fits(Node from, Node by) {
    return by instanceof ConstantNode with
        && (with.value().length() == 0
            || from instanceof ConstantNode old && allAscii(old.value()) && allAscii(with.value()));
  }

  static boolean allAscii(Value text) {
    for (int i = 0; i < text.length(); i++) {
      if (text.array()[text.offset() + i] < 0) {
        return false;
      }
    }
    return true;
  }

  private static Node replaced(SqlType type, Node[] texts) {
    return CallNode.of(
        type,
        (v, to) -> {
          if (v[1].length() == 0) {
            to.set(v[0]);
            return;
          }
          ByteArrayOutputStream out = new ByteArrayOutputStream();
          int at = v[0].offset();
          int end = at + v[0].length();
          int found;
          while ((found = Slices.find(v[0], at, v[1])) >= 0) {
            out.write(v[0].array(), at, found - at);
            out.write(v[2].array(), v[2].offset(), v[2].length());
            at = found + v[1].length();
          }
          out.write(v[0].array(), at, end - at);
          to.setString(out.toByteArray(), 0, out.size());
        },
        texts);
  }

  private static Node substringIndex(Tools tools, Node[] args) {
    Node text = tools.text(args[0]);
    Node delimiter = Casts.meeting(tools, tools.text(args[1]), text.type());
    return CallNode.of(
        text.type().ofFunction(),
        (v, to) -> {
          boolean huge = v[2].kind() == ValueKind.UINT && v[2].bits() < 0;
          long count = huge ? Long.MAX_VALUE : v[2].bits();
          int start = v[0].offset();
          int end = start + v[0].length();
          if (count == 0 || v[1].length() == 0) {
            to.setString(v[0].array(), start, 0);
          } else if (count > 0) {
            int at = start;
            int stop = end;
            for (long i = 0; i < count; i++) {
              int found = Slices.find(v[0], at, v[1]);
              if (found < 0) {
                stop = end;
                break;
              }
              stop = found;
              at = found + v[1].length();
            }
            to.setString(v[0].array(), start, stop - start);
          } else {
            int from = fromBehind(v[0], v[1], count);
            to.setString(v[0].array(), from, end - from);
          }
        },
        text,
        delimiter,
        tools.integer(args[2]));
  }

  /** Behind the delimiter that has so many of them behind it: they are counted from the front. */
  private static int fromBehind(Value text, Value delimiter, long count) {
    long total = 0;
    int at = text.offset();
    int found;
    while ((found = Slices.find(text, at, delimiter)) >= 0) {
      total++;
      at = found + delimiter.length();
    }
    long skip = total + count + 1;
    at = text.offset();
    for (long i = 0; i < skip; i++) {
      at = Slices.find(text, at, delimiter) + delimiter.length();
    }
    return at;
  }

  private static Node findInSet(Tools tools, Node[] args) {
    Tools.Joined texts = tools.join(args);
    Collation collation = tools.collation(texts.type());
    return CallNode.of(
        Collations.numberOf(SqlType.INT, List.of(texts.type())),
        (v, to) -> {
          to.setInt(0);
          if (v[1].length() == 0) {
            return;
          }
          int at = v[1].offset();
          int end = at + v[1].length();
          for (int member = 1; at <= end; member++) {
            int comma = at;
            while (comma < end && v[1].array()[comma] != ',') {
              comma++;
            }
            if (collation.equal(
                v[1].array(), at, comma - at, v[0].array(), v[0].offset(), v[0].length())) {
              to.setInt(member);
              return;
            }
            at = comma + 1;
          }
        },
        texts.nodes());
  }

  private static Node field(Tools tools, Node[] args) {
    boolean texts = true;
    boolean integers = true;
    for (Node arg : args) {
      EvalKind kind = arg.type().kind();
      texts &= kind == EvalKind.STRING;
      integers &= kind == EvalKind.INT;
    }
    Node[] nodes;
    Comparison.Order[] orders = new Comparison.Order[args.length];
    if (texts) {
      Tools.Joined joined = tools.join(args);
      Collation collation = tools.collation(joined.type());
      nodes = joined.nodes();
      Arrays.fill(orders, (Comparison.Order) (a, b) -> Comparison.text(collation, a, b));
    } else {
      EvalKind kind = integers ? EvalKind.INT : EvalKind.REAL;
      Comparison comparison = new Comparison(tools);
      nodes = tools.all(kind, args);
      for (int i = 1; i < args.length; i++) {
        // Integers are equal if their bits are, whether they have a sign or not.
        orders[i] =
            integers
                ? (a, b) -> Long.compare(a.bits(), b.bits())
                : comparison.order(kind, nodes[0], nodes[i]);
      }
    }
    List<SqlType> types = Tools.types(args);
    return firstEqual(texts ? Collations.numberOf(SqlType.INT, types) : SqlType.INT, nodes, orders);
  }

  /** Computes no further than to the first value that equals the one in front. */
  private static Node firstEqual(SqlType type, Node[] nodes, Comparison.Order[] orders) {
    Value wanted = new Value();
    Value value = new Value();
    return new Node(type) {
      @Override
      boolean constant() {
        return allConstant(nodes);
      }

      @Override
      void eval(Value[] row, Value to) throws ConversionException {
        nodes[0].eval(row, wanted);
        to.setInt(0);
        for (int i = 1; i < nodes.length && !wanted.isNull(); i++) {
          nodes[i].eval(row, value);
          if (!value.isNull() && orders[i].compare(wanted, value) == 0) {
            to.setInt(i);
            return;
          }
        }
      }
    };
  }

  private static Node strcmp(Tools tools, Node[] args) {
    Tools.Joined texts = tools.join(args);
    Collation collation = tools.collation(texts.type());
    return CallNode.of(
        SqlType.INT,
        (v, to) -> to.setInt(Integer.signum(Comparison.text(collation, v[0], v[1]))),
        texts.nodes());
  }

  /** The string in ASCII, for functions whose arguments have no other characters. */
  static String ascii(Value value) {
    return new String(value.array(), value.offset(), value.length(), StandardCharsets.ISO_8859_1);
  }
}
