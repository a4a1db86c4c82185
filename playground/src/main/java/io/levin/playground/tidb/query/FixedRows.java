package io.levin.playground.tidb.query;

import java.util.Iterator;
import java.util.List;
import org.h2.table.Column;
import org.h2.value.Value;

/** A few rows that are there already. */
public final class FixedRows implements RowSource {
  private final List<Column> like;
  private final String prefix;
  private final List<Value[]> rows;

  /**
   * Rows with the columns of another source.
   *
   * @param prefix goes before the columns' names
   */
  public FixedRows(List<Column> like, String prefix, List<Value[]> rows) {
    this.like = List.copyOf(like);
    this.prefix = prefix;
    this.rows = List.copyOf(rows);
  }

  @Override
  public List<Column> columns() {
    return like.stream().map(c -> new Column(prefix + c.getName(), c.getType())).toList();
  }

  @Override
  public Iterator<Value[]> rows() {
    return rows.iterator();
  }

  @Override
  public long count() {
    return rows.size();
  }
}
