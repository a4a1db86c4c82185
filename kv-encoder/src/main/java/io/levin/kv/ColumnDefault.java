package io.levin.kv;

import io.levin.base.ImportException;
import io.levin.kv.cast.ColumnCast;
import io.levin.kv.expr.Expression;
import io.levin.kv.value.ConversionException;
import io.levin.kv.value.CoreTime;
import io.levin.kv.value.Session;
import io.levin.kv.value.SessionZone;
import io.levin.kv.value.SqlError;
import io.levin.kv.value.SqlMode;
import io.levin.kv.value.Value;
import io.levin.kv.value.ValueKind;
import io.levin.schema.ColumnInfo;
import io.levin.schema.FieldType;
import io.levin.schema.MysqlType;
import io.levin.schema.TableInfo;
import io.levin.schema.expr.Expr;
import io.levin.schema.expr.ExprParser;
import io.levin.schema.sql.SqlSyntaxException;
import java.time.ZoneId;
import java.util.Arrays;
import java.util.Locale;
import java.util.Map;

/** What a column's value is in a row that gives it none. */
final class ColumnDefault {
  private static final byte[] JSON_NULL = {0x04, 0x00};
  private static final Value[] NO_ROW = {};

  /** The number of a vector's elements, four bytes, and none of them. */
  private static final byte[] NO_ELEMENTS = new byte[4];

  private final ColumnInfo column;
  private final Session session;
  private final ColumnCast cast;
  private final Expression expression;
  private final Value constant = new Value();
  private final Value result = new Value();
  private ConversionException failure;

  /** Warnings that come with each use. */
  private long warnings;

  /**
   * @param always true if no row gives the column a value
   * @throws ImportException if the default is an expression that is not supported and always needed
   */
  ColumnDefault(
      TableInfo table, ColumnInfo column, ColumnCast cast, Session session, boolean always) {
    this.column = column;
    this.cast = cast;
    this.session = session;
    String vector = column.defaultIsExpr() ? vectorText(column) : null;
    if (column.defaultIsExpr() && column.defaultValue() != null && vector == null) {
      expression = compile(table, always);
      return;
    }
    expression = null;
    long before = session.warnings();
    try {
      compute(vector == null ? column.defaultValue() : vector);
    } catch (ConversionException e) {
      failure = e;
    }
    warnings = session.takeBackWarnings(before);
  }

  private Expression compile(TableInfo table, boolean always) {
    try {
      return Expression.compile(
          column.defaultValue(), table, session, "the default of column " + column.name());
    } catch (ImportException notSupported) {
      if (always) {
        throw notSupported;
      }
      failure = new ConversionException(SqlError.NOT_SUPPORTED, notSupported.problem());
      return null;
    }
  }

  /**
   * Sets the default of a missing value.
   *
   * @throws ConversionException if there is none, or none that fits
   */
  void set(Value to) throws ConversionException {
    if (expression != null) {
      expression.evaluate(NO_ROW, column, result);
      cast.cast(result, to);
      return;
    }
    if (failure != null) {
      throw failure;
    }
    for (long i = 0; i < warnings; i++) {
      session.warn();
    }
    to.set(constant);
  }

  /**
   * Sets what stands for a NULL that is not allowed.
   *
   * @throws ConversionException in a strict mode, and for a vector, where nothing does
   */
  void setZero(Value to) throws ConversionException {
    if (column.type().tp() == MysqlType.VECTOR) {
      throw new ConversionException(SqlError.OTHER, "Column '{column}' cannot be null");
    }
    session.soft(SqlError.NULL_NOT_ALLOWED);
    zero(to);
  }

  /** The text of a vector, whose defaults are written {@code vec_from_text('[…]')}; else null. */
  private static String vectorText(ColumnInfo column) {
    if (column.type().tp() != MysqlType.VECTOR || column.defaultValue() == null) {
      return null;
    }
    try {
      return ExprParser.parse(column.defaultValue()) instanceof Expr.Call call
              && call.name().equals("vec_from_text")
              && call.args().size() == 1
              && call.args().get(0) instanceof Expr.Str text
          ? text.value()
          : null;
    } catch (SqlSyntaxException notUnderstood) {
      return null; // The compiler says what is wrong.
    }
  }

  private void compute(String given) throws ConversionException {
    FieldType type = column.type();
    if (given == null && column.defaultBit() == null) {
      withoutDefault(type);
    } else if (MysqlType.isDate(type.tp())) {
      time(given);
    } else {
      Value text = new Value();
      if (column.defaultBit() != null) {
        byte[] bits = column.defaultBitBytes();
        text.setString(bits, 0, bits.length);
      } else {
        text.setText(given);
      }
      cast.cast(text, constant);
    }
  }

  private void withoutDefault(FieldType type) throws ConversionException {
    if (!type.notNull()) {
      constant.setNull();
    } else if (type.tp() == MysqlType.ENUM) {
      constant.setBits(ValueKind.ENUM, 1);
    } else if (type.autoIncrement()) {
      zero(constant);
    } else if (session.strict()) {
      throw new ConversionException(SqlError.NO_DEFAULT);
    } else {
      session.warn();
      zero(constant);
    }
  }

  private void zero(Value to) {
    FieldType type = column.type();
    switch (type.tp()) {
      case MysqlType.FLOAT, MysqlType.DOUBLE -> to.setDouble(0);
      case MysqlType.DECIMAL -> {
        to.decimal().setZero();
        to.setDecimal();
      }
      case MysqlType.YEAR -> to.setInt(0);
      case MysqlType.TIME -> to.setDuration(0, 0); // A zero value never has digits of a fraction.
      case MysqlType.DATE, MysqlType.NEWDATE -> to.setTime(ValueKind.DATE, 0, 0);
      case MysqlType.DATETIME -> to.setTime(ValueKind.DATETIME, 0, 0);
      case MysqlType.TIMESTAMP -> to.setTime(ValueKind.TIMESTAMP, 0, 0);
      case MysqlType.BIT -> to.setNoBits();
      case MysqlType.ENUM -> to.setBits(ValueKind.ENUM, 0);
      case MysqlType.SET -> to.setBits(ValueKind.SET, 0);
      case MysqlType.JSON -> to.setSlice(ValueKind.JSON, JSON_NULL, 0, JSON_NULL.length);
      case MysqlType.VECTOR -> to.setSlice(ValueKind.VECTOR, NO_ELEMENTS, 0, NO_ELEMENTS.length);
      default -> {
        if (MysqlType.isInteger(type.tp())) {
          to.setBits(type.unsigned() ? ValueKind.UINT : ValueKind.INT, 0);
        } else {
          zeroText(type, to);
        }
      }
    }
  }

  private static void zeroText(FieldType type, Value to) {
    boolean padded = type.tp() == MysqlType.CHAR && type.charset().equals("binary");
    int length = padded ? (int) Math.max(0, type.flen()) : 0;
    byte[] zeros = to.buffer(length);
    Arrays.fill(zeros, 0, length, (byte) 0);
    to.setString(zeros, 0, length);
  }

  private void time(String text) throws ConversionException {
    String upper = text.toUpperCase(Locale.ROOT);
    FieldType type = column.type();
    ValueKind kind =
        switch (type.tp()) {
          case MysqlType.TIMESTAMP -> ValueKind.TIMESTAMP;
          case MysqlType.DATETIME -> ValueKind.DATETIME;
          default -> ValueKind.DATE;
        };
    int fsp = kind == ValueKind.DATE ? 0 : Math.max(0, type.decimal());
    if (upper.startsWith("CURRENT_TIMESTAMP") || upper.equals("CURRENT_DATE")) {
      long now = CoreTime.ofWallSeconds(session.zone().wallOf(session.nowSeconds()), 0);
      boolean dateOnly = kind == ValueKind.DATE || upper.equals("CURRENT_DATE");
      constant.setTime(kind, dateOnly ? CoreTime.dateOnly(now) : now, fsp);
      return;
    }
    SessionZone written = session.zone();
    if (kind == ValueKind.TIMESTAMP) {
      written = column.version() >= 1 ? SessionZone.UTC : new SessionZone(ZoneId.systemDefault());
    }
    // A default was checked when the table was made; today's modes do not matter.
    Session lenient = new Session(SqlMode.NONE, written, session.newCollation(), 0, Map.of());
    Value source = new Value();
    source.setText(text);
    ColumnCast.to(type, lenient).cast(source, constant);
    if (kind == ValueKind.TIMESTAMP && constant.bits() != 0) {
      long core = constant.bits();
      long instant = written.instantOf(CoreTime.wallSeconds(core));
      long wall = session.zone().wallOf(instant);
      constant.setTime(kind, CoreTime.ofWallSeconds(wall, CoreTime.micro(core)), fsp);
    }
  }
}
