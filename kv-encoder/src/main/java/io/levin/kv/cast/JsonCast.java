package io.levin.kv.cast;

import io.levin.kv.json.BinaryJson;
import io.levin.kv.json.Json;
import io.levin.kv.json.JsonParser;
import io.levin.kv.value.ConversionException;
import io.levin.kv.value.Session;
import io.levin.kv.value.SqlError;
import io.levin.kv.value.Value;
import io.levin.kv.value.ValueKind;

/** JSON: text is parsed, numbers become JSON numbers. Allocates for each document. */
final class JsonCast extends ColumnCast {
  JsonCast(Session session) {
    super(session);
  }

  @Override
  void convert(Value from, Value to) throws ConversionException {
    Json json =
        switch (from.kind()) {
          case STRING -> JsonParser.parse(from.array(), from.offset(), from.length());
          case INT -> new Json.Int(from.bits());
          case UINT -> new Json.Uint(from.bits());
          case DOUBLE -> new Json.Double(from.asDouble());
          case DECIMAL -> new Json.Double(from.decimal().toDouble());
          case JSON -> null;
          case DATE, DATETIME, TIMESTAMP -> new Json.Time(from.kind(), from.bits(), 6);
          case DURATION -> new Json.Duration(from.bits(), from.fsp());
          case BINARY_LITERAL -> throw new ConversionException(SqlError.INVALID_JSON_CHARSET);
          default -> throw new ConversionException(SqlError.INVALID_JSON_TEXT);
        };
    if (json == null) {
      to.setSlice(ValueKind.JSON, from.array(), from.offset(), from.length());
    } else {
      byte[] binary = BinaryJson.write(json);
      to.setSlice(ValueKind.JSON, binary, 0, binary.length);
    }
  }
}
