package io.levin.playground.tidb.query;

import java.util.ArrayList;
import java.util.Iterator;
import java.util.List;
import org.h2.command.query.AllColumnsForPlan;
import org.h2.engine.SessionLocal;
import org.h2.index.Cursor;
import org.h2.index.Index;
import org.h2.index.IndexCondition;
import org.h2.index.IndexType;
import org.h2.result.Row;
import org.h2.result.SearchRow;
import org.h2.result.SortOrder;
import org.h2.table.Column;
import org.h2.table.IndexColumn;
import org.h2.table.Table;
import org.h2.table.TableFilter;
import org.h2.value.Value;
import org.h2.value.ValueNull;

/** A way to the rows of a {@link SourceTable}: all of them, or those with some values. */
final class SourceIndex extends Index {
  private static final double SCAN_COST = 1_000_000;

  private final SourceTable source;
  private final int lookup;
  private final ColumnHash hash;

  /**
   * @param lookup position among the source's lookups, or -1
   * @param hash of one column, or null
   */
  SourceIndex(
      SourceTable table, int lookup, ColumnHash hash, IndexColumn[] columns, IndexType type) {
    super(table, table.getDatabase().allocateObjectId(), null, columns, 0, type);
    this.source = table;
    this.lookup = lookup;
    this.hash = hash;
  }

  @Override
  public Cursor find(SessionLocal session, SearchRow first, SearchRow last, boolean reverse) {
    List<Value> prefix = prefix(first, last);
    if (prefix.isEmpty()) {
      return new SourceCursor(source.source().rows());
    }
    return new SourceCursor(
        hash == null ? source.source().find(lookup, prefix) : hash.find(prefix.get(0), columns[0]));
  }

  private List<Value> prefix(SearchRow first, SearchRow last) {
    List<Value> prefix = new ArrayList<>();
    for (Column column : columns) {
      int id = column.getColumnId();
      Value low = first == null ? null : first.getValue(id);
      Value high = last == null ? null : last.getValue(id);
      if (low == null
          || high == null
          || low == ValueNull.INSTANCE
          || table.compareValues(table.getDatabase(), low, high) != 0) {
        break;
      }
      prefix.add(low);
    }
    return prefix;
  }

  @Override
  public double getCost(
      SessionLocal session,
      int[] masks,
      TableFilter[] filters,
      int filter,
      SortOrder sortOrder,
      AllColumnsForPlan allColumnsSet,
      boolean isSelectCommand) {
    if (lookup < 0 && hash == null) {
      return SCAN_COST;
    }
    int fixed = 0;
    while (masks != null
        && fixed < columns.length
        && (masks[columns[fixed].getColumnId()] & IndexCondition.EQUALITY)
            == IndexCondition.EQUALITY) {
      fixed++;
    }
    if (fixed == 0 || hash != null && filter == 0) {
      return 2 * SCAN_COST; // a hash is for the inner tables of a join
    }
    if (hash != null) {
      return SCAN_COST / 5;
    }
    boolean one = fixed == columns.length && source.source().lookups().get(lookup).unique();
    return one ? 3 : SCAN_COST / (10 * fixed);
  }

  @Override
  public boolean canScan() {
    return lookup < 0 && hash == null;
  }

  @Override
  public void close(SessionLocal session) {}

  @Override
  public void add(SessionLocal session, Row row) {
    throw SourceTable.readOnly();
  }

  @Override
  public void remove(SessionLocal session, Row row) {
    throw SourceTable.readOnly();
  }

  @Override
  public void remove(SessionLocal session) {}

  @Override
  public void truncate(SessionLocal session) {
    throw SourceTable.readOnly();
  }

  @Override
  public boolean needRebuild() {
    return false;
  }

  @Override
  public long getRowCount(SessionLocal session) {
    return source.source().count();
  }

  @Override
  public long getRowCountApproximation(SessionLocal session) {
    return source.getRowCountApproximation(session);
  }

  @Override
  public String getCreateSQLForCopy(Table targetTable, String quotedName) {
    return null;
  }

  @Override
  public String getCreateSQL() {
    return null;
  }

  @Override
  public void checkRename() {
    throw SourceTable.readOnly();
  }

  /** Walks over rows. */
  private static final class SourceCursor implements Cursor {
    private final Iterator<Value[]> rows;
    private Row current;

    SourceCursor(Iterator<Value[]> rows) {
      this.rows = rows;
    }

    @Override
    public Row get() {
      return current;
    }

    @Override
    public SearchRow getSearchRow() {
      return current;
    }

    @Override
    public boolean next() {
      if (!rows.hasNext()) {
        current = null;
        return false;
      }
      current = Row.get(rows.next(), 0);
      return true;
    }

    @Override
    public boolean previous() {
      throw SourceTable.readOnly();
    }
  }
}
