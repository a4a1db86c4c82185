package io.levin.engine.coordinate;

import java.util.Collection;
import java.util.List;
import java.util.Set;
import java.util.function.LongSupplier;
import java.util.function.Supplier;

/** An import that nobody can take part in, because the metadata cannot be written. */
final class SingleCoordination implements Coordination {
  private final long taskId;
  private final long bytes;

  SingleCoordination(long taskId, long bytes) {
    this.taskId = taskId;
    this.bytes = bytes;
  }

  @Override
  public long taskId() {
    return taskId;
  }

  @Override
  public int instances() {
    return 1;
  }

  @Override
  public boolean alone() {
    return false;
  }

  @Override
  public Set<Long> sharedNow(Collection<SharedTable> tables) {
    return Set.of();
  }

  @Override
  public List<String> objections(Collection<SharedTable> tables, boolean parallel) {
    return List.of();
  }

  @Override
  public Space space(LongSupplier available) {
    return new Space(bytes, available.getAsLong());
  }

  @Override
  public TablePart part(SharedTable table, LongSupplier allocated, BaseSum base) {
    return new SinglePart(table, allocated);
  }

  @Override
  public PdSettings pdSettings(Supplier<PdSettings> pause) {
    return pause.get();
  }

  @Override
  public boolean end(boolean finished) {
    return true;
  }

  @Override
  public List<String> cleanUp() {
    return List.of();
  }

  @Override
  public void withdraw() {
    // Nothing was registered.
  }

  @Override
  public void reports(Supplier<Member.Work> work) {
    // Nobody asks.
  }

  @Override
  public void close() {
    // Nothing is open.
  }
}
