package io.levin.playground.tidb.session;

import io.levin.base.ImportException;
import io.levin.base.KvBuffer;
import io.levin.base.Row;
import io.levin.kv.ColumnMapping;
import io.levin.kv.EncodeOptions;
import io.levin.kv.RowException;
import io.levin.kv.TableDecoder;
import io.levin.kv.TableEncoder;
import io.levin.kv.value.SqlMode;
import io.levin.playground.tidb.query.FieldText;
import io.levin.playground.tidb.txn.Pair;
import io.levin.playground.tidb.wire.SqlError;
import io.levin.schema.ColumnInfo;
import io.levin.schema.TableInfo;
import io.levin.schema.ddl.TypeText;
import java.time.ZoneId;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ThreadLocalRandom;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** Makes the pairs of rows that a statement writes, and again those of rows that are there. */
final class RowEncoder {
  private static final Pattern CODE = Pattern.compile(":(\\d+)$");
  private static final Pattern NUMBER =
      Pattern.compile("Incorrect (?:integer|double|float|decimal) value: (.*) for column '");

  private final TableEncoder encoder;
  private final KvBuffer buffer = new KvBuffer(1024, 16);

  private final TableInfo table;
  private int rows;

  private RowEncoder(TableInfo table, TableEncoder encoder) {
    this.table = table;
    this.encoder = encoder;
  }

  /**
   * An encoder of rows with the given columns.
   *
   * @param columns names of the row's fields
   * @param mode how values that do not fit are taken
   */
  static RowEncoder of(
      TableInfo table,
      List<String> columns,
      SqlMode mode,
      ZoneId zone,
      boolean newCollation,
      Map<String, String> variables) {
    try {
      EncodeOptions options =
          new EncodeOptions(
              mode,
              zone,
              newCollation,
              2,
              System.currentTimeMillis() / 1000,
              ThreadLocalRandom.current().nextLong(),
              EncodeOptions::shardOf,
              variables);
      return new RowEncoder(
          table, TableEncoder.create(table, options, ColumnMapping.of(table, columns, Set.of())));
    } catch (ImportException e) {
      throw new SqlError(1105, e.getMessage(), e);
    }
  }

  /** The pairs of a row, the record first. */
  List<Pair> encode(Row row) {
    buffer.clear();
    rows++;
    try {
      encoder.encode(row, buffer, buffer);
    } catch (RowException e) {
      throw error(e, table, rows);
    }
    List<Pair> pairs = new ArrayList<>(buffer.count());
    for (int i = 0; i < buffer.count(); i++) {
      pairs.add(new Pair(buffer.key(i), buffer.value(i)));
    }
    return pairs;
  }

  /** Values adjusted so far. */
  long warnings() {
    return encoder.warnings();
  }

  /** The words of a statement for what the encoder found in its nth row. */
  private static SqlError error(RowException e, TableInfo table, int row) {
    Matcher matcher = CODE.matcher(e.errorClass());
    int code = matcher.find() ? Integer.parseInt(matcher.group(1)) : 1105;
    String text = e.getMessage().replaceFirst(" \\(table '.*'\\)$", "");
    if (e.column() == null) {
      return new SqlError(code, text, e);
    }
    String at = "column '" + e.column() + "' at row " + row;
    Matcher number = NUMBER.matcher(text);
    if (number.lookingAt()) {
      String type = table.column(e.column()).map(c -> TypeText.name(c.type())).orElse("");
      return new SqlError(
          1366, "Incorrect " + type + " value: " + number.group(1) + " for " + at, e);
    }
    return switch (code) {
      // What the types package calls an overflow, a statement calls out of range.
      case 1264, 1690 -> new SqlError(1264, "Out of range value for " + at, e);
      case 1265 -> new SqlError(code, "Data truncated for " + at, e);
      case 1406 -> new SqlError(code, "Data too long for " + at, e);
      case 1292 -> new SqlError(code, text.endsWith("'") ? text + " at row " + row : text, e);
      default -> new SqlError(code, text, e);
    };
  }

  /**
   * Reads rows and makes their pairs again, without change and without a mode that could object.
   */
  static final class Again {
    private final TableInfo table;
    private final TableDecoder decoder;
    private final RowEncoder encoder;
    private final List<ColumnInfo> columns;
    private final Row row = new Row();

    Again(TableInfo table, boolean newCollation) {
      this.table = table;
      this.decoder = TableDecoder.create(table, ZoneOffset.UTC, newCollation);
      this.columns = written(table);
      this.encoder =
          RowEncoder.of(
              table, names(table, columns), SqlMode.NONE, ZoneOffset.UTC, newCollation, Map.of());
    }

    List<Pair> encode(Pair record) {
      List<byte[]> texts = decoder.decode(record.key(), record.value());
      row.clear();
      for (ColumnInfo column : columns) {
        FieldText.add(row, column.type(), texts.get(column.offset()));
      }
      addHandle(table, row, record.key());
      return encoder.encode(row);
    }
  }

  /** The columns that a statement gives values for: those that are not generated. */
  static List<ColumnInfo> written(TableInfo table) {
    return table.columns().stream()
        .filter(c -> c.isPublic() && !c.hidden() && !c.generated())
        .toList();
  }

  /** Names of columns, and of the hidden row id behind them. */
  static List<String> names(TableInfo table, List<ColumnInfo> columns) {
    List<String> names = new ArrayList<>(columns.stream().map(ColumnInfo::name).toList());
    if (table.hasImplicitRowId()) {
      names.add(ColumnMapping.ROW_ID);
    }
    return names;
  }

  /** Adds the hidden row id that a record has, for a table that has it. */
  static void addHandle(TableInfo table, Row row, byte[] recordKey) {
    if (table.hasImplicitRowId()) {
      row.addNumber(Row.SIGNED, TableDecoder.intHandle(recordKey));
    }
  }
}
