package io.levin.kv.expr;

import io.levin.kv.value.ConversionException;
import io.levin.kv.value.SqlError;
import io.levin.kv.value.Value;
import io.levin.kv.value.ValueKind;
import java.util.HexFormat;
import java.util.Locale;
import java.util.UUID;

/** Functions that make UUIDs and turn them into bytes and back. */
final class UuidFunctions {
  private UuidFunctions() {}

  static void addTo(Functions.Registry registry) {
    registry.add("uuid", 0, UuidFunctions::uuid);
    registry.add("uuid_to_bin", 1, 2, UuidFunctions::uuidToBin);
    registry.add("bin_to_uuid", 1, 2, UuidFunctions::binToUuid);
    registry.add(
        "is_uuid",
        1,
        (tools, args) ->
            CallNode.of(
                SqlType.INT,
                (v, to) -> Logic.set(to, parseUuid(v[0]) != null),
                tools.text(args[0])));
  }

  /** Any UUID will do, but the same one when the row is encoded again. */
  private static Node uuid(Tools tools, Node[] args) {
    return new Node(SqlType.text()) {
      @Override
      void eval(Value[] row, Value to) {
        java.util.SplittableRandom random = new java.util.SplittableRandom(tools.session().seed());
        long high = random.nextLong() & ~0xF000L | 0x1000;
        long low = random.nextLong() & 0x3FFF_FFFF_FFFF_FFFFL | Long.MIN_VALUE;
        to.setText(new UUID(high, low).toString());
      }
    };
  }

  private static byte[] parseUuid(Value value) {
    String text = SearchFunctions.ascii(value);
    if (text.startsWith("{") && text.endsWith("}") && text.length() == 38) {
      text = text.substring(1, 37);
    } else if (text.length() == 45 && text.toLowerCase(Locale.ROOT).startsWith("urn:uuid:")) {
      text = text.substring(9);
    }
    boolean dashes =
        text.length() == 36
            && text.charAt(8) == '-'
            && text.charAt(13) == '-'
            && text.charAt(18) == '-'
            && text.charAt(23) == '-';
    if (!dashes && text.length() != 32) {
      return null;
    }
    try {
      return HexFormat.of().parseHex(dashes ? text.replace("-", "") : text);
    } catch (IllegalArgumentException notHex) {
      return null;
    }
  }

  /** The time's high and low parts swapped, so that UUIDs of one host sort by their time. */
  private static byte[] swap(byte[] b, boolean back) {
    byte[] out = b.clone();
    if (back) {
      System.arraycopy(b, 4, out, 0, 4);
      System.arraycopy(b, 2, out, 4, 2);
      System.arraycopy(b, 0, out, 6, 2);
    } else {
      System.arraycopy(b, 6, out, 0, 2);
      System.arraycopy(b, 4, out, 2, 2);
      System.arraycopy(b, 0, out, 4, 4);
    }
    return out;
  }

  private static Node uuidToBin(Tools tools, Node[] args) {
    return new LazyNode(
        SqlType.bytes(),
        (v, to) -> {
          to.setNull();
          Value text = v.get(0);
          if (text.isNull()) {
            return;
          }
          byte[] bytes = parseUuid(text);
          if (bytes == null) {
            throw new ConversionException(SqlError.WRONG_FUNCTION_VALUE);
          }
          byte[] out = swapped(v) ? swap(bytes, false) : bytes;
          to.setSlice(ValueKind.STRING, out, 0, out.length);
        },
        withFlag(tools, args));
  }

  private static Node binToUuid(Tools tools, Node[] args) {
    // Its type has 32 characters.
    return new LongText(
        new LazyNode(
            SqlType.text(),
            (v, to) -> {
              to.setNull();
              Value given = v.get(0);
              if (given.isNull()) {
                return;
              }
              if (given.length() != 16) {
                throw new ConversionException(SqlError.WRONG_FUNCTION_VALUE);
              }
              byte[] bytes = given.copyBytes();
              String hex = HexFormat.of().formatHex(swapped(v) ? swap(bytes, true) : bytes);
              Conversions.setAscii(
                  to,
                  String.join(
                      "-",
                      hex.substring(0, 8),
                      hex.substring(8, 12),
                      hex.substring(12, 16),
                      hex.substring(16, 20),
                      hex.substring(20)));
            },
            withFlag(tools, args)));
  }

  private static Node[] withFlag(Tools tools, Node[] args) {
    Node text = tools.text(args[0]);
    return args.length == 1 ? new Node[] {text} : new Node[] {text, tools.integer(args[1])};
  }

  /** True if there is a flag, and it is neither NULL nor 0. */
  private static boolean swapped(LazyNode.Arguments v) throws ConversionException {
    if (v.count() == 1) {
      return false;
    }
    Value flag = v.get(1);
    return !flag.isNull() && flag.bits() != 0;
  }
}
