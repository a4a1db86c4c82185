package io.levin.playground.tidb.session;

import io.levin.playground.tidb.catalog.Catalog;
import io.levin.playground.tidb.catalog.Database;
import io.levin.schema.CharacterSet;
import io.levin.schema.ColumnInfo;
import io.levin.schema.FieldType;
import io.levin.schema.Flags;
import io.levin.schema.IndexColumn;
import io.levin.schema.IndexInfo;
import io.levin.schema.MysqlType;
import io.levin.schema.PartitionDefinition;
import io.levin.schema.TableInfo;
import java.util.ArrayList;
import java.util.List;
import java.util.function.BiConsumer;

/** What the catalog tells of databases, tables, columns and indexes. */
final class SchemaRows {
  private final Catalog catalog;
  private final boolean integerWidths;

  SchemaRows(Server server) {
    this.catalog = server.catalog();
    this.integerWidths = server.cluster().options().version().integerWidths();
  }

  List<Object[]> schemata() {
    List<Object[]> rows = new ArrayList<>();
    rows.add(new Object[] {"def", "INFORMATION_SCHEMA", "utf8mb4", "utf8mb4_bin", null, null});
    for (Database d : catalog.databases()) {
      rows.add(new Object[] {"def", d.name(), d.charset(), d.collate(), null, null});
    }
    return rows;
  }

  /** Shows every table with its database. */
  void each(BiConsumer<Database, TableInfo> visitor) {
    for (Database database : catalog.databases()) {
      for (TableInfo table : database.tables()) {
        visitor.accept(database, table);
      }
    }
  }

  List<Object[]> tables() {
    List<Object[]> rows = new ArrayList<>();
    each(
        (d, t) ->
            rows.add(
                new Object[] {
                  "def",
                  d.name(),
                  t.name(),
                  t.isView() ? "VIEW" : "BASE TABLE",
                  t.isView() ? null : "InnoDB",
                  t.isView() ? null : (Object) 10,
                  t.isView() ? null : "Compact",
                  t.isView() ? null : (Object) 0,
                  t.isView() ? null : (Object) 0,
                  t.isView() ? null : (Object) 0,
                  t.isView() ? null : (Object) 0,
                  t.isView() ? null : (Object) 0,
                  t.isView() ? null : (Object) 0,
                  null,
                  null,
                  null,
                  null,
                  t.isView() ? null : t.collate(),
                  null,
                  t.isView() ? null : t.isPartitioned() ? "partitioned" : "",
                  t.isView() ? "VIEW" : t.comment(),
                  t.id(),
                  sharding(t),
                  t.isView() || t.hasImplicitRowId() ? "NONCLUSTERED" : "CLUSTERED"
                }));
    return rows;
  }

  private static String sharding(TableInfo table) {
    if (table.isView()) {
      return null;
    }
    if (table.shardRowIdBits() > 0) {
      return "SHARD_BITS=" + table.shardRowIdBits();
    }
    if (table.autoRandomBits() > 0) {
      return "PK_AUTO_RANDOM_BITS=" + table.autoRandomBits();
    }
    return table.pkIsHandle() ? "NOT_SHARDED(PK_IS_HANDLE)" : "NOT_SHARDED";
  }

  List<Object[]> columns() {
    List<Object[]> rows = new ArrayList<>();
    each(
        (d, t) -> {
          for (ColumnInfo c : t.columns()) {
            if (c.isPublic() && !c.hidden()) {
              rows.add(column(d, t, c));
            }
          }
        });
    return rows;
  }

  private Object[] column(Database d, TableInfo t, ColumnInfo c) {
    ColumnText text = new ColumnText(t, c, integerWidths);
    boolean string = MysqlType.hasCharset(c.type().tp());
    boolean decimal = c.type().tp() == MysqlType.DECIMAL;
    boolean integer = MysqlType.isInteger(c.type().tp());
    boolean floating = c.type().tp() == MysqlType.FLOAT || c.type().tp() == MysqlType.DOUBLE;
    boolean bits = c.type().tp() == MysqlType.BIT;
    boolean time =
        c.type().tp() == MysqlType.DATETIME
            || c.type().tp() == MysqlType.TIMESTAMP
            || c.type().tp() == MysqlType.TIME;
    Long length = string && c.type().flen() >= 0 ? c.type().flen() : null;
    return new Object[] {
      "def",
      d.name(),
      t.name(),
      c.name(),
      c.offset() + 1,
      text.defaultValue(),
      text.nullable(),
      text.typeName(),
      length,
      length == null ? null : (Object) (length * bytes(text.charset())),
      precision(c.type()),
      decimal || floating && c.type().decimal() >= 0
          ? (Object) c.type().decimal()
          : integer || bits ? (Object) 0 : null,
      time ? (Object) Math.max(0, c.type().decimal()) : null,
      text.charset(),
      text.collation(),
      text.type().replace(" zerofill", ""),
      text.key(),
      text.extra(),
      "select,insert,update,references",
      c.comment(),
      c.generatedExpr()
    };
  }

  private static int bytes(String charset) {
    return charset == null ? 1 : CharacterSet.byName(charset).map(CharacterSet::maxBytes).orElse(4);
  }

  /** Digits of a number; null for anything else. */
  private static Long precision(FieldType type) {
    return switch (type.tp()) {
      case MysqlType.FLOAT -> type.flen() < 0 ? 12L : type.flen();
      case MysqlType.DOUBLE -> type.flen() < 0 ? 22L : type.flen();
      case MysqlType.DECIMAL, MysqlType.BIT -> type.flen();
      default -> MysqlType.isInteger(type.tp()) ? type.flen() : null;
    };
  }

  List<Object[]> statistics() {
    List<Object[]> rows = new ArrayList<>();
    each(
        (d, t) -> {
          for (Object[] r : indexRows(t)) {
            rows.add(
                new Object[] {
                  "def", d.name(), t.name(), r[1], d.name(), r[2], r[3], r[4], r[5], r[6], r[7],
                  r[8], r[9], r[10], r[11], r[12], r[13], r[14]
                });
          }
        });
    return rows;
  }

  /** The rows of SHOW INDEX. */
  static List<Object[]> indexRows(TableInfo table) {
    List<Object[]> rows = new ArrayList<>();
    if (table.pkIsHandle()) {
      table.columns().stream()
          .filter(c -> c.type().has(Flags.PRI_KEY))
          .forEach(c -> rows.add(indexRow(table, "PRIMARY", true, 1, c, 0, "", false)));
    }
    for (IndexInfo index : table.indices()) {
      int position = 1;
      for (IndexColumn column : index.columns()) {
        rows.add(
            indexRow(
                table,
                index.name(),
                index.unique(),
                position++,
                table.columns().get(column.offset()),
                column.length(),
                index.comment(),
                index.invisible()));
      }
    }
    return rows;
  }

  private static Object[] indexRow(
      TableInfo table,
      String name,
      boolean unique,
      int position,
      ColumnInfo column,
      int length,
      String comment,
      boolean invisible) {
    boolean clustered = name.equals("PRIMARY") && !table.hasImplicitRowId();
    return new Object[] {
      table.name(),
      unique ? 0 : 1,
      name,
      position,
      column.hidden() ? null : column.name(),
      "A",
      0,
      length > 0 ? (Object) length : null,
      null,
      column.type().notNull() ? "" : "YES",
      "BTREE",
      "",
      comment,
      invisible ? "NO" : "YES",
      column.hidden() ? column.generatedExpr() : null,
      clustered ? "YES" : "NO",
      "NO"
    };
  }

  List<Object[]> keyColumns() {
    List<Object[]> rows = new ArrayList<>();
    each(
        (d, t) -> {
          for (Object[] r : indexRows(t)) {
            if (r[1].equals(0)) {
              rows.add(
                  new Object[] {
                    "def",
                    d.name(),
                    r[2],
                    "def",
                    d.name(),
                    t.name(),
                    r[4],
                    r[3],
                    // TiDB numbers the column of a handle, and no other
                    t.pkIsHandle() && r[2].equals("PRIMARY") ? (Object) 1 : null,
                    null,
                    null,
                    null
                  });
            }
          }
        });
    return rows;
  }

  List<Object[]> constraints() {
    List<Object[]> rows = new ArrayList<>();
    each(
        (d, t) -> {
          for (Object[] r : indexRows(t)) {
            if (r[1].equals(0) && r[3].equals(1)) {
              String type = r[2].equals("PRIMARY") ? "PRIMARY KEY" : "UNIQUE";
              rows.add(new Object[] {"def", d.name(), r[2], d.name(), t.name(), type});
            }
          }
        });
    return rows;
  }

  List<Object[]> views() {
    List<Object[]> rows = new ArrayList<>();
    each(
        (d, t) -> {
          if (t.isView()) {
            rows.add(
                new Object[] {
                  "def",
                  d.name(),
                  t.name(),
                  t.view().select(),
                  "CASCADED",
                  "NO",
                  "root@%",
                  "DEFINER",
                  "utf8mb4",
                  "utf8mb4_bin"
                });
          }
        });
    return rows;
  }

  List<Object[]> partitions() {
    List<Object[]> rows = new ArrayList<>();
    each(
        (d, t) -> {
          if (!t.isPartitioned()) {
            rows.add(
                new Object[] {
                  "def", d.name(), t.name(), null, null, null, null, null, 0, "", null
                });
            return;
          }
          int position = 1;
          for (PartitionDefinition p : t.partition().definitions()) {
            rows.add(
                new Object[] {
                  "def",
                  d.name(),
                  t.name(),
                  p.name(),
                  position++,
                  t.partition().type().toString(),
                  t.partition().expr(),
                  String.join(",", p.lessThan()),
                  0,
                  p.comment(),
                  p.id()
                });
          }
        });
    return rows;
  }

  List<Object[]> tiflashReplicas() {
    List<Object[]> rows = new ArrayList<>();
    each(
        (d, t) -> {
          if (t.tiflashReplica() != null) {
            rows.add(new Object[] {d.name(), t.name(), t.id(), TiflashReplica.count(t), "", 1, 1});
          }
        });
    return rows;
  }
}
