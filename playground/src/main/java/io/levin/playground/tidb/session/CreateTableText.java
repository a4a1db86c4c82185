package io.levin.playground.tidb.session;

import io.levin.playground.tidb.catalog.AutoIds;
import io.levin.playground.tidb.catalog.Database;
import io.levin.schema.ColumnInfo;
import io.levin.schema.Flags;
import io.levin.schema.Identifiers;
import io.levin.schema.IndexColumn;
import io.levin.schema.IndexInfo;
import io.levin.schema.MysqlType;
import io.levin.schema.PartitionDefinition;
import io.levin.schema.PartitionInfo;
import io.levin.schema.PartitionType;
import io.levin.schema.TableInfo;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.stream.Collectors;

/** What SHOW CREATE TABLE prints. */
final class CreateTableText {
  private final Server server;
  private final String schema;
  private final TableInfo table;

  private CreateTableText(Server server, String schema, TableInfo table) {
    this.server = server;
    this.schema = schema;
    this.table = table;
  }

  static String of(Server server, String schema, TableInfo table) {
    CreateTableText text = new CreateTableText(server, schema, table);
    return table.isView() ? text.view() : text.table();
  }

  private String view() {
    String columns =
        table.columns().stream()
            .map(c -> Identifiers.quote(c.name()))
            .collect(Collectors.joining(", "));
    return "CREATE ALGORITHM=UNDEFINED DEFINER=`root`@`%` SQL SECURITY DEFINER VIEW "
        + Identifiers.quote(table.name())
        + " ("
        + columns
        + ") AS "
        + table.view().select();
  }

  private String table() {
    List<String> lines = new ArrayList<>();
    for (ColumnInfo column : table.columns()) {
      if (column.isPublic() && !column.hidden()) {
        lines.add("  " + column(column));
      }
    }
    if (table.pkIsHandle()) {
      ColumnInfo key =
          table.columns().stream()
              .filter(c -> c.type().has(Flags.PRI_KEY))
              .findFirst()
              .orElseThrow();
      lines.add(
          "  PRIMARY KEY ("
              + Identifiers.quote(key.name())
              + ") /*T![clustered_index] CLUSTERED */");
    }
    for (IndexInfo index : table.indices()) {
      if (index.isPublic()) {
        lines.add("  " + index(index));
      }
    }
    return "CREATE TABLE "
        + Identifiers.quote(table.name())
        + " (\n"
        + String.join(",\n", lines)
        + "\n)"
        + options()
        + partitions();
  }

  private String column(ColumnInfo c) {
    ColumnText text = new ColumnText(table, c);
    StringBuilder out = new StringBuilder(Identifiers.quote(c.name())).append(' ');
    out.append(typeText(text, c));
    if (text.charset() != null && !c.type().charset().equals(table.charset())) {
      out.append(" CHARACTER SET ").append(c.type().charset());
    }
    if (text.collation() != null && !c.type().collate().equals(table.collate())) {
      out.append(" COLLATE ").append(c.type().collate());
    }
    if (c.generated()) {
      out.append(" GENERATED ALWAYS AS (")
          .append(c.generatedExpr())
          .append(c.generatedStored() ? ") STORED" : ") VIRTUAL");
    }
    if (c.type().autoIncrement()) {
      out.append(" NOT NULL AUTO_INCREMENT");
    } else {
      if (c.type().notNull()) {
        out.append(" NOT NULL");
      }
      if (!c.generated()) {
        out.append(defaultText(text, c));
      }
      if (c.type().has(Flags.ON_UPDATE_NOW)) {
        out.append(" ON UPDATE CURRENT_TIMESTAMP");
        if (c.type().decimal() > 0) {
          out.append('(').append(c.type().decimal()).append(')');
        }
      }
    }
    if (table.autoRandomBits() > 0
        && c.type().has(Flags.PRI_KEY)
        && c.offset() == autoRandomColumn()) {
      out.append(" /*T![auto_rand] AUTO_RANDOM(").append(table.autoRandomBits());
      if (table.autoRandomRangeBits() != 0 && table.autoRandomRangeBits() != 64) {
        out.append(", ").append(table.autoRandomRangeBits());
      }
      out.append(") */");
    }
    if (!c.comment().isEmpty()) {
      out.append(" COMMENT ").append(ColumnText.quoted(c.comment()));
    }
    return out.toString();
  }

  /** Since 8.5 integers are printed without their display width. */
  private String typeText(ColumnText text, ColumnInfo c) {
    String type = text.type();
    boolean plain = server.cluster().options().version().atLeast(8, 5, 0);
    if (plain
        && MysqlType.isInteger(c.type().tp())
        && c.type().tp() != MysqlType.YEAR
        && !c.type().has(Flags.ZEROFILL)
        && !type.equals("tinyint(1)")) {
      return type.replaceFirst("\\(\\d+\\)", "");
    }
    return type;
  }

  private int autoRandomColumn() {
    return table.pkIsHandle()
        ? table.columns().stream()
            .filter(c -> c.type().has(Flags.PRI_KEY))
            .findFirst()
            .map(ColumnInfo::offset)
            .orElse(-1)
        : table.primaryIndex().map(i -> i.columns().get(0).offset()).orElse(-1);
  }

  private String defaultText(ColumnText text, ColumnInfo c) {
    String value = text.defaultValue();
    if (value == null) {
      boolean none =
          c.type().notNull() || MysqlType.isBlob(c.type().tp()) && c.type().tp() != MysqlType.JSON;
      return none ? "" : (c.type().tp() == MysqlType.TIMESTAMP ? " NULL" : "") + " DEFAULT NULL";
    }
    if (c.defaultBit() != null) {
      return " DEFAULT " + value;
    }
    if (c.defaultIsExpr()) {
      return " DEFAULT (" + value + ")";
    }
    if (value.equalsIgnoreCase("CURRENT_TIMESTAMP")) {
      int digits = c.type().decimal();
      return " DEFAULT CURRENT_TIMESTAMP" + (digits > 0 ? "(" + digits + ")" : "");
    }
    return " DEFAULT " + ColumnText.quoted(value);
  }

  private String index(IndexInfo index) {
    StringBuilder out = new StringBuilder();
    if (index.primary()) {
      out.append("PRIMARY KEY");
    } else {
      out.append(index.unique() ? "UNIQUE KEY " : "KEY ").append(Identifiers.quote(index.name()));
    }
    out.append(" (");
    boolean first = true;
    for (IndexColumn column : index.columns()) {
      out.append(first ? "" : ",");
      first = false;
      ColumnInfo info = table.columns().get(column.offset());
      if (info.hidden()) {
        out.append('(').append(info.generatedExpr()).append(')');
        continue;
      }
      out.append(Identifiers.quote(column.name()));
      if (column.length() > 0) {
        out.append('(').append(column.length()).append(')');
      }
    }
    out.append(')');
    if (index.primary()) {
      out.append(
          table.isCommonHandle() || table.pkIsHandle()
              ? " /*T![clustered_index] CLUSTERED */"
              : " /*T![clustered_index] NONCLUSTERED */");
    }
    if (index.invisible()) {
      out.append(" /*!80000 INVISIBLE */");
    }
    if (index.global()) {
      out.append(" /*T![global_index] GLOBAL */");
    }
    if (!index.comment().isEmpty()) {
      out.append(" COMMENT ").append(ColumnText.quoted(index.comment()));
    }
    return out.toString();
  }

  private String options() {
    StringBuilder out = new StringBuilder(" ENGINE=InnoDB DEFAULT CHARSET=");
    out.append(table.charset()).append(" COLLATE=").append(table.collate());
    Optional<Database> database = server.catalog().database(schema);
    if (table.autoIncrementColumn().isPresent() && database.isPresent()) {
      long next =
          server
              .catalog()
              .autoIds()
              .next(
                  AutoIdRows.schemaId(database.get(), table),
                  table,
                  AutoIds.autoIncrementOf(table));
      if (next > 1) {
        out.append(" AUTO_INCREMENT=").append(next);
      }
    }
    if (table.autoIdCache() > 0) {
      out.append(" /*T![auto_id_cache] AUTO_ID_CACHE=").append(table.autoIdCache()).append(" */");
    }
    if (table.autoRandId() > 0) {
      out.append(" /*T![auto_rand_base] AUTO_RANDOM_BASE=")
          .append(table.autoRandId())
          .append(" */");
    }
    if (table.shardRowIdBits() > 0) {
      out.append(" /*T! SHARD_ROW_ID_BITS=").append(table.shardRowIdBits());
      if (table.preSplitRegions() > 0) {
        out.append(" PRE_SPLIT_REGIONS=").append(table.preSplitRegions());
      }
      out.append(" */");
    }
    if (!table.comment().isEmpty()) {
      out.append(" COMMENT=").append(ColumnText.quoted(table.comment()));
    }
    return out.toString();
  }

  private String partitions() {
    PartitionInfo p = table.partition();
    if (p == null || !p.enable()) {
      return "";
    }
    String columns = p.columns().stream().map(Identifiers::quote).collect(Collectors.joining(","));
    StringBuilder out = new StringBuilder("\nPARTITION BY ");
    boolean byColumns = !p.columns().isEmpty();
    out.append(p.type());
    if (p.type() == PartitionType.KEY) {
      out.append(" (").append(columns).append(')');
    } else if (byColumns) {
      out.append(" COLUMNS(").append(columns).append(')');
    } else {
      out.append(" (").append(p.expr()).append(')');
    }
    boolean counted = p.type() == PartitionType.HASH || p.type() == PartitionType.KEY;
    if (counted && defaultNames(p)) {
      return out.append(" PARTITIONS ").append(p.definitions().size()).toString();
    }
    List<String> lines = new ArrayList<>();
    for (PartitionDefinition d : p.definitions()) {
      lines.add(" PARTITION " + Identifiers.quote(d.name()) + values(p.type(), d));
    }
    return out.append("\n(").append(String.join(",\n", lines).substring(1)).append(')').toString();
  }

  private static boolean defaultNames(PartitionInfo p) {
    for (int i = 0; i < p.definitions().size(); i++) {
      if (!p.definitions().get(i).name().equals("p" + i)) {
        return false;
      }
    }
    return true;
  }

  private static String values(PartitionType type, PartitionDefinition d) {
    if (type == PartitionType.RANGE) {
      return " VALUES LESS THAN (" + String.join(",", d.lessThan()) + ")";
    }
    if (type == PartitionType.LIST) {
      return " VALUES IN ("
          + d.inValues().stream()
              .map(v -> v.size() == 1 ? v.get(0) : "(" + String.join(",", v) + ")")
              .collect(Collectors.joining(","))
          + ")";
    }
    return "";
  }
}
