package io.levin.schema.ddl;

import io.levin.schema.ColumnInfo;
import io.levin.schema.FieldType;
import io.levin.schema.Flags;
import io.levin.schema.Identifiers;
import io.levin.schema.IndexColumn;
import io.levin.schema.IndexInfo;
import io.levin.schema.MysqlType;
import io.levin.schema.TableInfo;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.stream.Collectors;

/** One clause of ALTER TABLE applied to a table. */
final class AlteredTable {
  private static final TextType CONNECTION = new TextType("utf8mb4", "utf8mb4_bin");

  private final TableInfo table;
  private final DdlOptions options;

  AlteredTable(TableInfo table, DdlOptions options) {
    this.table = table;
    this.options = options;
  }

  TableInfo apply(Alteration alteration) {
    if (alteration instanceof Alteration.AutoIncrement increment) {
      return table.toBuilder().autoIncId(increment.value()).build();
    } else if (alteration instanceof Alteration.AutoRandomBase base) {
      return table.toBuilder().autoRandId(base.value()).build();
    } else if (alteration instanceof Alteration.AddKey add) {
      return addKey(add.key());
    } else if (alteration instanceof Alteration.DropKey drop) {
      return dropKey(drop);
    } else if (alteration instanceof Alteration.AddColumn add) {
      return addColumn(add);
    } else if (alteration instanceof Alteration.DropColumn drop) {
      return dropColumn(drop);
    } else if (alteration instanceof Alteration.Rename rename) {
      return table.toBuilder().name(rename.name().name()).build();
    } else if (alteration instanceof Alteration.Options changed) {
      return changeOptions(changed.options());
    }
    throw new IllegalArgumentException(alteration.toString());
  }

  private TableInfo changeOptions(TableOptions changed) {
    var builder = table.toBuilder();
    for (String name : changed.values().keySet()) {
      switch (name) {
        case "COMMENT" -> builder.comment(changed.text(name));
        case "AUTO_ID_CACHE" -> builder.autoIdCache(changed.number(name));
        case "SHARD_ROW_ID_BITS" -> {
          int bits = (int) changed.number(name);
          builder.shardRowIdBits(bits);
          builder.maxShardRowIdBits(Math.max(bits, table.maxShardRowIdBits()));
        }
        case "CHARSET", "COLLATE" -> {
          TextType text =
              TextType.of(
                  changed.text("CHARSET"),
                  changed.text("COLLATE"),
                  new TextType(table.charset(), table.collate()),
                  options.newCollation());
          builder.charset(text.charset()).collate(text.collate());
        }
        default -> throw unsupported("ALTER TABLE ... " + name);
      }
    }
    return builder.build();
  }

  private TableInfo addKey(KeyDefinition definition) {
    boolean primary = definition.kind() == KeyDefinition.Kind.PRIMARY;
    if (primary && (table.pkIsHandle() || table.primaryIndex().isPresent())) {
      throw new DdlException("ddl", 1068, "Multiple primary key defined");
    }
    if (primary && Boolean.TRUE.equals(definition.clustered())) {
      throw unsupported("Adding clustered primary key");
    }
    if (definition.kind() == KeyDefinition.Kind.FULLTEXT
        || definition.kind() == KeyDefinition.Kind.SPATIAL) {
      throw unsupported(definition.kind() + " index");
    }
    Set<String> names =
        table.indices().stream().map(IndexInfo::lowerName).collect(Collectors.toSet());
    KeyDefinition key = new KeyNames(names).complete(List.of(definition)).get(0);
    List<ColumnInfo> columns = new ArrayList<>(table.columns());
    IndexBuilder builder = new IndexBuilder(columns, table.maxColumnId(), CONNECTION);
    long id = table.maxIndexId() + 1;
    List<IndexInfo> indices = new ArrayList<>(table.indices());
    builder.flagColumns(key);
    indices.add(builder.build(key, id));
    return table.toBuilder()
        .columns(columns)
        .maxColumnId(builder.maxColumnId())
        .indices(indices)
        .maxIndexId(id)
        .build();
  }

  private TableInfo dropKey(Alteration.DropKey drop) {
    IndexInfo index = table.index(drop.name()).orElse(null);
    boolean primary = drop.name().equalsIgnoreCase("PRIMARY");
    if (primary && (table.pkIsHandle() || table.isCommonHandle())) {
      throw unsupported("drop primary key when the table is using clustered index");
    }
    if (index == null) {
      if (drop.ifExists()) {
        return table;
      }
      throw new DdlException("ddl", 1091, "index " + drop.name() + " doesn't exist");
    }
    List<IndexInfo> indices = new ArrayList<>(table.indices());
    indices.remove(index);
    List<ColumnInfo> columns = new ArrayList<>(table.columns());
    clearFlags(index, columns);
    indices.forEach(other -> setFlag(other, columns));
    Set<Integer> hidden = new HashSet<>();
    for (IndexColumn part : index.columns()) {
      if (columns.get(part.offset()).hidden()) {
        hidden.add(part.offset());
      }
    }
    columns.removeIf(column -> hidden.contains(column.offset()));
    return withColumns(columns, indices);
  }

  private static void clearFlags(IndexInfo index, List<ColumnInfo> columns) {
    if (index.primary()) {
      index.columns().forEach(part -> change(columns, part.offset(), Flags.PRI_KEY, 0));
    } else {
      int flag =
          index.unique() && index.columns().size() == 1 ? Flags.UNIQUE_KEY : Flags.MULTIPLE_KEY;
      change(columns, index.columns().get(0).offset(), flag, 0);
    }
  }

  private static void setFlag(IndexInfo index, List<ColumnInfo> columns) {
    if (!index.primary()) {
      int flag =
          index.unique() && index.columns().size() == 1 ? Flags.UNIQUE_KEY : Flags.MULTIPLE_KEY;
      change(columns, index.columns().get(0).offset(), 0, flag);
    }
  }

  private static void change(List<ColumnInfo> columns, int offset, int clear, int set) {
    ColumnInfo column = columns.get(offset);
    int flag = (column.type().flag() & ~clear) | set;
    columns.set(offset, column.withType(column.type().withFlag(flag)));
  }

  private TableInfo addColumn(Alteration.AddColumn add) {
    ColumnDefinition definition = add.column();
    if (table.column(definition.name()).isPresent()) {
      if (add.ifNotExists()) {
        return table;
      }
      throw new DdlException("ddl", 1060, "Duplicate column name '" + definition.name() + "'");
    }
    if (definition.primaryKey()
        || definition.unique()
        || definition.autoIncrement()
        || definition.autoRandom() != null) {
      throw unsupported("add column '" + definition.name() + "' constraint when altering");
    }
    TextType text = new TextType(table.charset(), table.collate());
    long id = table.maxColumnId() + 1;
    ColumnInfo column = new ColumnBuilder(text, options).build(definition, id, 0, false);
    List<ColumnInfo> columns = new ArrayList<>(table.columns());
    columns.add(position(add), withOrigin(column));
    TableInfo wider = withColumns(columns, table.indices());
    return wider.toBuilder().maxColumnId(id).build();
  }

  /** Without a position: behind the last column that is not hidden. */
  private int position(Alteration.AddColumn add) {
    if (add.first()) {
      return 0;
    }
    if (add.after() != null) {
      return 1
          + table
              .column(add.after())
              .orElseThrow(
                  () ->
                      new DdlException(
                          "ddl", 1054, "Unknown column '" + add.after() + "' in 'columns'"))
              .offset();
    }
    int end = table.columns().size();
    while (end > 0 && table.columns().get(end - 1).hidden()) {
      end--;
    }
    return end;
  }

  private static ColumnInfo withOrigin(ColumnInfo column) {
    if (column.generated()) {
      return column;
    }
    if (column.defaultIsExpr() || isNow(column.defaultValue())) {
      throw unsupported("add column '" + column.name() + "' with a default that is computed");
    }
    String text = column.defaultValue();
    return text == null && column.type().notNull()
        ? column.withOriginDefault(zero(column.type()), null)
        : column.withOriginDefault(text, column.defaultBit());
  }

  private static boolean isNow(String value) {
    return "CURRENT_TIMESTAMP".equals(value) || "CURRENT_DATE".equals(value);
  }

  private static String zero(FieldType type) {
    return switch (type.tp()) {
      case MysqlType.DATE -> "0000-00-00";
      case MysqlType.DATETIME, MysqlType.TIMESTAMP -> "0000-00-00 00:00:00";
      case MysqlType.TIME -> "00:00:00";
      case MysqlType.YEAR -> "0000";
      case MysqlType.JSON -> "null";
      case MysqlType.ENUM -> type.elems().get(0);
      default -> MysqlType.hasCharset(type.tp()) ? "" : "0";
    };
  }

  private TableInfo dropColumn(Alteration.DropColumn drop) {
    ColumnInfo column = table.column(drop.name()).filter(c -> !c.hidden()).orElse(null);
    if (column == null) {
      if (drop.ifExists()) {
        return table;
      }
      throw new DdlException(
          "ddl", 1091, "Can't DROP '" + drop.name() + "'; check that column/key exists");
    }
    List<IndexInfo> indices = new ArrayList<>();
    for (IndexInfo index : table.indices()) {
      boolean covers = index.columns().stream().anyMatch(c -> c.offset() == column.offset());
      if (covers && (index.primary() || index.columns().size() > 1)) {
        throw unsupported(
            "can't drop column "
                + column.name()
                + " with composite index covered or Primary Key covered now");
      }
      if (!covers) {
        indices.add(index);
      }
    }
    if (table.pkIsHandle() && column.type().has(Flags.PRI_KEY)) {
      throw unsupported("drop integer primary key");
    }
    for (ColumnInfo other : table.columns()) {
      if (other.generated() && other.dependences().contains(column.lowerName())) {
        throw new DdlException(
            "ddl", 3108, "Column '" + column.name() + "' has a generated column dependency.");
      }
    }
    if (table.columns().stream().filter(c -> !c.hidden()).count() == 1) {
      throw new DdlException("ddl", 1090, "can't drop only column " + column.name());
    }
    List<ColumnInfo> columns = new ArrayList<>(table.columns());
    columns.remove(column);
    return withColumns(columns, indices);
  }

  /** The table with these columns, whose offsets may be old ones, and indexes over old offsets. */
  private TableInfo withColumns(List<ColumnInfo> columns, List<IndexInfo> indices) {
    List<ColumnInfo> moved = new ArrayList<>();
    for (ColumnInfo column : columns) {
      moved.add(column.withOffset(moved.size()));
    }
    List<IndexInfo> followed = new ArrayList<>();
    for (IndexInfo index : indices) {
      List<IndexColumn> parts = new ArrayList<>();
      for (IndexColumn part : index.columns()) {
        String lower = Identifiers.lower(part.name());
        int offset =
            moved.stream()
                .filter(column -> column.lowerName().equals(lower))
                .findFirst()
                .orElseThrow()
                .offset();
        parts.add(new IndexColumn(part.name(), offset, part.length(), part.usingChangingType()));
      }
      followed.add(index.withColumns(parts));
    }
    return table.toBuilder().columns(moved).indices(followed).build();
  }

  private static DdlException unsupported(String what) {
    return new DdlException("ddl", 8200, "Unsupported " + what);
  }
}
