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
import java.util.Collections;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;

/**
 * The table that the clauses of one ALTER TABLE leave. TiDB reads each of them against the table as
 * it was before the statement; then it adds columns and indexes, and at last it shows them and does
 * the rest.
 */
final class AlteredTable {
  private final TableInfo before;
  private final DdlOptions options;

  /** New columns, which stand behind all others until they are shown. */
  private final List<ColumnInfo> added = new ArrayList<>();

  private TableInfo table;

  AlteredTable(TableInfo before, DdlOptions options) {
    this.before = before;
    this.options = options;
    table = before;
  }

  TableInfo apply(List<Alteration> alterations) {
    new AlterationConflicts(before).check(alterations);
    List<IndexInfo> indices = new ArrayList<>();
    for (Alteration alteration : addedLast(alterations)) {
      if (alteration instanceof Alteration.AddKey add) {
        indices.add(addKey(add.key()));
      } else if (alteration instanceof Alteration.AddColumn add) {
        addColumn(add);
      }
    }
    List<ColumnInfo> columns = new ArrayList<>(table.columns());
    indices.forEach(index -> setFlag(index, columns));
    columns.addAll(added);
    table = withColumns(columns, table.indices());
    for (Alteration alteration : alterations) {
      table = finish(alteration);
    }
    ImplicitKeys.checkVisible(table);
    return table;
  }

  /** Several indexes are added at once, at the end, but for a primary key. */
  private static List<Alteration> addedLast(List<Alteration> alterations) {
    List<Alteration> others = new ArrayList<>(alterations);
    List<Alteration> indexes = new ArrayList<>();
    for (Alteration alteration : alterations) {
      if (alteration instanceof Alteration.AddKey add
          && add.key().kind() != KeyDefinition.Kind.PRIMARY) {
        indexes.add(alteration);
      }
    }
    if (indexes.size() > 1) {
      others.removeAll(indexes);
      others.addAll(indexes);
    }
    return others;
  }

  private TableInfo finish(Alteration alteration) {
    if (alteration instanceof Alteration.AutoIncrement increment) {
      return table.toBuilder().autoIncId(increment.value()).build();
    } else if (alteration instanceof Alteration.AutoRandomBase base) {
      return table.toBuilder().autoRandId(base.value()).build();
    } else if (alteration instanceof Alteration.DropKey drop) {
      return dropKey(drop);
    } else if (alteration instanceof Alteration.AddColumn add) {
      return moved(add);
    } else if (alteration instanceof Alteration.DropColumn drop) {
      return dropColumn(drop);
    } else if (alteration instanceof Alteration.Rename rename) {
      return table.toBuilder().name(rename.name().name()).build();
    } else if (alteration instanceof Alteration.Options changed) {
      return changeOptions(changed.options());
    }
    return table; // an index, which is there already
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

  /** Adds an index; the flags of its columns are set when all indexes are there. */
  private IndexInfo addKey(KeyDefinition definition) {
    boolean primary = definition.kind() == KeyDefinition.Kind.PRIMARY;
    if (primary && (before.pkIsHandle() || before.primaryIndex().isPresent())) {
      throw new DdlException("ddl", 1068, "Multiple primary key defined");
    }
    if (primary && Boolean.TRUE.equals(definition.clustered())) {
      throw unsupported("Adding clustered primary key");
    }
    if (definition.kind() == KeyDefinition.Kind.FULLTEXT
        || definition.kind() == KeyDefinition.Kind.SPATIAL) {
      throw unsupported(definition.kind() + " index");
    }
    KeyDefinition key = KeyNames.named(definition, before);
    List<ColumnInfo> columns = new ArrayList<>(table.columns());
    int hidden = columns.size();
    IndexBuilder builder = new IndexBuilder(columns, table.maxColumnId());
    long id = table.maxIndexId() + 1;
    IndexInfo index = builder.build(key, id);
    // TiDB moves each of them before the one that it moved last.
    Collections.reverse(columns.subList(hidden, columns.size()));
    List<IndexInfo> indices = new ArrayList<>(table.indices());
    indices.add(index);
    table =
        withColumns(columns, indices).toBuilder()
            .maxColumnId(builder.maxColumnId())
            .maxIndexId(id)
            .build();
    return table.indices().get(indices.size() - 1);
  }

  private TableInfo dropKey(Alteration.DropKey drop) {
    // What the same statement adds cannot be meant.
    IndexInfo index =
        before.index(drop.name()).flatMap(old -> table.index(old.name())).orElse(null);
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
    if (index.primary()) {
      int flags = Flags.PRI_KEY | Flags.NOT_NULL;
      index.columns().forEach(part -> change(columns, part.offset(), 0, flags));
    } else {
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

  private void addColumn(Alteration.AddColumn add) {
    ColumnDefinition definition = add.column();
    if (before.column(definition.name()).isPresent()) {
      if (add.ifNotExists()) {
        return;
      }
      throw new DdlException("ddl", 1060, "Duplicate column name '" + definition.name() + "'");
    }
    if (definition.primaryKey()
        || definition.unique()
        || definition.autoIncrement()
        || definition.autoRandom() != null) {
      throw unsupported("add column '" + definition.name() + "' constraint when altering");
    }
    if (add.after() != null && before.column(add.after()).isEmpty()) {
      throw new DdlException("ddl", 1054, "Unknown column '" + add.after() + "' in 'columns'");
    }
    TextType text = new TextType(table.charset(), table.collate());
    long id = table.maxColumnId() + 1;
    added.add(withOrigin(new ColumnBuilder(text, options).build(definition, id, 0, false)));
    table = table.toBuilder().maxColumnId(id).build();
  }

  /** A new column at its position; without one it stays behind all others, hidden ones too. */
  private TableInfo moved(Alteration.AddColumn add) {
    if (!add.first() && add.after() == null || before.column(add.column().name()).isPresent()) {
      return table;
    }
    List<ColumnInfo> columns = new ArrayList<>(table.columns());
    ColumnInfo column = columns.remove(table.column(add.column().name()).orElseThrow().offset());
    int position = add.first() ? 0 : 1 + table.column(add.after()).orElseThrow().offset();
    columns.add(position, column);
    return withColumns(columns, table.indices());
  }

  private static ColumnInfo withOrigin(ColumnInfo column) {
    if (column.generated()) {
      return column;
    }
    if (column.defaultIsExpr() || isNow(column.defaultValue())) {
      throw unsupported("add column '" + column.name() + "' with a default that is computed");
    }
    String text = column.defaultValue();
    if (text == null && column.type().notNull() && column.type().tp() == MysqlType.BIT) {
      return column.withOriginDefault("", "");
    }
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
      case MysqlType.CHAR -> type.charset().equals("binary") ? "\0".repeat((int) type.flen()) : "";
      default -> MysqlType.hasCharset(type.tp()) ? "" : "0";
    };
  }

  private TableInfo dropColumn(Alteration.DropColumn drop) {
    ColumnInfo column =
        before
            .column(drop.name())
            .filter(old -> !old.hidden())
            .flatMap(old -> table.column(old.name()))
            .orElse(null);
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
    Map<String, Integer> offsets = new HashMap<>();
    for (ColumnInfo column : columns) {
      offsets.put(column.lowerName(), moved.size());
      moved.add(column.withOffset(moved.size()));
    }
    List<IndexInfo> followed = new ArrayList<>();
    for (IndexInfo index : indices) {
      List<IndexColumn> parts = new ArrayList<>();
      for (IndexColumn part : index.columns()) {
        int offset = offsets.get(Identifiers.lower(part.name()));
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
