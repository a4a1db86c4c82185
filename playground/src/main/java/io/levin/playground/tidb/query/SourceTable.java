package io.levin.playground.tidb.query;

import java.util.ArrayList;
import java.util.List;
import org.h2.engine.SessionLocal;
import org.h2.index.Index;
import org.h2.index.IndexType;
import org.h2.message.DbException;
import org.h2.result.Row;
import org.h2.schema.Schema;
import org.h2.table.Column;
import org.h2.table.IndexColumn;
import org.h2.table.Table;
import org.h2.table.TableType;

/** A read-only table of H2 over a {@link RowSource}. */
final class SourceTable extends Table {
  private final RowSource source;
  private final List<Index> indexes = new ArrayList<>();

  SourceTable(Schema schema, String name, RowSource source) {
    super(schema, schema.getDatabase().allocateObjectId(), name, false, false);
    this.source = source;
    setTemporary(true);
    setColumns(source.columns().toArray(new Column[0]));
    indexes.add(new SourceIndex(this, -1, null, new IndexColumn[0], IndexType.createScan(false)));
    List<RowSource.Lookup> lookups = source.lookups();
    for (int i = 0; i < lookups.size(); i++) {
      Column[] keys = lookups.get(i).columns().stream().map(this::getColumn).toArray(Column[]::new);
      index(i, null, keys);
    }
    for (Column column : getColumns()) {
      if (ColumnHash.fits(column)) {
        index(-1, new ColumnHash(source, column.getColumnId()), column);
      }
    }
  }

  private void index(int lookup, ColumnHash hash, Column... keys) {
    IndexColumn[] wrapped = IndexColumn.wrap(keys);
    // As a hash index, so that H2 does not take its rows for sorted.
    IndexType type = IndexType.createNonUnique(false, true, false);
    indexes.add(new SourceIndex(this, lookup, hash, wrapped, type));
  }

  RowSource source() {
    return source;
  }

  @Override
  public Index getScanIndex(SessionLocal session) {
    return indexes.get(0);
  }

  @Override
  public List<Index> getIndexes() {
    return indexes;
  }

  @Override
  public void close(SessionLocal session) {}

  @Override
  public Index addIndex(
      SessionLocal session,
      String indexName,
      int indexId,
      IndexColumn[] cols,
      int uniqueColumnCount,
      IndexType indexType,
      boolean create,
      String indexComment) {
    throw readOnly();
  }

  @Override
  public void removeRow(SessionLocal session, Row row) {
    throw readOnly();
  }

  @Override
  public long truncate(SessionLocal session) {
    throw readOnly();
  }

  @Override
  public void addRow(SessionLocal session, Row row) {
    throw readOnly();
  }

  @Override
  public void checkSupportAlter() {
    throw readOnly();
  }

  @Override
  public TableType getTableType() {
    return TableType.TABLE;
  }

  @Override
  public long getMaxDataModificationId() {
    return Long.MAX_VALUE; // never let H2 reuse an earlier result
  }

  @Override
  public boolean isDeterministic() {
    return false;
  }

  @Override
  public boolean canGetRowCount(SessionLocal session) {
    return true;
  }

  @Override
  public boolean canDrop() {
    return true;
  }

  @Override
  public long getRowCount(SessionLocal session) {
    return source.count();
  }

  @Override
  public long getRowCountApproximation(SessionLocal session) {
    return 10_000;
  }

  @Override
  public String getCreateSQL() {
    return null;
  }

  @Override
  public String getCreateSQLForCopy(Table table, String quotedName) {
    return null;
  }

  @Override
  public void checkRename() {
    throw readOnly();
  }

  static DbException readOnly() {
    return DbException.getUnsupportedException("tables of a query are only read");
  }
}
