package io.levin.kv.expr;

import io.levin.kv.value.Value;
import io.levin.kv.value.ValueKind;
import io.levin.schema.ColumnInfo;
import io.levin.schema.MysqlType;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;

/** A column's value; an ENUM or SET gives its text. */
final class ColumnNode extends Node {
  private final int offset;
  private final byte[][] names;

  ColumnNode(ColumnInfo column) {
    super(SqlType.of(column.type()));
    offset = column.offset();
    names =
        column.type().elems().stream()
            .map(name -> name.getBytes(StandardCharsets.UTF_8))
            .toArray(byte[][]::new);
  }

  /** The column's value as it will be stored; an ENUM or SET is its number. */
  void evalRaw(Value[] row, Value to) {
    if (type().hybrid()) {
      to.set(row[offset]);
    } else {
      eval(row, to);
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
      case DECIMAL -> {
        to.setDecimal(value.decimal());
        to.decimal().extend(type().decimal());
      }
      default -> to.set(value);
    }
  }

  /** The number of an ENUM or SET. */
  static Node number(ColumnNode column) {
    return new Node(SqlType.UINT) {
      @Override
      void eval(Value[] row, Value to) {
        Value value = row[column.offset];
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
    int size = (int) (column.type().flen() + 7) / 8;
    return new Node(SqlType.text("binary", "binary", Collations.IMPLICIT)) {
      @Override
      void eval(Value[] row, Value to) {
        Value value = row[column.offset];
        if (value.isNull()) {
          to.setNull();
          return;
        }
        byte[] bytes = to.buffer(size);
        for (int i = 0; i < size; i++) {
          bytes[i] = (byte) (value.bits() >>> 8 * (size - 1 - i));
        }
        to.setSlice(ValueKind.STRING, bytes, 0, size);
      }
    };
  }

  boolean isBit() {
    return type().tp() == MysqlType.BIT;
  }
}
