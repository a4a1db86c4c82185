package io.levin.kv.expr;

import io.levin.kv.json.BinaryJson;
import io.levin.kv.json.Json;
import java.math.BigDecimal;
import java.util.Arrays;
import java.util.Iterator;
import java.util.Map;

/** The order of JSON values: by type first, then by value. */
final class JsonOrder {
  private static final double EPSILON = 1e-8;

  private JsonOrder() {}

  static int compare(Json a, Json b) {
    int difference = precedence(a) - precedence(b);
    if (difference != 0) {
      return difference;
    }
    if (a instanceof Json.Members x && b instanceof Json.Members y) {
      return members(x, y);
    }
    if (a instanceof Json.Array x && b instanceof Json.Array y) {
      for (int i = 0; i < x.items().size() && i < y.items().size(); i++) {
        int order = compare(x.items().get(i), y.items().get(i));
        if (order != 0) {
          return order;
        }
      }
      return Integer.compare(x.items().size(), y.items().size());
    }
    if (a instanceof Json.Text x && b instanceof Json.Text y) {
      return Arrays.compareUnsigned(x.utf8(), y.utf8());
    }
    if (a instanceof Json.Opaque x && b instanceof Json.Opaque y) {
      return Arrays.compareUnsigned(x.bytes(), y.bytes());
    }
    if (a instanceof Json.Time x && b instanceof Json.Time y) {
      return Long.compareUnsigned(x.core(), y.core());
    }
    if (a instanceof Json.Duration x && b instanceof Json.Duration y) {
      return Long.compare(x.nanoseconds(), y.nanoseconds());
    }
    if (a instanceof Json.Literal x && b instanceof Json.Literal y) {
      // false is below true; their codes have it the other way round.
      return y.code() - x.code();
    }
    if (a instanceof Json.Int x && b instanceof Json.Int y) {
      return Long.compare(x.value(), y.value());
    }
    if (a instanceof Json.Double != b instanceof Json.Double) {
      // An integer beside a double: what is nearly the same is the same.
      double more = asDouble(a) - asDouble(b);
      return Math.abs(more) < EPSILON ? 0 : more < 0 ? -1 : 1;
    }
    return number(a).compareTo(number(b));
  }

  private static double asDouble(Json json) {
    return json instanceof Json.Double number ? number.value() : number(json).doubleValue();
  }

  private static int members(Json.Members a, Json.Members b) {
    int difference = Integer.compare(a.byKey().size(), b.byKey().size());
    if (difference != 0) {
      return difference;
    }
    Iterator<Map.Entry<byte[], Json>> other = b.byKey().entrySet().iterator();
    for (Map.Entry<byte[], Json> entry : a.byKey().entrySet()) {
      Map.Entry<byte[], Json> next = other.next();
      int order = Arrays.compareUnsigned(entry.getKey(), next.getKey());
      if (order == 0) {
        order = compare(entry.getValue(), next.getValue());
      }
      if (order != 0) {
        return order;
      }
    }
    return 0;
  }

  static boolean isNumber(Json json) {
    return json instanceof Json.Int || json instanceof Json.Uint || json instanceof Json.Double;
  }

  private static BigDecimal number(Json json) {
    if (json instanceof Json.Int number) {
      return BigDecimal.valueOf(number.value());
    }
    if (json instanceof Json.Uint number) {
      return new BigDecimal(Long.toUnsignedString(number.bits()));
    }
    return new BigDecimal(((Json.Double) json).value());
  }

  private static int precedence(Json json) {
    return switch (BinaryJson.typeCode(json)) {
      case BinaryJson.OPAQUE -> -1;
      case BinaryJson.DATETIME, BinaryJson.TIMESTAMP -> -3;
      case BinaryJson.DURATION -> -4;
      case BinaryJson.DATE -> -5;
      case BinaryJson.LITERAL -> json == Json.NULL || json.equals(Json.NULL) ? -12 : -6;
      case BinaryJson.ARRAY -> -7;
      case BinaryJson.OBJECT -> -8;
      case BinaryJson.STRING -> -9;
      default -> -10;
    };
  }
}
