package io.levin.playground.tidb.session;

import io.levin.base.Row;
import io.levin.playground.tidb.query.FieldText;
import io.levin.playground.tidb.sql.Token;
import io.levin.schema.FieldType;
import java.math.BigInteger;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.h2.value.Value;

/**
 * The values of one row of an INSERT: each a literal's {@link Token}, a {@link Value} of an
 * expression, or null for NULL.
 */
record InsertRow(List<FieldType> types, Object[] values) {
  /** DEFAULT of a generated column. */
  static final Object GENERATED = new Object();

  /** The same row with one value less. */
  InsertRow without(int at) {
    List<FieldType> fewerTypes = new ArrayList<>(types);
    fewerTypes.remove(at);
    List<Object> fewer = new ArrayList<>(Arrays.asList(values));
    fewer.remove(at);
    return new InsertRow(fewerTypes, fewer.toArray());
  }

  int size() {
    return values.length;
  }

  /** Adds a value to the encoder's row. */
  void add(Row row, int i) {
    if (values[i] == null) {
      row.addNull();
    } else if (values[i] instanceof Token token) {
      literal(row, token);
    } else if (values[i] instanceof byte[] text) {
      row.addSlice(Row.TEXT, text, 0, text.length);
    } else {
      FieldText.add(row, types.get(i), (Value) values[i]);
    }
  }

  private static void literal(Row row, Token token) {
    switch (token.kind()) {
      case STRING -> row.addSlice(Row.TEXT, token.bytes(), 0, token.bytes().length);
      case BINARY -> row.addSlice(Row.BINARY, token.bytes(), 0, token.bytes().length);
      case NUMBER -> number(row, token.text());
      default -> {
        if (token.is("TRUE") || token.is("FALSE")) {
          row.addNumber(Row.SIGNED, token.is("TRUE") ? 1 : 0);
        } else {
          row.addNull();
        }
      }
    }
  }

  private static void number(Row row, String text) {
    if (text.matches("-?\\d+")) {
      BigInteger value = new BigInteger(text);
      if (value.signum() >= 0 && value.bitLength() <= 64) {
        row.addNumber(Row.UNSIGNED, value.longValue());
        return;
      }
      if (value.bitLength() < 64) {
        row.addNumber(Row.SIGNED, value.longValue());
        return;
      }
    }
    byte[] bytes = text.getBytes(StandardCharsets.US_ASCII);
    row.addSlice(Row.TEXT, bytes, 0, bytes.length);
  }

  /** Copies a field from one row to another. */
  static void copy(Row from, int field, Row to) {
    switch (from.kind(field)) {
      case Row.NULL -> to.addNull();
      case Row.TEXT, Row.BINARY ->
          to.addSlice(from.kind(field), from.array(field), from.offset(field), from.length(field));
      default -> to.addNumber(from.kind(field), from.number(field));
    }
  }
}
