package io.levin.kv.expr;

import io.levin.kv.charset.Utf8;
import io.levin.kv.value.ConversionException;
import io.levin.kv.value.SqlError;
import io.levin.kv.value.Value;
import io.levin.schema.MysqlType;

/**
 * Whether a text has as many characters as its type says. A number that becomes text beside text
 * may have more, and a cast to text then takes no more of it than the type has room for: TiDB's
 * way.
 */
enum Room {
  /** The type has room for every value, or does not say how much. */
  ENOUGH,
  /** The type says how much there is. */
  AS_TYPE,
  /** There may be too little, and how much there is, is not known. */
  UNKNOWN;

  /** The room of a text that is one of several values. */
  static Room ofOne(SqlType type, Node... values) {
    if (type.kind() != EvalKind.STRING) {
      return ENOUGH;
    }
    boolean narrow = false;
    boolean known = true;
    for (Node value : values) {
      boolean plain = value instanceof ColumnNode || value instanceof ConstantNode;
      switch (value.type().kind()) {
        case STRING -> {
          narrow |= value.room() != ENOUGH;
          known &= plain || value.room() == AS_TYPE;
        }
        case REAL -> {
          narrow = true;
          known &= value instanceof ColumnNode;
        }
        case DECIMAL -> narrow = true;
        case INT -> narrow |= !plain && value.type().tp() == MysqlType.INT;
        case JSON -> {
          return ENOUGH;
        }
        default -> {}
      }
    }
    for (Node value : values) {
      known &= !value.type().binary() || value.type().isNull();
    }
    return !narrow ? ENOUGH : known ? AS_TYPE : UNKNOWN;
  }

  /** The room of a function's text that is made of others. */
  static Room ofCall(SqlType type, Node... args) {
    if (type.kind() == EvalKind.STRING) {
      for (Node arg : args) {
        if (arg.room() != ENOUGH) {
          return UNKNOWN;
        }
      }
    }
    return ENOUGH;
  }

  /** A text with no more characters than its type has room for, or bytes if it is bytes. */
  static Node taken(Tools tools, Node text) {
    SqlType type = text.type();
    if (text.room() == UNKNOWN) {
      throw new UnsupportedExpression(
          "a cast to text without a length of a text that may be longer than its type says");
    }
    if (text.room() == ENOUGH || type.flen() <= 0) {
      return text;
    }
    int limit = (int) Math.min(type.flen(), Integer.MAX_VALUE);
    return new Node(type) {
      @Override
      void eval(Value[] row, Value to) throws ConversionException {
        text.eval(row, to);
        if (to.isNull()) {
          return;
        }
        int end = to.offset() + to.length();
        int room =
            type.binary()
                ? to.offset() + Math.min(limit, to.length())
                : Utf8.skip(to.array(), to.offset(), to.length(), limit);
        if (room < end) {
          tools.session().soft(SqlError.DATA_TOO_LONG);
          to.setString(to.array(), to.offset(), room - to.offset());
        }
      }
    };
  }
}
