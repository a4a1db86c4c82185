package io.levin.playground.tidb.session;

import io.levin.base.Row;
import io.levin.kv.ColumnMapping;
import io.levin.kv.value.SqlMode;
import io.levin.playground.tidb.catalog.AutoIdKind;
import io.levin.playground.tidb.catalog.AutoIds;
import io.levin.playground.tidb.catalog.Database;
import io.levin.playground.tidb.sql.TableName;
import io.levin.playground.tidb.sql.Token;
import io.levin.playground.tidb.sql.Tokens;
import io.levin.playground.tidb.txn.Pair;
import io.levin.playground.tidb.txn.Transaction;
import io.levin.playground.tidb.wire.Outcome;
import io.levin.playground.tidb.wire.SqlError;
import io.levin.schema.ColumnInfo;
import io.levin.schema.Flags;
import io.levin.schema.MysqlType;
import io.levin.schema.TableInfo;
import java.math.BigDecimal;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/** INSERT and REPLACE. */
final class InsertCommand {
  private final Session session;
  private TableName name;
  private TableInfo table;
  private Database database;
  private boolean replace;
  private boolean ignore;
  private List<String> columns;
  private List<InsertRow> rows;
  private Tokens onDuplicate;
  private int onDuplicateAt;

  private RowEncoder encoder;
  private RowWriter writer;
  private long affected;
  private long duplicates;
  private long firstAutoId;

  /** The last one that a row brought along. */
  private long givenAutoId;

  InsertCommand(Session session) {
    this.session = session;
  }

  Outcome run(Tokens in) {
    head(in);
    InsertValues values = new InsertValues(session, table, in);
    columns = values.columns();
    checkColumns();
    return session.write(
        transaction -> {
          rows = withoutGenerated(values.rows(columns, transaction));
          tail(in);
          return insert(transaction);
        });
  }

  private void head(Tokens in) {
    replace = in.accept("REPLACE");
    if (!replace) {
      in.expect("INSERT");
    }
    in.acceptAny("LOW_PRIORITY", "DELAYED", "HIGH_PRIORITY");
    ignore = in.accept("IGNORE");
    in.accept("INTO");
    name = in.tableName();
    if (Session.isInformationSchema(session.schemaOf(name))) {
      throw new SqlError(1142, "INSERT command denied on INFORMATION_SCHEMA");
    }
    table = session.table(name);
    if (table.isView()) {
      throw new SqlError(1105, "insert into view " + table.name() + " is not supported now");
    }
    database = session.server().catalog().requireDatabase(session.schemaOf(name));
  }

  private void tail(Tokens in) {
    if (in.is("ON", "DUPLICATE", "KEY", "UPDATE")) {
      if (replace) {
        throw in.error();
      }
      onDuplicate = in;
      onDuplicateAt = in.position() + 4;
    } else {
      in.expectEnd();
    }
  }

  private void checkColumns() {
    Set<String> seen = new HashSet<>();
    for (String column : columns) {
      if (!seen.add(column.toLowerCase(Locale.ROOT))) {
        throw new SqlError(1110, "Column '" + column + "' specified twice");
      }
      if (column.equalsIgnoreCase(ColumnMapping.ROW_ID) && table.hasImplicitRowId()) {
        if (!session.variables().on("tidb_opt_write_row_id")) {
          throw new SqlError(
              1105, "insert, update and replace statements for _tidb_rowid are not supported");
        }
        continue;
      }
      table
          .column(column)
          .filter(c -> c.isPublic() && !c.hidden())
          .orElseThrow(() -> new SqlError(1054, "Unknown column '" + column + "' in 'field list'"));
    }
    if (!ignore && strict()) {
      for (ColumnInfo c : RowEncoder.written(table)) {
        boolean given = columns.stream().anyMatch(c.name()::equalsIgnoreCase);
        if (!given && needsValue(c)) {
          throw new SqlError(1364, "Field '" + c.name() + "' doesn't have a default value");
        }
      }
    }
  }

  private SqlError generated(ColumnInfo info) {
    return new SqlError(
        3105,
        "The value specified for generated column '"
            + info.name()
            + "' in table '"
            + table.name()
            + "' is not allowed.");
  }

  /** A generated column may be given, as DEFAULT; it is computed all the same. */
  private List<InsertRow> withoutGenerated(List<InsertRow> given) {
    List<InsertRow> result = given;
    for (int i = columns.size() - 1; i >= 0; i--) {
      Optional<ColumnInfo> info = table.column(columns.get(i));
      if (info.isPresent() && info.get().generated()) {
        int at = i;
        if (!given.stream().allMatch(r -> r.values()[at] == InsertRow.GENERATED)) {
          throw generated(info.get());
        }
        result = result.stream().map(r -> r.without(at)).toList();
        columns.remove(i);
      }
    }
    return result;
  }

  private boolean needsValue(ColumnInfo c) {
    boolean auto =
        c.type().autoIncrement() || table.autoRandomBits() > 0 && c.type().has(Flags.PRI_KEY);
    return c.type().notNull()
        && !auto
        && c.defaultValue() == null
        && c.defaultBit() == null
        && c.type().tp() != MysqlType.ENUM;
  }

  private boolean strict() {
    return session.variables().get("sql_mode").contains("STRICT");
  }

  private Outcome insert(Transaction transaction) {
    affected = 0;
    duplicates = 0;
    firstAutoId = 0;
    givenAutoId = 0;
    writer = new RowWriter(session, table, transaction);
    SqlMode mode = ignore ? SqlMode.NONE : SqlMode.parse(session.variables().get("sql_mode"));
    List<String> fields = new ArrayList<>(columns);
    Optional<ColumnInfo> auto = table.autoIncrementColumn();
    boolean addAuto =
        auto.isPresent() && columns.stream().noneMatch(auto.get().name()::equalsIgnoreCase);
    if (addAuto) {
      fields.add(auto.get().name());
    }
    encoder =
        RowEncoder.of(
            table,
            fields,
            mode,
            session.variables().zone(),
            session.server().options().newCollation(),
            Map.of());
    int autoField = auto.map(c -> position(fields, c.name())).orElse(-1);
    for (InsertRow values : rows) {
      insert(transaction, values, autoField);
    }
    if (encoder.warnings() > 0) {
      session.warn(1265, "Data truncated: " + encoder.warnings() + " values were adjusted");
    }
    String info =
        rows.size() > 1
            ? "Records: "
                + rows.size()
                + "  Duplicates: "
                + duplicates
                + "  Warnings: "
                + session.warnings()
            : "";
    session.drewId(firstAutoId);
    return new Outcome.Done(affected, firstAutoId != 0 ? firstAutoId : givenAutoId, info);
  }

  private void insert(Transaction transaction, InsertRow values, int autoField) {
    Row row = new Row();
    for (int i = 0; i < values.size(); i++) {
      values.add(row, i);
      if (row.kind(i) == Row.NULL && !ignore && strict()) {
        checkNull(i);
      }
    }
    if (autoField >= 0) {
      row = withAutoId(row, autoField);
    }
    row.setPosition(rowId(row), 0, 0, 0);
    List<Pair> pairs = encoder.encode(row);
    while (true) {
      RowWriter.Duplicate duplicate = writer.duplicate(pairs);
      if (duplicate == null) {
        writer.put(pairs);
        affected++;
        return;
      }
      if (replace) {
        writer.delete(writer.owner(duplicate));
        affected++;
        duplicates++;
        continue;
      }
      if (onDuplicate != null) {
        duplicates++;
        affected +=
            new RowUpdate(session, table, name.table(), transaction, writer)
                .onDuplicate(onDuplicate, onDuplicateAt, writer.owner(duplicate), pairs);
        return;
      }
      SqlError error = DuplicateText.error(session, table, duplicate, pairs.get(0));
      if (!ignore) {
        throw error;
      }
      session.warn(error.code(), error.getMessage());
      duplicates++;
      return;
    }
  }

  private void checkNull(int field) {
    Optional<ColumnInfo> column = table.column(columns.get(field));
    if (column.isPresent() && column.get().type().notNull()) {
      boolean auto =
          column.get().type().autoIncrement()
              || table.autoRandomBits() > 0 && column.get().type().has(Flags.PRI_KEY);
      if (!auto) {
        throw new SqlError(1048, "Column '" + column.get().name() + "' cannot be null");
      }
    }
  }

  /** NULL, 0 and nothing at all draw an id; any other value moves the allocator. */
  private Row withAutoId(Row row, int field) {
    boolean missing = field >= row.size();
    boolean noZero = session.variables().get("sql_mode").contains("NO_AUTO_VALUE_ON_ZERO");
    String text = missing ? "NULL" : row.text(field);
    boolean draw = text.equals("NULL") || text.equals("0") && !noZero || text.isEmpty();
    if (!draw) {
      givenAutoId = rebase(AutoIds.autoIncrementOf(table), text);
      return row;
    }
    long id = ids().allocate(schemaId(), table, AutoIds.autoIncrementOf(table), 1);
    if (id <= 0) {
      throw new SqlError(1467, "Failed to read auto-increment value from storage engine");
    }
    if (firstAutoId == 0) {
      firstAutoId = id;
    }
    Row filled = new Row();
    for (int i = 0; i < Math.max(row.size(), field + 1); i++) {
      if (i == field) {
        filled.addNumber(Row.UNSIGNED, id);
      } else {
        InsertRow.copy(row, i, filled);
      }
    }
    return filled;
  }

  private long rowId(Row row) {
    if (table.autoRandomBits() > 0) {
      int field = position(columns, autoRandomColumn().name());
      if (field >= 0 && row.kind(field) != Row.NULL && !row.text(field).equals("0")) {
        if (!session.variables().on("allow_auto_random_explicit_insert")) {
          throw new SqlError(
              8216,
              "Invalid auto random: Explicit insertion on auto_random column is disabled. Try to"
                  + " set @@allow_auto_random_explicit_insert = true.");
        }
        int bits = table.autoRandomBits() + 1;
        long value = Long.parseLong(row.text(field)) << bits >>> bits;
        rebase(AutoIdKind.AUTO_RANDOM, Long.toString(value));
        return 0;
      }
      long id = ids().allocate(schemaId(), table, AutoIdKind.AUTO_RANDOM, 1);
      firstAutoId = firstAutoId == 0 ? id : firstAutoId;
      return id;
    }
    if (!table.hasImplicitRowId()) {
      return 0;
    }
    int field = position(columns, ColumnMapping.ROW_ID);
    if (field >= 0 && row.kind(field) != Row.NULL) {
      long given = Long.parseLong(row.text(field));
      rebase(AutoIdKind.ROW_ID, Long.toString(given));
      return given;
    }
    return ids().allocate(schemaId(), table, AutoIdKind.ROW_ID, 1);
  }

  private ColumnInfo autoRandomColumn() {
    return table.columns().stream()
        .filter(c -> c.type().has(Flags.PRI_KEY))
        .findFirst()
        .orElseThrow();
  }

  private long rebase(AutoIdKind kind, String text) {
    try {
      long value = new BigDecimal(text).longValue();
      if (value > 0) {
        ids().rebase(schemaId(), table, kind, value);
      }
      return value;
    } catch (NumberFormatException e) {
      return 0; // no number: the encoder says what is wrong with it
    }
  }

  private AutoIds ids() {
    return session.server().catalog().autoIds();
  }

  private long schemaId() {
    return AutoIdRows.schemaId(database, table);
  }

  private static int position(List<String> names, String name) {
    for (int i = 0; i < names.size(); i++) {
      if (names.get(i).equalsIgnoreCase(name)) {
        return i;
      }
    }
    return -1;
  }

  static boolean isLiteral(Token token, Token behind) {
    boolean ends = behind.isSymbol(",") || behind.isSymbol(")");
    return ends
        && (token.kind() == Token.Kind.STRING
            || token.kind() == Token.Kind.NUMBER
            || token.kind() == Token.Kind.BINARY
            || token.is("NULL")
            || token.is("DEFAULT")
            || token.is("TRUE")
            || token.is("FALSE"));
  }
}
