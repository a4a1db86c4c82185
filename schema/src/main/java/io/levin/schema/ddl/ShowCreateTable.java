package io.levin.schema.ddl;

import io.levin.schema.CharacterSet;
import io.levin.schema.CheckConstraint;
import io.levin.schema.ColumnInfo;
import io.levin.schema.FieldType;
import io.levin.schema.Flags;
import io.levin.schema.ForeignKeyInfo;
import io.levin.schema.Identifiers;
import io.levin.schema.IndexColumn;
import io.levin.schema.IndexInfo;
import io.levin.schema.MysqlType;
import io.levin.schema.TableInfo;
import java.math.BigInteger;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Function;
import java.util.stream.Collectors;

/** The text of SHOW CREATE TABLE, as TiDB 8.5 writes it. */
public final class ShowCreateTable {
  private static final int RANGE_BITS = 64;
  private static final String[] ACTIONS = {
    "", "RESTRICT", "CASCADE", "SET NULL", "NO ACTION", "SET DEFAULT"
  };

  private final TableInfo table;
  private final DdlOptions options;
  private final Function<FieldType, String> types;
  private final StringBuilder out = new StringBuilder();

  private ShowCreateTable(TableInfo table, DdlOptions options, Function<FieldType, String> types) {
    this.table = table;
    this.options = options;
    this.types = types;
  }

  /**
   * The statement that makes the table.
   *
   * @param table not a view or a sequence
   * @param options the session: its database (other databases' names are shown in foreign keys),
   *     its time zone and the cluster's collations
   */
  public static String of(TableInfo table, DdlOptions options) {
    return of(table, options, 0, 0, TypeText::of);
  }

  /**
   * The statement that makes the table.
   *
   * @param table not a view or a sequence
   * @param options as for the other method
   * @param nextAutoIncrement the next AUTO_INCREMENT value; not shown up to 1
   * @param nextAutoRandom the next AUTO_RANDOM value; not shown up to 1
   * @param types how columns' types are written, by one of the ways of {@link TypeText}
   */
  public static String of(
      TableInfo table,
      DdlOptions options,
      long nextAutoIncrement,
      long nextAutoRandom,
      Function<FieldType, String> types) {
    ShowCreateTable show = new ShowCreateTable(table, options, types);
    show.out.append("CREATE TABLE ").append(Identifiers.quote(table.name())).append(" (\n");
    show.body();
    show.options(nextAutoIncrement, nextAutoRandom);
    if (table.partition() != null) {
      ShowPartitions.append(table.partition(), show.out);
    }
    return show.out.toString();
  }

  private void body() {
    List<String> lines = new ArrayList<>();
    for (ColumnInfo column : table.columns()) {
      if (column.isPublic() && !column.hidden()) {
        lines.add(column(column));
      }
    }
    if (table.pkIsHandle()) {
      String key =
          table.columns().stream()
              .filter(column -> column.type().has(Flags.PRI_KEY))
              .map(column -> Identifiers.quote(column.name()))
              .collect(Collectors.joining(","));
      lines.add("PRIMARY KEY (" + key + ") /*T![clustered_index] CLUSTERED */");
    }
    table.indices().stream().filter(IndexInfo::isPublic).forEach(i -> lines.add(index(i)));
    table.foreignKeys().forEach(key -> lines.add(foreignKey(key)));
    table.constraints().forEach(check -> lines.add(check(check)));
    out.append("  ").append(String.join(",\n  ", lines)).append("\n)");
  }

  private String column(ColumnInfo column) {
    FieldType type = column.type();
    StringBuilder text = new StringBuilder();
    text.append(Identifiers.quote(column.name())).append(' ').append(types.apply(type));
    if (MysqlType.hasCharset(type.tp()) && !type.charset().equals("binary")) {
      text(type, text);
    }
    if (column.generated()) {
      text.append(" GENERATED ALWAYS AS (").append(column.generatedExpr()).append(") ");
      text.append(column.generatedStored() ? "STORED" : "VIRTUAL");
    }
    if (type.autoIncrement()) {
      text.append(" NOT NULL AUTO_INCREMENT");
    } else {
      text.append(type.notNull() ? " NOT NULL" : "");
      if (!type.has(Flags.NO_DEFAULT_VALUE) && !column.generated()) {
        defaultValue(column, text);
      }
      if (type.has(Flags.ON_UPDATE_NOW)) {
        text.append(" ON UPDATE CURRENT_TIMESTAMP").append(fsp(type));
      }
    }
    if (isAutoRandom(column)) {
      int range = table.autoRandomRangeBits();
      text.append(" /*T![auto_rand] AUTO_RANDOM(").append(table.autoRandomBits());
      text.append(range == 0 || range == RANGE_BITS ? "" : ", " + range).append(") */");
    }
    if (!column.comment().isEmpty()) {
      text.append(" COMMENT '").append(escape(column.comment())).append('\'');
    }
    return text.toString();
  }

  private void text(FieldType type, StringBuilder text) {
    if (!type.charset().equals(table.charset())) {
      text.append(" CHARACTER SET ").append(type.charset());
    }
    boolean standard =
        CharacterSet.byName(type.charset())
            .map(set -> set.defaultCollation(options.newCollation()).equals(type.collate()))
            .orElse(true);
    if (!type.collate().equals(table.collate()) || !standard) {
      text.append(" COLLATE ").append(type.collate());
    }
  }

  private boolean isAutoRandom(ColumnInfo column) {
    if (table.autoRandomBits() == 0) {
      return false;
    }
    return table.pkIsHandle()
        ? column.type().has(Flags.PRI_KEY)
        : table
            .primaryIndex()
            .map(index -> index.columns().get(0).offset() == column.offset())
            .orElse(false);
  }

  private void defaultValue(ColumnInfo column, StringBuilder text) {
    FieldType type = column.type();
    String value = column.defaultValue();
    if (value == null) {
      if (!type.notNull()) {
        text.append(type.tp() == MysqlType.TIMESTAMP ? " NULL" : "").append(" DEFAULT NULL");
      }
    } else if (value.equals("CURRENT_TIMESTAMP")) {
      text.append(" DEFAULT CURRENT_TIMESTAMP").append(fsp(type));
    } else if (value.equals("CURRENT_DATE")) {
      text.append(" DEFAULT (CURRENT_DATE)");
    } else if (column.defaultIsExpr()) {
      text.append(" DEFAULT (").append(value).append(')');
    } else if (type.tp() == MysqlType.BIT && column.defaultBit() != null) {
      String digits = new BigInteger(1, column.defaultBitBytes()).toString(2);
      text.append(" DEFAULT b'").append(digits).append('\'');
    } else {
      String shown =
          type.tp() == MysqlType.TIMESTAMP
              ? Temporals.inZone(value, ZoneOffset.UTC, options.zone(), type.decimal())
              : value;
      text.append(" DEFAULT '").append(escape(shown)).append('\'');
    }
  }

  private static String fsp(FieldType type) {
    return type.decimal() > 0 ? "(" + type.decimal() + ")" : "";
  }

  private String index(IndexInfo index) {
    StringBuilder text = new StringBuilder();
    if (index.primary()) {
      text.append("PRIMARY KEY ");
    } else {
      text.append(
          index.vectorIndex() != null ? "VECTOR INDEX " : index.unique() ? "UNIQUE KEY " : "KEY ");
      text.append(Identifiers.quote(index.name())).append(' ');
    }
    text.append('(');
    text.append(index.columns().stream().map(this::part).collect(Collectors.joining(",")));
    text.append(')');
    text.append(index.invisible() ? " /*!80000 INVISIBLE */" : "");
    if (!index.comment().isEmpty()) {
      text.append(" COMMENT '").append(escape(index.comment())).append('\'');
    }
    if (index.primary()) {
      text.append(" /*T![clustered_index] ");
      text.append(table.isCommonHandle() ? "CLUSTERED */" : "NONCLUSTERED */");
    }
    text.append(index.global() ? " /*T![global_index] GLOBAL */" : "");
    return text.toString();
  }

  private String part(IndexColumn part) {
    ColumnInfo column = table.columns().get(part.offset());
    if (column.hidden()) {
      return "(" + column.generatedExpr() + ")";
    }
    return Identifiers.quote(part.name()) + (part.isPrefix() ? "(" + part.length() + ")" : "");
  }

  private String foreignKey(ForeignKeyInfo key) {
    StringBuilder text = new StringBuilder("CONSTRAINT ");
    text.append(Identifiers.quote(key.name())).append(" FOREIGN KEY (");
    text.append(names(key.columns())).append(") REFERENCES ");
    boolean elsewhere =
        !key.refSchema().isEmpty()
            && !Identifiers.lower(key.refSchema()).equals(Identifiers.lower(options.schema()));
    text.append(elsewhere ? Identifiers.quote(key.refSchema()) + "." : "");
    text.append(Identifiers.quote(key.refTable())).append(" (");
    text.append(names(key.refColumns())).append(')');
    text.append(key.onDelete() == 0 ? "" : " ON DELETE " + ACTIONS[key.onDelete()]);
    text.append(key.onUpdate() == 0 ? "" : " ON UPDATE " + ACTIONS[key.onUpdate()]);
    text.append(key.version() < 1 ? " /* FOREIGN KEY INVALID */" : "");
    return text.toString();
  }

  private static String names(List<String> names) {
    return names.stream().map(Identifiers::quote).collect(Collectors.joining(","));
  }

  private static String check(CheckConstraint check) {
    return "CONSTRAINT "
        + Identifiers.quote(check.name())
        + " CHECK (("
        + check.expr()
        + "))"
        + (check.enforced() ? "" : " /*!80016 NOT ENFORCED */");
  }

  private void options(long nextAutoIncrement, long nextAutoRandom) {
    out.append(" ENGINE=InnoDB DEFAULT CHARSET=").append(table.charset());
    out.append(table.collate().isEmpty() ? "" : " COLLATE=" + table.collate());
    if (!table.compression().isEmpty()) {
      out.append(" COMPRESSION='").append(table.compression()).append('\'');
    }
    if (nextAutoIncrement > 1 && table.autoIncrementColumn().isPresent()) {
      out.append(" AUTO_INCREMENT=").append(nextAutoIncrement);
    }
    if (table.autoIdCache() != 0) {
      out.append(" /*T![auto_id_cache] AUTO_ID_CACHE=").append(table.autoIdCache()).append(" */");
    }
    if (nextAutoRandom > 1 && table.autoRandomBits() > 0) {
      out.append(" /*T![auto_rand_base] AUTO_RANDOM_BASE=").append(nextAutoRandom).append(" */");
    }
    if (table.shardRowIdBits() > 0) {
      out.append(" /*T! SHARD_ROW_ID_BITS=").append(table.shardRowIdBits()).append(' ');
      if (table.preSplitRegions() > 0) {
        out.append("PRE_SPLIT_REGIONS=").append(table.preSplitRegions()).append(' ');
      }
      out.append("*/");
    }
    if (table.autoRandomBits() > 0 && table.preSplitRegions() > 0) {
      out.append(" /*T! PRE_SPLIT_REGIONS=").append(table.preSplitRegions()).append(" */");
    }
    if (!table.comment().isEmpty()) {
      out.append(" COMMENT='").append(escape(table.comment())).append('\'');
    }
    if (table.ttl() != null) {
      ttl();
    }
  }

  private void ttl() {
    out.append(" /*T![ttl] TTL=").append(Identifiers.quote(table.ttl().column()));
    out.append(" + INTERVAL ").append(table.ttl().intervalExpr()).append(' ');
    out.append(TableOptionsParser.UNITS.get(table.ttl().intervalTimeUnit())).append(" */");
    out.append(" /*T![ttl] TTL_ENABLE='").append(table.ttl().enable() ? "ON" : "OFF");
    out.append("' */ /*T![ttl] TTL_JOB_INTERVAL='").append(table.ttl().jobInterval());
    out.append("' */");
  }

  /** As TiDB escapes the text between quotes. */
  static String escape(String text) {
    StringBuilder escaped = new StringBuilder(text.length());
    for (int i = 0; i < text.length(); i++) {
      char c = text.charAt(i);
      switch (c) {
        case '\0' -> escaped.append("\\0");
        case '\'' -> escaped.append("''");
        case '\\' -> escaped.append("\\\\");
        case '\n' -> escaped.append("\\n");
        case '\r' -> escaped.append("\\r");
        default -> escaped.append(c);
      }
    }
    return escaped.toString();
  }
}
