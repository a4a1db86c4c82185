package io.levin.engine.coordinate;

import io.levin.base.KvChecksum;
import java.util.function.Supplier;

/** A part whose steps are noted for the report at the end. */
final class ReportedPart implements TablePart {
  private final TablePart part;
  private final long tableId;
  private final PartReport report;

  ReportedPart(TablePart part, long tableId, PartReport report) {
    this.part = part;
    this.tableId = tableId;
    this.report = report;
  }

  @Override
  public long begin(long count, boolean mayMove) {
    return timed(() -> part.begin(count, mayMove));
  }

  @Override
  public void resume(long base, long max) {
    timed(() -> part.resume(base, max));
  }

  @Override
  public boolean remembersRowIds() {
    return part.remembersRowIds();
  }

  @Override
  public void beforeIngest() {
    timed(part::beforeIngest);
  }

  @Override
  public void loaded() {
    timed(part::loaded);
  }

  @Override
  public Merged merge(KvChecksum own, boolean duplicates) {
    Merged merged = timed(() -> part.merge(own, duplicates));
    if (merged instanceof LeftToOthers) {
      report.left(tableId);
    }
    return merged;
  }

  @Override
  public void verified() {
    timed(part::verified);
  }

  @Override
  public void notVerified() {
    timed(part::notVerified);
  }

  private void timed(Runnable step) {
    timed(
        () -> {
          step.run();
          return null;
        });
  }

  private <T> T timed(Supplier<T> step) {
    long start = System.nanoTime();
    try {
      return step.get();
    } finally {
      report.took(tableId, System.nanoTime() - start);
    }
  }
}
