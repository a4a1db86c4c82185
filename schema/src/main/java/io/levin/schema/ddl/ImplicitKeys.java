package io.levin.schema.ddl;

import io.levin.schema.Flags;
import io.levin.schema.ForeignKeyInfo;
import io.levin.schema.Identifiers;
import io.levin.schema.IndexColumn;
import io.levin.schema.IndexInfo;
import io.levin.schema.IndexType;
import io.levin.schema.TableInfo;
import io.levin.schema.TableInfoBuilder;
import java.util.ArrayList;
import java.util.List;

/** Keys that nobody wrote: those of foreign keys, and the unique key that stands for a primary. */
final class ImplicitKeys {
  private ImplicitKeys() {}

  /** Refuses a table whose primary key, or the key that is taken for it, is invisible. */
  static void checkVisible(TableInfo table) {
    if (table.pkIsHandle()) {
      return;
    }
    IndexInfo key = table.primaryIndex().orElseGet(() -> firstNotNull(table));
    if (key != null && key.invisible()) {
      throw new DdlException("ddl", 3522, "A primary key index cannot be invisible");
    }
  }

  /** The first unique key without a column that may be NULL; null where there is none. */
  private static IndexInfo firstNotNull(TableInfo table) {
    for (IndexInfo index : table.indices()) {
      if (index.unique()
          && index.columns().stream()
              .map(part -> table.columns().get(part.offset()))
              .allMatch(column -> column.type().notNull() && !column.hidden())) {
        return index;
      }
    }
    return null;
  }

  /** Gives each foreign key an index of its name, unless another begins with its columns. */
  static TableInfo withForeignKeyIndexes(TableInfo table) {
    List<IndexInfo> indices = new ArrayList<>(table.indices());
    for (ForeignKeyInfo key : table.foreignKeys()) {
      List<String> names = key.columns().stream().map(Identifiers::lower).toList();
      boolean handle = table.pkIsHandle() && names.equals(List.of(handleName(table)));
      if (handle || indices.stream().anyMatch(index -> begins(table, index, names))) {
        continue;
      }
      String lower = Identifiers.lower(key.name());
      if (indices.stream().anyMatch(index -> index.lowerName().equals(lower))) {
        throw new DdlException("ddl", 1061, "duplicate key name " + key.name());
      }
      List<KeyDefinition.Part> parts =
          key.columns().stream()
              .map(name -> new KeyDefinition.Part(name, null, IndexColumn.WHOLE))
              .toList();
      KeyDefinition definition =
          new KeyDefinition(
              KeyDefinition.Kind.KEY, key.name(), parts, null, false, false, "", IndexType.BTREE);
      IndexBuilder builder =
          new IndexBuilder(new ArrayList<>(table.columns()), table.maxColumnId());
      indices.add(builder.build(definition, indices.size() + 1L));
    }
    TableInfoBuilder wider = table.toBuilder().indices(indices);
    return wider.maxIndexId(indices.size()).build();
  }

  private static String handleName(TableInfo table) {
    return table.columns().stream()
        .filter(column -> column.type().has(Flags.PRI_KEY))
        .findFirst()
        .orElseThrow()
        .lowerName();
  }

  private static boolean begins(TableInfo table, IndexInfo index, List<String> names) {
    if (index.columns().size() < names.size()) {
      return false;
    }
    for (int i = 0; i < names.size(); i++) {
      IndexColumn part = index.columns().get(i);
      boolean shorter =
          part.isPrefix() && part.length() < table.columns().get(part.offset()).type().flen();
      if (!Identifiers.lower(part.name()).equals(names.get(i)) || shorter) {
        return false;
      }
    }
    return true;
  }
}
