package io.levin.kv.expr;

import io.levin.kv.value.ConversionException;
import io.levin.kv.value.SqlError;
import io.levin.kv.value.Value;
import io.levin.schema.MysqlType;
import java.io.ByteArrayOutputStream;

/** Functions that make strings longer than those they are given, up to what a packet holds. */
final class Padding {
  /** A result that is longer is NULL; the server's max_allowed_packet. */
  private static final String MAX_PACKET = "67108864";

  /** LPAD, RPAD and SPACE make nothing longer, whatever the packet. */
  private static final long MAX_BYTES = 1L << 24;

  private Padding() {}

  static void addTo(Functions.Registry registry) {
    registry.add("lpad", 3, (tools, args) -> pad(tools, args, true));
    registry.add("rpad", 3, (tools, args) -> pad(tools, args, false));
    registry.add("repeat", 2, Padding::repeat);
    registry.add("space", 1, Padding::space);
  }

  private static long maxPacket(Tools tools) {
    return Long.parseLong(tools.session().variable("max_allowed_packet", MAX_PACKET));
  }

  private static Node pad(Tools tools, Node[] args, boolean left) {
    Tools.Joined texts = tools.join(args[0], args[2]);
    SqlType type = texts.type();
    boolean bytes = bytes(args[0]) || bytes(args[2]);
    Slices slices = new Slices(bytes);
    long limit = maxPacket(tools);
    Node length = tools.integer(args[1]);
    Node with = texts.nodes()[1];
    Value padding = new Value();
    // The padding is not computed where the length alone decides.
    return new Node(type) {
      private final Value text = new Value();
      private final Value wanted = new Value();

      @Override
      boolean constant() {
        return texts.nodes()[0].constant() && length.constant() && with.constant();
      }

      @Override
      void eval(Value[] row, Value to) throws ConversionException {
        to.setNull();
        texts.nodes()[0].eval(row, text);
        if (text.isNull()) {
          return;
        }
        length.eval(row, wanted);
        if (wanted.isNull()) {
          return;
        }
        long characters = wanted.bits();
        long most = bytes ? characters : characters * 4;
        if (Long.compareUnsigned(most, limit) > 0) {
          tooLarge(tools, to);
          return;
        }
        with.eval(row, padding);
        long count = slices.count(text);
        if (padding.isNull() || characters < 0 || most > MAX_BYTES) {
          return;
        } else if (characters <= count) {
          slices.part(text, 0, characters, to);
        } else if (padding.length() > 0) {
          fill(slices, text, padding, characters - count, left, to);
          if (!bytes) {
            Slices.toCharacters(to);
          }
        }
      }
    };
  }

  /** A number is text here even where it makes the whole bytes. */
  private static boolean bytes(Node arg) {
    return arg.type().binary() && !arg.type().isNull() || arg.type().tp() == MysqlType.BIT;
  }

  private static void tooLarge(Tools tools, Value to) throws ConversionException {
    tools.session().soft(SqlError.LARGER_THAN_PACKET);
    to.setNull();
  }

  private static void fill(
      Slices slices, Value text, Value with, long missing, boolean left, Value to) {
    ByteArrayOutputStream out = new ByteArrayOutputStream();
    if (!left) {
      out.write(text.array(), text.offset(), text.length());
    }
    long size = slices.count(with);
    long rest = missing;
    for (; rest >= size; rest -= size) {
      out.write(with.array(), with.offset(), with.length());
    }
    out.write(with.array(), with.offset(), slices.skip(with, rest) - with.offset());
    if (left) {
      out.write(text.array(), text.offset(), text.length());
    }
    TextFunctions.set(out, to);
  }

  private static Node repeat(Tools tools, Node[] args) {
    Node text = tools.text(args[0]);
    long limit = maxPacket(tools);
    return CallNode.of(
        text.type().ofFunction().withTp(MysqlType.LONG_BLOB),
        (v, to) -> {
          long times = Math.min(v[1].bits(), Integer.MAX_VALUE);
          if (times < 1 || v[0].length() == 0) {
            to.setString(v[0].array(), v[0].offset(), 0);
          } else if (v[0].length() * times > limit) {
            tooLarge(tools, to);
          } else {
            byte[] out = to.buffer((int) (v[0].length() * times));
            for (int i = 0; i < times; i++) {
              System.arraycopy(v[0].array(), v[0].offset(), out, i * v[0].length(), v[0].length());
            }
            to.setString(out, 0, (int) (v[0].length() * times));
          }
        },
        text,
        tools.integer(args[1]));
  }

  private static Node space(Tools tools, Node[] args) {
    long limit = maxPacket(tools);
    return CallNode.of(
        SqlType.text(),
        (v, to) -> {
          long size = Math.max(0, v[0].bits());
          if (size > limit) {
            tooLarge(tools, to);
          } else if (size > MAX_BYTES) {
            to.setNull();
          } else {
            to.setText(" ".repeat((int) size));
          }
        },
        tools.integer(args[0]));
  }
}
