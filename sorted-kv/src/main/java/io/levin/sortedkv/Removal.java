package io.levin.sortedkv;

import io.levin.base.Step;
import java.util.ArrayList;
import java.util.List;
import org.rocksdb.RocksDBException;
import org.rocksdb.WriteBatch;

/**
 * Takes runs and records out of the store: first out of the manifest, then, of what nobody reads
 * any more, the data. A crash in between leaves data without a name, which the next open deletes.
 */
final class Removal {
  private final RunStore store;
  private final List<byte[]> keys = new ArrayList<>();
  private final List<StoredRun> unused = new ArrayList<>();

  Removal(RunStore store) {
    this.store = store;
  }

  /** Removes a run of an engine; its data only when nobody reads it. */
  void run(EngineId engine, StoredRun run) {
    keys.add(ManifestKeys.run(engine, run.number()));
    if (run.drop()) {
      unused.add(run);
    }
  }

  /** Removes a record of the manifest. */
  void key(byte[] key) {
    keys.add(key);
  }

  /** Removes the data of a run that is out of the manifest already. */
  void unused(StoredRun run) {
    unused.add(run);
  }

  /** Does it, and returns the bytes on disk that were freed. */
  long execute() {
    try (WriteBatch batch = new WriteBatch()) {
      for (byte[] key : keys) {
        store.deleteManifest(batch, key);
      }
      for (StoredRun run : unused) {
        if (run.isInline()) {
          store.deleteInline(batch, run);
        }
      }
      if (batch.count() > 0) {
        store.write(batch);
      }
    } catch (RocksDBException e) {
      throw store.failure("deleting sorted runs", e);
    }
    Step.RUNS_UNNAMED.pass();
    store.deleteFiles(
        unused.stream().filter(run -> !run.isInline()).map(StoredRun::number).toList());
    return unused.stream().mapToLong(StoredRun::storedBytes).sum();
  }
}
