package io.levin.engine;

import io.levin.base.Step;
import io.levin.engine.load.DiskQuota;
import io.levin.engine.log.Task;
import io.levin.sortedkv.EngineId;
import io.levin.sortedkv.SortedKv;
import java.util.List;
import java.util.function.Consumer;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The parts of one table that go to the cluster while the rest of it is still being loaded, because
 * the disk has no room. A part is an engine of its own, with a number below that of the index
 * engine: it gets all runs that the table has at that moment, in one durable step, and is then
 * imported and deleted as any engine is. The chunks' progress stays where it is.
 */
final class SortedParts implements DiskQuota.Loading {
  private static final Logger LOG = LoggerFactory.getLogger(SortedParts.class);

  private final String table;
  private final int dataEngine;
  private final SortedKv store;
  private final Consumer<EngineId> importer;

  /**
   * @param importer brings an engine's pairs into the cluster
   */
  SortedParts(String table, int dataEngine, SortedKv store, Consumer<EngineId> importer) {
    this.table = table;
    this.dataEngine = dataEngine;
    this.store = store;
    this.importer = importer;
  }

  @Override
  public long bytes() {
    return engines().stream().mapToLong(engine -> store.stats(engine).storedBytes()).sum();
  }

  @Override
  public void importPart() {
    EngineId part = new EngineId(table, lowest() - 1);
    store.setAside(engines(), part);
    Step.PART_SET_ASIDE.pass();
    importAndDelete(part);
  }

  /** Imports the parts that an earlier run has left. */
  void importLeft() {
    store.engines().stream()
        .filter(engine -> engine.table().equals(table) && engine.number() < EngineId.INDEX)
        .forEach(this::importAndDelete);
  }

  private void importAndDelete(EngineId part) {
    Task task = Task.start(LOG, "importing a part for disk quota", "engine", part);
    importer.accept(part);
    Step.PART_IMPORTED.pass();
    store.deleteEngine(part);
    task.completed();
  }

  private List<EngineId> engines() {
    return List.of(new EngineId(table, dataEngine), EngineId.index(table));
  }

  private int lowest() {
    return store.engines().stream()
        .filter(engine -> engine.table().equals(table))
        .mapToInt(EngineId::number)
        .filter(number -> number < EngineId.INDEX)
        .min()
        .orElse(EngineId.INDEX);
  }
}
