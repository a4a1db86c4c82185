package io.levin.kv;

import io.levin.base.Row;
import io.levin.kv.cast.ColumnCast;
import io.levin.kv.value.ConversionException;
import io.levin.kv.value.Session;
import io.levin.kv.value.Value;
import io.levin.schema.ColumnInfo;
import io.levin.schema.Flags;
import io.levin.schema.TableInfo;

/** One column on its way from a row's field to its value. */
final class TableColumn {
  private final ColumnInfo info;
  private final int field;
  private final boolean notNull;
  private final boolean generated;
  private final ColumnCast cast;
  private final ColumnDefault defaults;
  private final Value source = new Value();
  private final Value value = new Value();

  /**
   * @param field the field of a row that the column is taken from, or {@link ColumnMapping#MISSING}
   */
  TableColumn(TableInfo table, ColumnInfo info, int field, Session session) {
    this.info = info;
    this.field = field;
    notNull = (info.type().has(Flags.NOT_NULL) || info.type().has(Flags.PREVENT_NULL_INSERT));
    generated = info.generated();
    cast = ColumnCast.to(info.type(), session);
    defaults = generated ? null : new ColumnDefault(table, info, cast, session, field < 0);
  }

  ColumnInfo info() {
    return info;
  }

  /** The column's value of the row that was read last. */
  Value value() {
    return value;
  }

  /** What the value was made from; for messages. */
  Value source() {
    return source;
  }

  /**
   * Makes the value from a row's field, from the default, or from the given id.
   *
   * @param ids gives the id of a column that takes one when it has no value, else null
   */
  void read(Row row, AutoIdColumn ids) throws ConversionException {
    boolean present = field >= 0 && field < row.size();
    if (present) {
      source.set(row, field);
      cast.cast(source, value);
      if (!notNull || !value.isNull()) {
        return;
      }
    } else {
      source.setNull();
    }
    if (generated) {
      value.setNull();
    } else if (ids != null) {
      source.setInt(row.rowId());
      source.setInt(ids.idOf(row.rowId()));
      cast.cast(source, value);
    } else if (present) {
      defaults.setZero(value);
    } else {
      defaults.set(value);
    }
  }

  /** Converts what an expression gave to the column's type. */
  void take(Value result) throws ConversionException {
    source.set(result);
    cast.cast(source, value);
  }
}
