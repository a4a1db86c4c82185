package io.levin.kv.expr;

import io.levin.kv.value.ConversionException;
import io.levin.kv.value.SqlError;

/** Functions between addresses of the Internet and their numbers. */
final class InetFunctions {
  private InetFunctions() {}

  static void addTo(Functions.Registry registry) {
    registry.add("inet_aton", 1, InetFunctions::inetAton);
    registry.add("inet_ntoa", 1, InetFunctions::inetNtoa);
  }

  private static Node inetAton(Tools tools, Node[] args) {
    return CallNode.of(
        SqlType.UINT,
        (v, to) -> {
          long number = inet(SearchFunctions.ascii(v[0]));
          if (number < 0) {
            throw new ConversionException(SqlError.WRONG_FUNCTION_VALUE);
          }
          to.setUint(number);
        },
        tools.text(args[0]));
  }

  /** The number of an address of one to four parts; -1 if it is none. */
  private static long inet(String text) {
    if (text.isEmpty() || text.endsWith(".")) {
      return -1;
    }
    long result = 0;
    long part = 0;
    int dots = 0;
    for (char c : text.toCharArray()) {
      if (c >= '0' && c <= '9') {
        part = part * 10 + (c - '0');
        if (part > 255) {
          return -1;
        }
      } else if (c == '.') {
        if (++dots > 3) {
          return -1;
        }
        result = (result << 8) + part;
        part = 0;
      } else {
        return -1;
      }
    }
    // Fewer parts leave out those in the middle.
    result <<= dots == 1 ? 16 : dots == 2 ? 8 : 0;
    return (result << 8) + part;
  }

  private static Node inetNtoa(Tools tools, Node[] args) {
    return CallNode.of(
        SqlType.text(),
        (v, to) -> {
          long ip = v[0].bits();
          if (ip < 0 || ip > 0xFFFF_FFFFL) {
            to.setNull();
          } else {
            Conversions.setAscii(
                to,
                (ip >>> 24) + "." + (ip >>> 16 & 255) + "." + (ip >>> 8 & 255) + "." + (ip & 255));
          }
        },
        tools.integer(args[0]));
  }
}
