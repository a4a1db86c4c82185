package io.levin.kv.cast;

import io.levin.kv.value.ConversionException;
import io.levin.kv.value.Session;
import io.levin.kv.value.Value;
import io.levin.schema.FieldType;
import io.levin.schema.MysqlType;

/**
 * The conversion of values to one column's type. What it makes has the kind that the column's bytes
 * are made from. It keeps scratch space, so an instance belongs to one encoder.
 */
public abstract class ColumnCast {
  final Session session;

  ColumnCast(Session session) {
    this.session = session;
  }

  /**
   * The conversion to a type.
   *
   * @throws IllegalArgumentException if nothing can be stored as this type
   */
  public static ColumnCast to(FieldType type, Session session) {
    if (type.array()) {
      return new JsonCast(session);
    }
    return switch (type.tp()) {
      case MysqlType.TINYINT,
          MysqlType.SMALLINT,
          MysqlType.MEDIUMINT,
          MysqlType.INT,
          MysqlType.BIGINT ->
          new IntegerCast(type, session);
      case MysqlType.FLOAT, MysqlType.DOUBLE -> new FloatCast(type, session);
      case MysqlType.DECIMAL -> new DecimalCast(type, session);
      case MysqlType.BIT -> new BitCast(type, session);
      case MysqlType.YEAR -> new YearCast(session);
      case MysqlType.DATE, MysqlType.NEWDATE, MysqlType.DATETIME, MysqlType.TIMESTAMP ->
          new TimeCast(type, session);
      case MysqlType.TIME -> new DurationCast(type, session);
      case MysqlType.ENUM -> new EnumCast(type, session);
      case MysqlType.SET -> new SetCast(type, session);
      case MysqlType.JSON -> new JsonCast(session);
      case MysqlType.VECTOR -> new VectorCast(type, session);
      default -> {
        if (!MysqlType.isString(type.tp())) {
          throw new IllegalArgumentException("no values can be stored as type " + type.tp());
        }
        yield new StringCast(type, session);
      }
    };
  }

  /**
   * Converts a value; NULL stays NULL.
   *
   * @param from is not changed
   * @param to another holder; a slice in it may point into what {@code from} points into
   * @throws ConversionException if the value cannot be stored and the SQL mode minds
   */
  public final void cast(Value from, Value to) throws ConversionException {
    if (from.isNull()) {
      to.setNull();
    } else {
      convert(from, to);
    }
  }

  /** Converts a value that is not NULL. */
  abstract void convert(Value from, Value to) throws ConversionException;
}
