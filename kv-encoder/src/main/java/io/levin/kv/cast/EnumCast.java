package io.levin.kv.cast;

import io.levin.kv.value.ConversionException;
import io.levin.kv.value.Session;
import io.levin.kv.value.SqlError;
import io.levin.kv.value.Value;
import io.levin.kv.value.ValueKind;
import io.levin.schema.FieldType;

/** ENUM: a member's name first, then its number. */
final class EnumCast extends ColumnCast {
  private final Members members;
  private final Numbers numbers;

  EnumCast(FieldType type, Session session) {
    super(session);
    members = new Members(type, session.newCollation());
    numbers = new Numbers(session);
  }

  @Override
  void convert(Value from, Value to) throws ConversionException {
    long index;
    boolean told = false;
    switch (from.kind()) {
      case STRING, BINARY_LITERAL -> {
        index = members.findEqual(from.array(), from.offset(), from.length()) + 1;
        if (index == 0) {
          index = Members.number(from.array(), from.offset(), from.length());
        }
      }
      case ENUM -> index = from.bits() == 0 ? -1 : from.bits();
      default -> {
        index = Members.number(numbers, from);
        boolean read = from.kind() != ValueKind.DECIMAL || !from.decimal().isNegative();
        told = read && numbers.toldOutOfRange();
      }
    }
    if (told) {
      index = 0;
    } else if (index < 1 || index > members.count()) {
      session.soft(SqlError.DATA_TRUNCATED);
      index = 0;
    }
    to.setBits(ValueKind.ENUM, index);
  }
}
