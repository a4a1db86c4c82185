package io.levin.kv.expr;

import io.levin.kv.charset.Utf8;
import io.levin.kv.json.Json;
import io.levin.kv.value.ConversionException;
import io.levin.kv.value.CoreTime;
import io.levin.kv.value.SqlError;
import io.levin.kv.value.ValueKind;
import io.levin.schema.MysqlType;
import io.levin.schema.expr.Expr;
import java.util.ArrayList;
import java.util.List;

/**
 * {@code CAST(document AS type ARRAY)} of a multi-valued index: every element must be of the type
 * already, in every SQL mode. A scalar counts as an array of one element.
 */
final class ArrayCast {
  private final String type;
  private final int length;

  private ArrayCast(Expr.CastType type) {
    this.type = type.name();
    length = type.length() < 0 ? Integer.MAX_VALUE : type.length();
    switch (this.type) {
      case "signed", "unsigned", "double", "char", "binary", "date", "datetime", "time" -> {}
      default -> throw new UnsupportedExpression("an array of " + this.type);
    }
  }

  static Node node(Tools tools, Node value, Expr.CastType type) {
    ArrayCast cast = new ArrayCast(type);
    return CallNode.of(
        SqlType.JSON,
        (v, to) -> {
          Json document = JsonFunctions.json(tools, v[0]);
          if (document instanceof Json.Members) {
            throw new ConversionException(
                SqlError.NOT_SUPPORTED,
                "an object cannot be cast to an array of a multi-valued index");
          }
          List<Json> items =
              document instanceof Json.Array array ? array.items() : List.of(document);
          List<Json> converted = new ArrayList<>(items.size());
          for (Json item : items) {
            converted.add(cast.element(item));
          }
          Conversions.setJson(to, new Json.Array(converted));
        },
        JsonFunctions.document(tools, value));
  }

  private Json element(Json item) throws ConversionException {
    switch (type) {
      case "signed" -> {
        if (item instanceof Json.Int) {
          return item;
        }
        if (item instanceof Json.Uint number) {
          return new Json.Int(inRange(number.bits()));
        }
      }
      case "unsigned" -> {
        if (item instanceof Json.Uint) {
          return item;
        }
        if (item instanceof Json.Int number) {
          return new Json.Uint(inRange(number.value()));
        }
      }
      case "double" -> {
        if (item instanceof Json.Double) {
          return item;
        }
        if (item instanceof Json.Int number) {
          return new Json.Double(number.value());
        }
        if (item instanceof Json.Uint number) {
          return new Json.Double(
              new java.math.BigDecimal(Long.toUnsignedString(number.bits())).doubleValue());
        }
      }
      case "char", "binary" -> {
        if (item instanceof Json.Text text) {
          boolean bytes = type.equals("binary");
          byte[] utf8 = text.utf8();
          if ((bytes ? utf8.length : Utf8.count(utf8, 0, utf8.length)) > length) {
            throw new ConversionException(SqlError.DATA_TOO_LONG);
          }
          return bytes ? new Json.Opaque(MysqlType.VARCHAR, utf8) : item;
        }
      }
      case "date" -> {
        if (item instanceof Json.Time time && time.kind() == ValueKind.DATE) {
          return new Json.Time(ValueKind.DATE, CoreTime.dateOnly(time.core()), 0);
        }
      }
      case "datetime" -> {
        if (item instanceof Json.Time time && time.kind() == ValueKind.DATETIME) {
          return item;
        }
      }
      default -> {
        if (item instanceof Json.Duration) {
          return item;
        }
      }
    }
    throw new ConversionException(SqlError.INVALID_JSON_FOR_INDEX);
  }

  private static long inRange(long number) throws ConversionException {
    if (number < 0) {
      throw new ConversionException(SqlError.OUT_OF_RANGE);
    }
    return number;
  }
}
