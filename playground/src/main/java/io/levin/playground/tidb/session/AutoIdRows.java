package io.levin.playground.tidb.session;

import io.levin.playground.tidb.catalog.AutoIdKind;
import io.levin.playground.tidb.catalog.AutoIds;
import io.levin.playground.tidb.catalog.Database;
import io.levin.playground.tidb.wire.Outcome;
import io.levin.playground.tidb.wire.ResultColumn;
import io.levin.schema.ColumnInfo;
import io.levin.schema.Flags;
import io.levin.schema.TableInfo;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** What SHOW TABLE ... NEXT_ROW_ID prints. */
final class AutoIdRows {
  private AutoIdRows() {}

  static Outcome show(Server server, Database database, TableInfo table) {
    List<Object[]> rows = new ArrayList<>();
    Optional<ColumnInfo> autoIncrement = table.autoIncrementColumn();
    Optional<ColumnInfo> handle =
        table.pkIsHandle()
            ? table.columns().stream().filter(c -> c.type().has(Flags.PRI_KEY)).findFirst()
            : Optional.empty();
    String handleName = handle.map(ColumnInfo::name).orElse("_tidb_rowid");
    boolean shared = !server.cluster().options().version().centralAutoIds();
    if (table.autoRandomBits() > 0) {
      rows.add(row(server, database, table, handleName, AutoIdKind.AUTO_RANDOM));
    } else if (shared && (autoIncrement.isPresent() || table.hasImplicitRowId())) {
      // One allocator, named after the column that it serves.
      String column = autoIncrement.map(ColumnInfo::name).orElse("_tidb_rowid");
      Object[] row = row(server, database, table, column, AutoIdKind.ROW_ID);
      row[4] = "AUTO_INCREMENT";
      rows.add(row);
    } else if (autoIncrement.isPresent() || table.hasImplicitRowId()) {
      rows.add(row(server, database, table, handleName, AutoIdKind.ROW_ID));
      if (autoIncrement.isPresent()) {
        rows.add(row(server, database, table, handleName, AutoIdKind.AUTO_INCREMENT));
      }
    }
    return Outcome.Rows.of(
        List.of(
            ResultColumn.text("DB_NAME"),
            ResultColumn.text("TABLE_NAME"),
            ResultColumn.text("COLUMN_NAME"),
            ResultColumn.number("NEXT_GLOBAL_ROW_ID"),
            ResultColumn.text("ID_TYPE")),
        rows);
  }

  private static Object[] row(
      Server server, Database database, TableInfo table, String column, AutoIdKind kind) {
    AutoIds ids = server.catalog().autoIds();
    return new Object[] {
      database.name(),
      table.name(),
      column,
      ids.next(schemaId(database, table), table, kind),
      idType(kind)
    };
  }

  /** The database whose key the table's allocators are under: they stay behind at a move. */
  static long schemaId(Database database, TableInfo table) {
    return table.autoIdSchemaId() != 0 ? table.autoIdSchemaId() : database.id();
  }

  /** Kinds of the rows that SHOW TABLE ... NEXT_ROW_ID prints. */
  private static String idType(AutoIdKind kind) {
    return switch (kind) {
      case ROW_ID -> "_TIDB_ROWID";
      case AUTO_INCREMENT -> "AUTO_INCREMENT";
      case AUTO_RANDOM -> "AUTO_RANDOM";
    };
  }
}
