package io.levin.kv;

import io.levin.base.Bytes;
import io.levin.kv.cast.ColumnCast;
import io.levin.kv.value.ConversionException;
import io.levin.kv.value.Session;
import io.levin.kv.value.SessionZone;
import io.levin.kv.value.SqlMode;
import io.levin.kv.value.Value;
import io.levin.schema.ColumnInfo;
import io.levin.schema.Flags;
import io.levin.schema.IndexColumn;
import io.levin.schema.TableInfo;
import java.nio.charset.StandardCharsets;
import java.time.ZoneId;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/**
 * Reads rows back from their pairs, for readers: the playground's SELECT, reports of conflicting
 * rows, tests. Columns that a row does not have take their origin default or NULL, as a server does
 * it; virtual columns are computed, those with an expression that is not supported are NULL. Not
 * thread-safe.
 */
public final class TableDecoder {
  private static final int RECORD_MARK = 10;

  private final TableInfo table;
  private final ValueBytes[] bytes;
  private final ValueText[] texts;
  private final Value[] values;
  private final Value[] absent;
  private final VirtualColumns virtual;

  private TableDecoder(TableInfo table, ZoneId zone, boolean newCollation) {
    this.table = table;
    int count = table.columns().size();
    bytes = new ValueBytes[count];
    texts = new ValueText[count];
    values = new Value[count];
    absent = new Value[count];
    SessionZone rules = new SessionZone(zone);
    Session session = new Session(SqlMode.NONE, rules, newCollation, 0, Map.of());
    for (ColumnInfo column : table.columns()) {
      int at = column.offset();
      bytes[at] = new ValueBytes(column.type(), rules);
      texts[at] = new ValueText(column.type());
      values[at] = new Value();
      absent[at] = originDefault(column, session);
    }
    virtual = new VirtualColumns(table, session);
  }

  /**
   * A decoder for a table.
   *
   * @param zone the session's time zone, in which TIMESTAMP values are shown
   */
  public static TableDecoder create(TableInfo table, ZoneId zone, boolean newCollation) {
    return new TableDecoder(table, zone, newCollation);
  }

  /** True if a raw key is that of a row, false for an index entry. */
  public static boolean isRecordKey(byte[] key) {
    return key.length > RECORD_MARK && key[RECORD_MARK] == 'r';
  }

  /** The id of the table or partition that a raw key belongs to. */
  public static long physicalId(byte[] key) {
    return KeyCodec.getInt(key, 1);
  }

  /** The id of the index that a raw index key belongs to. */
  public static long indexId(byte[] key) {
    return KeyCodec.getInt(key, TableKeys.RECORD_PREFIX);
  }

  /**
   * Reads a row.
   *
   * @return for each column by offset what a SELECT's text protocol has, null for NULL
   * @throws IllegalArgumentException if the pair is no well-formed row of the table
   */
  public List<byte[]> decode(byte[] key, byte[] value) {
    decodeValues(key, value);
    virtual.evaluate(values);
    List<byte[]> texts = new ArrayList<>(values.length);
    for (int i = 0; i < values.length; i++) {
      texts.add(this.texts[i].of(values[i]));
    }
    return texts;
  }

  /** Reads a row as {@link #decode} does, as strings; bytes that are no UTF-8 are replaced. */
  public List<String> decodeText(byte[] key, byte[] value) {
    List<String> out = new ArrayList<>(values.length);
    for (byte[] text : decode(key, value)) {
      out.add(text == null ? null : new String(text, StandardCharsets.UTF_8));
    }
    return out;
  }

  /**
   * The handle of a record key, of a table without clustered primary key or with an integer one.
   *
   * @throws IllegalArgumentException if it is another kind of handle
   */
  public static long intHandle(byte[] recordKey) {
    if (recordKey.length != TableKeys.RECORD_PREFIX + 8) {
      throw new IllegalArgumentException("no integer handle: " + Bytes.hex(recordKey));
    }
    return KeyCodec.getInt(recordKey, TableKeys.RECORD_PREFIX);
  }

  /** Reads a row, virtual columns as NULL; the values are valid until the next call. */
  Value[] decodeValues(byte[] key, byte[] value) {
    try {
      RowReader row = new RowReader(value);
      for (ColumnInfo column : table.columns()) {
        int at = column.offset();
        switch (row.find(column.id())) {
          case NULL -> values[at].setNull();
          case VALUE -> {
            if (row.isOldFormat()) {
              bytes[at].readFlagged(value, row.start(), row.end(), values[at]);
            } else {
              bytes[at].readRow(value, row.start(), row.end(), values[at]);
            }
          }
          default -> values[at].set(absent[at]);
        }
      }
      readHandle(key, row);
    } catch (IndexOutOfBoundsException cut) {
      throw new IllegalArgumentException("malformed pair " + Bytes.hex(key), cut);
    }
    return values;
  }

  /** Takes columns that only the key has from there. */
  private void readHandle(byte[] key, RowReader row) {
    if (table.pkIsHandle()) {
      for (ColumnInfo column : table.columns()) {
        if (column.type().has(Flags.PRI_KEY)) {
          bytes[column.offset()].setNumber(intHandle(key), values[column.offset()]);
        }
      }
    } else if (table.isCommonHandle()) {
      OldFormat parts = new OldFormat(key, TableKeys.RECORD_PREFIX, key.length);
      for (IndexColumn primary : table.primaryIndex().orElseThrow().columns()) {
        if (!parts.next()) {
          throw new IllegalArgumentException("the handle is cut off: " + Bytes.hex(key));
        }
        int at = primary.offset();
        if (row.find(table.columns().get(at).id()) == RowReader.Found.ABSENT) {
          bytes[at].readFlagged(key, parts.start(), parts.end(), values[at]);
        }
      }
    }
  }

  private static Value originDefault(ColumnInfo column, Session session) {
    Value value = new Value();
    if (column.originDefault() == null && column.originDefaultBit() == null) {
      return value;
    }
    Value text = new Value();
    if (column.originDefaultBit() != null) {
      byte[] bits = column.originDefaultBitBytes();
      text.setString(bits, 0, bits.length);
    } else {
      text.setText(column.originDefault());
    }
    try {
      ColumnCast.to(column.type(), session).cast(text, value);
    } catch (ConversionException e) {
      throw new IllegalArgumentException(
          "column `" + column.name() + "` has an impossible default: " + e.getMessage(), e);
    }
    Value copy = new Value();
    copy.set(value);
    return copy;
  }
}
