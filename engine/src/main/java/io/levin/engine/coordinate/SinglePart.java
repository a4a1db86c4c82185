package io.levin.engine.coordinate;

import io.levin.base.KvChecksum;
import java.util.function.LongSupplier;

/** A table that nobody else imports into. */
final class SinglePart implements TablePart {
  private final SharedTable table;
  private final LongSupplier allocated;

  /**
   * @param allocated asks TiDB for the largest id that it has ever handed out
   */
  SinglePart(SharedTable table, LongSupplier allocated) {
    this.table = table;
    this.allocated = allocated;
  }

  @Override
  public long begin(long count, boolean mayMove) {
    return table.usesAutoId() ? allocated.getAsLong() : 0;
  }

  @Override
  public void resume(long base, long max) {
    // Nobody else can have taken them.
  }

  @Override
  public boolean remembersRowIds() {
    // Nobody but TiDB is asked, and its answer changes with the rebase.
    return false;
  }

  @Override
  public void beforeIngest() {
    // Nobody to wait for.
  }

  @Override
  public void loaded() {
    // Nobody to tell.
  }

  @Override
  public Merged merge(KvChecksum own, boolean duplicates) {
    return new Compare(own, 1, false);
  }

  @Override
  public void verified() {
    // Nobody to tell.
  }

  @Override
  public void notVerified() {
    // Nobody to tell.
  }
}
