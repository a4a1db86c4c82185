package io.levin.kv.expr;

import io.levin.kv.json.Json;
import io.levin.kv.value.FloatText;
import io.levin.kv.value.Value;
import io.levin.kv.value.ValueKind;
import io.levin.schema.ColumnInfo;
import io.levin.schema.FieldType;
import io.levin.schema.MysqlType;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;

/** A column's value; an ENUM or SET gives its text. */
final class ColumnNode extends Node {
  private final int offset;
  private final byte[][] names;
  private final boolean notNull;

  ColumnNode(ColumnInfo column) {
    super(SqlType.of(column.type()));
    offset = column.offset();
    notNull = column.type().notNull();
    names =
        column.type().elems().stream()
            .map(name -> name.getBytes(StandardCharsets.UTF_8))
            .toArray(byte[][]::new);
  }

  @Override
  boolean neverNull() {
    return notNull;
  }

  /**
   * Sets a value to this one as another column takes it: an ENUM or SET is its number to a number,
   * and its name to everything else; a BIT is its bytes to JSON, and else its number.
   */
  void store(Value[] row, FieldType target, Value to) {
    boolean json = target.tp() == MysqlType.JSON;
    if (type().tp() == MysqlType.YEAR
        || type().hybrid() && !json && !MysqlType.hasCharset(target.tp())) {
      to.set(row[offset]);
    } else if (isBit() && (MysqlType.isDate(target.tp()) || target.tp() == MysqlType.TIME)) {
      to.set(row[offset]); // which cannot be converted: TiDB's way
    } else if (json && isBit() && !row[offset].isNull()) {
      byte[] bytes = bytes(row[offset]);
      Conversions.setJson(to, new Json.Text(bytes));
    } else {
      eval(row, to);
      if (type().tp() == MysqlType.FLOAT && MysqlType.isString(target.tp()) && !to.isNull()) {
        to.setText(FloatText.plain((float) to.asDouble()));
      }
      if (type().hybrid() && MysqlType.isString(target.tp()) && !to.isNull()) {
        to.setSlice(ValueKind.NAME, to.array(), to.offset(), to.length());
      }
    }
  }

  @Override
  void eval(Value[] row, Value to) {
    Value value = row[offset];
    switch (value.kind()) {
      case ENUM -> {
        byte[] name = value.bits() == 0 ? new byte[0] : names[(int) value.bits() - 1];
        to.setString(name, 0, name.length);
      }
      case SET -> {
        List<String> members = new ArrayList<>();
        for (int i = 0; i < names.length; i++) {
          if ((value.bits() >>> i & 1) != 0) {
            members.add(new String(names[i], StandardCharsets.UTF_8));
          }
        }
        to.setText(String.join(",", members));
      }
      case BIT -> to.setUint(value.bits());
      case INT -> {
        to.set(value);
        if (type().tp() == MysqlType.YEAR) {
          to.setUint(value.bits());
        }
      }
      // Even a zero that stands for NULL shows the column's digits here, as no date does.
      case DURATION -> to.setDuration(value.bits(), Math.max(0, type().decimal()));
      default -> to.set(value);
    }
  }

  @Override
  Node asNumber() {
    if (!type().hybrid()) {
      return this;
    }
    return new Node(SqlType.UINT) {
      @Override
      void eval(Value[] row, Value to) {
        Value value = row[offset];
        if (value.isNull()) {
          to.setNull();
        } else {
          to.setUint(value.bits());
        }
      }
    };
  }

  /** The bytes of a BIT column, as many as its width needs. */
  static Node bytes(ColumnNode column) {
    return new Node(SqlType.text("binary", "binary", Collations.IMPLICIT)) {
      @Override
      void eval(Value[] row, Value to) {
        Value value = row[column.offset];
        if (value.isNull()) {
          to.setNull();
          return;
        }
        byte[] bytes = column.bytes(value);
        to.setString(bytes, 0, bytes.length);
      }
    };
  }

  /** The bytes of a value that is not NULL; none where a BIT stands for NULL. */
  private byte[] bytes(Value value) {
    byte[] bytes = new byte[value.hasNoBits() ? 0 : (int) (type().flen() + 7) / 8];
    for (int i = 0; i < bytes.length; i++) {
      bytes[i] = (byte) (value.bits() >>> 8 * (bytes.length - 1 - i));
    }
    return bytes;
  }

  boolean isBit() {
    return type().tp() == MysqlType.BIT;
  }
}
