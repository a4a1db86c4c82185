package io.levin.engine.target;

import io.levin.schema.ColumnInfo;
import io.levin.schema.Flags;
import io.levin.schema.Identifiers;
import io.levin.schema.IndexColumn;
import io.levin.schema.IndexInfo;
import io.levin.schema.IndexType;
import io.levin.schema.TableInfo;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.stream.Collectors;

/** Which indexes of a table can be dropped and made again, and the SQL for both. */
public final class SecondaryIndexes {
  private SecondaryIndexes() {}

  /**
   * The indexes that an import can do without: not a clustered primary key, not one with the
   * AUTO_INCREMENT column, which must have a key, and none that this class could not make again as
   * it was.
   *
   * @param keepUnique whether unique ones stay, too
   */
  public static List<IndexInfo> droppable(TableInfo table, boolean keepUnique) {
    List<IndexInfo> result = new ArrayList<>();
    for (IndexInfo index : table.indices()) {
      boolean clustered = index.primary() && (table.isCommonHandle() || table.pkIsHandle());
      boolean increments =
          index.columns().stream()
              .anyMatch(part -> column(table, part).type().has(Flags.AUTO_INCREMENT));
      boolean special =
          !index.hasEntries() || !index.condition().isEmpty() || index.type() != IndexType.BTREE;
      boolean stays = keepUnique && (index.unique() || index.primary());
      if (index.isPublic() && !clustered && !increments && !special && !stays) {
        result.add(index);
      }
    }
    return result;
  }

  /** Drops an index. */
  public static String drop(String quotedTable, IndexInfo index) {
    return "ALTER TABLE "
        + quotedTable
        + (index.primary()
            ? " DROP PRIMARY KEY"
            : " DROP INDEX " + Identifiers.quote(index.name()));
  }

  /** Those of some indexes that a table lacks. */
  public static List<IndexInfo> missing(List<IndexInfo> wanted, TableInfo now) {
    return wanted.stream().filter(index -> find(now, index).isEmpty()).toList();
  }

  /** Those of some indexes that a table has. */
  public static List<IndexInfo> present(List<IndexInfo> wanted, TableInfo now) {
    return wanted.stream().filter(index -> find(now, index).isPresent()).toList();
  }

  /** Whether one of some indexes is being made. */
  public static boolean anyUnderWay(List<IndexInfo> wanted, TableInfo now) {
    return wanted.stream()
        .anyMatch(i -> find(now, i).filter(there -> !there.isPublic()).isPresent());
  }

  private static Optional<IndexInfo> find(TableInfo table, IndexInfo index) {
    return table.indices().stream()
        .filter(there -> there.lowerName().equals(index.lowerName()))
        .findFirst();
  }

  /**
   * Makes indexes in one statement.
   *
   * @param as the table that they are of, with their hidden columns
   */
  public static String add(String quotedTable, TableInfo as, List<IndexInfo> indexes) {
    return indexes.stream()
        .map(index -> clause(as, index))
        .collect(Collectors.joining(", ", "ALTER TABLE " + quotedTable + " ", ""));
  }

  private static String clause(TableInfo table, IndexInfo index) {
    StringBuilder out = new StringBuilder("ADD ");
    if (index.primary()) {
      out.append("PRIMARY KEY");
    } else {
      out.append(index.unique() ? "UNIQUE KEY " : "KEY ").append(Identifiers.quote(index.name()));
    }
    out.append(
        index.columns().stream()
            .map(part -> part(table, part))
            .collect(Collectors.joining(",", "(", ")")));
    if (index.invisible()) {
      out.append(" INVISIBLE");
    }
    if (!index.comment().isEmpty()) {
      out.append(" COMMENT '")
          .append(index.comment().replace("\\", "\\\\").replace("'", "''"))
          .append('\'');
    }
    if (index.global()) {
      out.append(" GLOBAL");
    }
    return out.toString();
  }

  private static String part(TableInfo table, IndexColumn part) {
    ColumnInfo column = column(table, part);
    if (column.hidden()) {
      return "(" + column.generatedExpr() + ")";
    }
    return Identifiers.quote(column.name()) + (part.isPrefix() ? "(" + part.length() + ")" : "");
  }

  private static ColumnInfo column(TableInfo table, IndexColumn part) {
    return table.columns().get(part.offset());
  }
}
