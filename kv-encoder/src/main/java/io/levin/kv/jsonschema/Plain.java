package io.levin.kv.jsonschema;

import io.levin.kv.json.Json;
import io.levin.kv.json.JsonText;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;

/** Values as their text says them: every number is a double, values of SQL types are strings. */
final class Plain {
  private Plain() {}

  static Json of(Json json) {
    if (json instanceof Json.Int number) {
      return new Json.Double(number.value());
    } else if (json instanceof Json.Uint number) {
      return new Json.Double(Double.parseDouble(Long.toUnsignedString(number.bits())));
    } else if (json instanceof Json.Array array) {
      List<Json> items = new ArrayList<>(array.items().size());
      array.items().forEach(item -> items.add(of(item)));
      return new Json.Array(items);
    } else if (json instanceof Json.Members members) {
      Json.Members copy = Json.Members.empty();
      members.byKey().forEach((key, item) -> copy.byKey().put(key, of(item)));
      return copy;
    } else if (json instanceof Json.Time
        || json instanceof Json.Duration
        || json instanceof Json.Opaque) {
      String quoted = new String(JsonText.print(json), StandardCharsets.UTF_8);
      return new Json.Text(
          quoted.substring(1, quoted.length() - 1).getBytes(StandardCharsets.UTF_8));
    }
    return json;
  }

  /** A plain string; null for anything else. */
  static String text(Json plain) {
    return plain instanceof Json.Text text ? string(text.utf8()) : null;
  }

  static String string(byte[] utf8) {
    return new String(utf8, StandardCharsets.UTF_8);
  }

  static Json member(Json.Members members, String name) {
    return members.byKey().get(name.getBytes(StandardCharsets.UTF_8));
  }

  /** True if a double has the value of a 64-bit integer. */
  static boolean integral(double number) {
    return number >= -0x1p63 && number < 0x1p63 && (long) number == number;
  }

  /** True if two plain values are equal, numbers by value. */
  static boolean equal(Json a, Json b) {
    if (a instanceof Json.Double x && b instanceof Json.Double y) {
      return x.value() == y.value();
    } else if (a instanceof Json.Array x && b instanceof Json.Array y) {
      if (x.items().size() != y.items().size()) {
        return false;
      }
      for (int i = 0; i < x.items().size(); i++) {
        if (!equal(x.items().get(i), y.items().get(i))) {
          return false;
        }
      }
      return true;
    } else if (a instanceof Json.Members x && b instanceof Json.Members y) {
      if (x.byKey().size() != y.byKey().size()) {
        return false;
      }
      for (Map.Entry<byte[], Json> entry : x.byKey().entrySet()) {
        Json other = y.byKey().get(entry.getKey());
        if (other == null || !equal(entry.getValue(), other)) {
          return false;
        }
      }
      return true;
    }
    return a.equals(b);
  }

  /** A hash that equal values have in common. */
  static int hash(Json plain) {
    if (plain instanceof Json.Double number) {
      return Double.hashCode(number.value() + 0.0); // both zeros are equal
    } else if (plain instanceof Json.Array array) {
      int hash = 1;
      for (Json item : array.items()) {
        hash = 31 * hash + hash(item);
      }
      return hash;
    } else if (plain instanceof Json.Members members) {
      int hash = 2;
      for (Map.Entry<byte[], Json> member : members.byKey().entrySet()) {
        hash = 31 * hash + Arrays.hashCode(member.getKey()) + hash(member.getValue());
      }
      return hash;
    }
    return plain.hashCode();
  }
}
