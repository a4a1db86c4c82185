package io.levin.kv;

import io.levin.base.ErrorCode;
import io.levin.base.ImportException;
import io.levin.base.KvBuffer;
import io.levin.kv.cast.ColumnCast;
import io.levin.kv.value.ConversionException;
import io.levin.kv.value.Session;
import io.levin.kv.value.SqlMode;
import io.levin.kv.value.Value;
import io.levin.schema.ColumnInfo;
import io.levin.schema.FieldType;
import io.levin.schema.MysqlType;
import io.levin.schema.TableInfo;
import java.util.Arrays;
import java.util.List;
import java.util.Map;

/**
 * Tuples of partition columns as keys: their order as bytes is that of the tuples, NULL first and
 * MAXVALUE last. Keeps scratch space.
 */
final class TupleKeys {
  /** Greater than the flag of any value. */
  private static final byte[] GREATEST = {(byte) 0xFF};

  private final TableInfo table;
  private final List<ColumnInfo> columns;
  private final ColumnBytes[] bytes;
  private final Session session;
  private final KvBuffer key = new KvBuffer(256, 1);

  TupleKeys(TableInfo table, ColumnBytes[] tableColumns, Session session) {
    this.table = table;
    this.session = session;
    columns = Partitions.partitionColumns(table);
    bytes = columns.stream().map(c -> tableColumns[c.offset()]).toArray(ColumnBytes[]::new);
  }

  /** The key of a row's values; valid until the next call. */
  KvBuffer ofRow(Value[] row) throws ConversionException {
    key.position(0);
    for (int i = 0; i < bytes.length; i++) {
      bytes[i].appendKey(row[columns.get(i).offset()], key);
    }
    return key;
  }

  /** The key of literals as a partition's definition has them; ends at the first MAXVALUE. */
  byte[] ofLiterals(List<String> literals) {
    key.position(0);
    // A definition was checked when the table was made; today's modes do not matter.
    Session lenient =
        new Session(SqlMode.NONE, session.zone(), session.newCollation(), 0, Map.of());
    try {
      for (int i = 0; i < literals.size(); i++) {
        if (literals.get(i).equalsIgnoreCase(RangePartitions.MAXVALUE)) {
          key.write(GREATEST, 0, 1);
          break;
        }
        Value literal = Literal.value(literals.get(i), table, session);
        Value value = new Value();
        ColumnCast.to(literalType(columns.get(i).type()), lenient).cast(literal, value);
        bytes[i].appendKey(value, key);
      }
    } catch (ConversionException e) {
      throw new ImportException(
          ErrorCode.ENCODE_KV,
          "the partitions of table `"
              + table.name()
              + "` have the bound "
              + literals
              + ", which is no value of column "
              + RangePartitions.names(columns),
          "import it by SQL");
    }
    return Arrays.copyOf(key.array(), key.position());
  }

  /**
   * A CHAR loses the blanks behind it when it is stored; TiDB compares it with all of a literal.
   */
  private static FieldType literalType(FieldType type) {
    return type.tp() == MysqlType.CHAR && !type.charset().equals("binary")
        ? FieldType.of(
            MysqlType.VARCHAR,
            type.flag(),
            type.flen(),
            type.decimal(),
            type.charset(),
            type.collate())
        : type;
  }

  /** Compares a key with one of literals. */
  static int compare(KvBuffer key, byte[] other) {
    return Arrays.compareUnsigned(key.array(), 0, key.position(), other, 0, other.length);
  }

  /** For messages: the values of a row. */
  String describe(Value[] row) {
    StringBuilder out = new StringBuilder("value (");
    for (int i = 0; i < bytes.length; i++) {
      out.append(i == 0 ? "" : ", ").append(ShortText.of(row[columns.get(i).offset()]));
    }
    return out.append(") of ").append(RangePartitions.names(columns)).toString();
  }
}
