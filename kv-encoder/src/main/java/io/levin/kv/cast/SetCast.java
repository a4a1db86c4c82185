package io.levin.kv.cast;

import io.levin.kv.value.ConversionException;
import io.levin.kv.value.Session;
import io.levin.kv.value.SqlError;
import io.levin.kv.value.Value;
import io.levin.kv.value.ValueKind;
import io.levin.schema.FieldType;

/** SET: members' names between commas first, then a bit mask. */
final class SetCast extends ColumnCast {
  private final Members members;
  private final long all;
  private final Numbers numbers;

  SetCast(FieldType type, Session session) {
    super(session);
    members = new Members(type, session.newCollation());
    all = members.count() == 0 ? 0 : -1L >>> 64 - members.count();
    numbers = new Numbers(session);
  }

  @Override
  void convert(Value from, Value to) throws ConversionException {
    long mask = 0;
    boolean known = true;
    boolean told = false;
    switch (from.kind()) {
      case STRING, BINARY_LITERAL -> {
        if (from.length() > 0) {
          mask = byNames(from.array(), from.offset(), from.offset() + from.length());
          if (mask == 0) {
            mask = Members.number(from.array(), from.offset(), from.length());
            known = mask != -1 || isAllOnes(from);
          }
        }
      }
      default -> {
        mask = Members.number(numbers, from);
        known = !(from.kind() == ValueKind.DECIMAL && from.decimal().isNegative());
        told = known && numbers.toldOutOfRange();
      }
    }
    if (told) {
      mask = 0;
    } else if (!known || (mask & ~all) != 0) {
      session.soft(SqlError.DATA_TRUNCATED);
      mask = 0;
    }
    to.setBits(ValueKind.SET, mask);
  }

  /** The mask of names; 0 if one of them is no member's. */
  private long byNames(byte[] text, int offset, int end) {
    long mask = 0;
    int start = offset;
    for (int at = offset; at <= end; at++) {
      if (at == end || text[at] == ',') {
        int member = members.find(text, start, at - start);
        if (member < 0) {
          return 0;
        }
        mask |= 1L << member;
        start = at + 1;
      }
    }
    return mask;
  }

  /** True for the one text whose number is the same as the mark of no number. */
  private static boolean isAllOnes(Value text) {
    return text.text().equals("18446744073709551615");
  }
}
