package io.levin.kv.expr;

import io.levin.kv.value.ConversionException;
import io.levin.kv.value.Value;
import io.levin.schema.MysqlType;
import java.io.ByteArrayOutputStream;
import java.util.Arrays;

/** Functions that make strings of strings. */
final class TextFunctions {
  private TextFunctions() {}

  static void addTo(Functions.Registry registry) {
    registry.add("upper", 1, (tools, args) -> LetterCase.node(tools, args[0], true));
    registry.alias("ucase", "upper");
    registry.add("lower", 1, (tools, args) -> LetterCase.node(tools, args[0], false));
    registry.alias("lcase", "lower");
    registry.add("concat", 1, 1000, TextFunctions::concat);
    registry.add("concat_ws", 2, 1000, TextFunctions::concatWs);
    registry.add("left", 2, (tools, args) -> side(tools, args, true));
    registry.add("right", 2, (tools, args) -> side(tools, args, false));
    registry.add("substring", 2, 3, TextFunctions::substring);
    registry.alias("substr", "substring");
    registry.alias("mid", "substring");
    registry.add("ltrim", 1, (tools, args) -> trim(tools, "leading", null, args[0]));
    registry.add("rtrim", 1, (tools, args) -> trim(tools, "trailing", null, args[0]));
    registry.add("reverse", 1, TextFunctions::reverse);
    registry.add("insert_func", 4, TextFunctions::insert);
    registry.add("quote", 1, TextFunctions::quote);
    registry.add("make_set", 2, 65, TextFunctions::makeSet);
    registry.add("elt", 2, 1000, TextFunctions::elt);
  }

  private static Node concat(Tools tools, Node[] args) {
    Tools.Joined texts = tools.parts(args);
    return CallNode.of(
        texts.type(),
        (v, to) -> {
          ByteArrayOutputStream out = new ByteArrayOutputStream();
          for (Value value : v) {
            out.write(value.array(), value.offset(), value.length());
          }
          set(out, to);
        },
        texts.nodes());
  }

  static void set(ByteArrayOutputStream out, Value to) {
    to.setString(out.toByteArray(), 0, out.size());
  }

  private static Node concatWs(Tools tools, Node[] args) {
    Tools.Joined texts = tools.parts(args);
    return new LazyNode(
        texts.type(),
        (v, to) -> {
          Value separator = v.get(0);
          if (separator.isNull()) {
            to.setNull();
            return;
          }
          ByteArrayOutputStream out = new ByteArrayOutputStream();
          boolean first = true;
          for (int i = 1; i < v.count(); i++) {
            Value next = v.get(i);
            if (!next.isNull()) {
              if (!first) {
                out.write(separator.array(), separator.offset(), separator.length());
              }
              out.write(next.array(), next.offset(), next.length());
              first = false;
            }
          }
          set(out, to);
        },
        texts.nodes());
  }

  private static Node side(Tools tools, Node[] args, boolean left) {
    Node text = tools.text(args[0]);
    Slices slices = new Slices(text.type().binary());
    return CallNode.of(
        text.type().ofFunction(),
        (v, to) -> {
          long wanted = Math.max(0, v[1].bits());
          if (left) {
            slices.part(v[0], 0, wanted, to);
          } else {
            long count = slices.count(v[0]);
            slices.part(v[0], Math.max(0, count - wanted), count, to);
          }
        },
        text,
        tools.integer(args[1]));
  }

  private static Node substring(Tools tools, Node[] args) {
    Node text = tools.text(args[0]);
    Slices slices = new Slices(text.type().binary());
    CallNode.Body body =
        (v, to) -> {
          long count = slices.count(v[0]);
          long position = v[1].bits();
          long start = position < 0 ? count + position : position - 1;
          long wanted = v.length > 2 ? v[2].bits() : count;
          // A length that goes beyond 64 bits together with the position leaves nothing.
          boolean nothing = wanted <= 0 || start + wanted < start;
          if (position == 0 || start < 0 || start >= count || nothing) {
            to.setString(v[0].array(), v[0].offset(), 0);
          } else {
            slices.part(v[0], start, Math.min(wanted, count), to);
          }
        };
    return args.length == 2
        ? CallNode.of(text.type().ofFunction(), body, text, tools.integer(args[1]))
        : CallNode.of(
            text.type().ofFunction(), body, text, tools.integer(args[1]), tools.integer(args[2]));
  }

  /**
   * TRIM in all its forms.
   *
   * @param remove null for blanks
   */
  static Node trim(Tools tools, String direction, Node remove, Node value) {
    Node text = tools.text(value);
    boolean front = !direction.equals("trailing");
    boolean back = !direction.equals("leading");
    if (remove == null) {
      Value blank = new Value();
      blank.setText(" ");
      return CallNode.of(
          text.type().ofFunction(), (v, to) -> cut(v[0], blank, front, back, to), text);
    }
    Node cut = Casts.meeting(tools, tools.text(remove), text.type());
    return CallNode.of(
        text.type().ofFunction(), (v, to) -> cut(v[0], v[1], front, back, to), text, cut);
  }

  private static void cut(Value text, Value remove, boolean front, boolean back, Value to) {
    int start = text.offset();
    int end = start + text.length();
    int size = remove.length();
    if (size > 0) {
      while (front && end - start >= size && Slices.startsAt(text, start, remove)) {
        start += size;
      }
      while (back && end - start >= size && Slices.startsAt(text, end - size, remove)) {
        end -= size;
      }
    }
    to.setString(text.array(), start, end - start);
  }

  private static Node reverse(Tools tools, Node[] args) {
    Node text = tools.text(args[0]);
    boolean bytes = text.type().binary();
    return CallNode.of(
        text.type().ofFunction(),
        (v, to) -> {
          if (!bytes) {
            Slices.toCharacters(v[0]);
          }
          int length = v[0].length();
          byte[] out = to.buffer(length);
          int end = v[0].offset() + length;
          int at = v[0].offset();
          int used = length;
          while (at < end) {
            int size = bytes ? 1 : io.levin.kv.charset.Utf8.sizeAt(v[0].array(), at, end);
            used -= size;
            System.arraycopy(v[0].array(), at, out, used, size);
            at += size;
          }
          to.setString(out, 0, length);
        },
        text);
  }

  private static Node insert(Tools tools, Node[] args) {
    Tools.Joined texts = tools.join(args[0], args[3]);
    boolean document = args[0].type().kind() == EvalKind.JSON;
    SqlType type =
        (document ? Collations.binary(texts.type()) : texts.type()).withTp(MysqlType.LONG_BLOB);
    Slices slices = new Slices(type.binary());
    return CallNode.of(
        type,
        (v, to) -> {
          long count = slices.count(v[0]);
          long position = v[1].bits();
          if (position < 1 || position > count) {
            to.set(v[0]);
            return;
          }
          if (!type.binary()) {
            Slices.toCharacters(v[0]);
          }
          long wanted = v[2].bits();
          long rest = count - position + 1;
          long removed = wanted < 0 || wanted > rest ? rest : wanted;
          int start = slices.skip(v[0], position - 1);
          int end = slices.skip(v[0], position - 1 + removed);
          ByteArrayOutputStream out = new ByteArrayOutputStream();
          out.write(v[0].array(), v[0].offset(), start - v[0].offset());
          out.write(v[3].array(), v[3].offset(), v[3].length());
          out.write(v[0].array(), end, v[0].offset() + v[0].length() - end);
          set(out, to);
        },
        texts.nodes()[0],
        tools.integer(args[1]),
        tools.integer(args[2]),
        texts.nodes()[1]);
  }

  private static Node quote(Tools tools, Node[] args) {
    Node text = tools.text(args[0]);
    return CallNode.withNulls(
        text.type().ofFunction().longerThan(text.type()),
        (v, to) -> {
          if (v[0].isNull()) {
            to.setText("NULL");
            return;
          }
          Slices.toCharacters(v[0]);
          StringBuilder out = new StringBuilder("'");
          v[0].text().codePoints().forEach(c -> quote(c, out));
          to.setText(out.append('\'').toString());
        },
        text);
  }

  private static void quote(int codePoint, StringBuilder out) {
    switch (codePoint) {
      case '\\', '\'' -> out.append('\\').appendCodePoint(codePoint);
      case 0 -> out.append("\\0");
      case 26 -> out.append("\\Z");
      default -> out.appendCodePoint(codePoint);
    }
  }

  private static Node makeSet(Tools tools, Node[] args) {
    Tools.Joined texts = tools.parts(Arrays.copyOfRange(args, 1, args.length));
    Node[] nodes = new Node[args.length];
    nodes[0] = tools.integer(args[0]);
    System.arraycopy(texts.nodes(), 0, nodes, 1, args.length - 1);
    return new LazyNode(
        texts.type(),
        (v, to) -> {
          Value set = v.get(0);
          if (set.isNull()) {
            to.setNull();
            return;
          }
          ByteArrayOutputStream out = new ByteArrayOutputStream();
          boolean first = true;
          for (int i = 1; i < v.count(); i++) {
            Value member = (set.bits() >>> i - 1 & 1) == 0 ? null : v.get(i);
            if (member != null && !member.isNull()) {
              if (!first) {
                out.write(',');
              }
              out.write(member.array(), member.offset(), member.length());
              first = false;
            }
          }
          set(out, to);
        },
        nodes);
  }

  /** ELT computes only the argument that it gives. */
  private static Node elt(Tools tools, Node[] args) {
    Tools.Joined joined = tools.parts(Arrays.copyOfRange(args, 1, args.length));
    return elt(joined.type(), tools.integer(args[0]), joined.nodes(), args);
  }

  private static Node elt(SqlType type, Node index, Node[] texts, Node[] args) {
    Value number = new Value();
    return new Node(type) {
      @Override
      boolean constant() {
        return index.constant() && allConstant(texts);
      }

      @Override
      Room room() {
        return Room.ofCall(type(), texts);
      }

      @Override
      Node amongNumbers(EvalKind kind, Coerce coerce) {
        Node[] numbers = Arrays.copyOfRange(args, 1, args.length);
        if (Arrays.stream(numbers).noneMatch(node -> node.type().hybrid())) {
          return this;
        }
        Node[] names = numbers.clone();
        Arrays.setAll(numbers, i -> ControlFlow.number(names[i], kind, coerce, false));
        return elt(kind == EvalKind.INT ? SqlType.INT : SqlType.REAL, index, numbers, args);
      }

      @Override
      void eval(Value[] row, Value to) throws ConversionException {
        index.eval(row, number);
        long which = number.isNull() ? 0 : number.bits();
        if (which < 1 || which > texts.length) {
          to.setNull();
        } else {
          texts[(int) which - 1].eval(row, to);
        }
      }
    };
  }
}
