package io.levin.sortedkv;

import io.levin.base.ErrorCode;
import io.levin.base.ImportException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.rocksdb.RocksDBException;
import org.rocksdb.WriteBatch;

/**
 * Brings a store that was just opened into order: reads the manifest, deletes the data of runs that
 * it does not name, and refuses to go on when data is missing that it names.
 */
final class Recovery {
  /** Since 2 the index of a run may be stored in pages. */
  private static final byte[] FORMAT_VERSION = {2};

  private static final byte[] WITHOUT_PAGES = {1};

  private final Path directory;
  private final RunStore store;
  private final Map<EngineId, EngineState> engines = new HashMap<>();
  private final Set<Long> inlineRuns = new HashSet<>();
  private final Set<Long> fileRuns = new HashSet<>();
  private boolean formatIsNow;
  private long nextRun = 1;
  private long diskBytes;

  Recovery(Path directory, RunStore store) {
    this.directory = directory;
    this.store = store;
  }

  /** Does it, and returns all engines that the manifest knows. */
  Map<EngineId, EngineState> run() {
    store.forEachRecord(this::record);
    if (!formatIsNow) {
      writeFormat();
    }
    store.keepOnlyInline(inlineRuns::contains);
    deleteOrphans();
    return engines;
  }

  /** The least number that no run has. */
  long nextRun() {
    return nextRun;
  }

  /** Bytes of all runs on disk. */
  long diskBytes() {
    return diskBytes;
  }

  private void record(byte[] key, byte[] value) {
    if (Arrays.equals(key, ManifestKeys.FORMAT)) {
      formatIsNow = Arrays.equals(value, FORMAT_VERSION);
      checkFormat(value);
      return;
    }
    ManifestKeys.Parsed parsed = ManifestKeys.parse(key);
    EngineId engine = parsed.engine();
    EngineState state = engines.computeIfAbsent(engine, e -> new EngineState());
    switch (parsed.kind()) {
      case ManifestKeys.RUN -> run(state, StoredRun.fromRecord(store, parsed.number(), value));
      case ManifestKeys.CHUNK ->
          state.progress.put(parsed.text(), EngineState.progress(engine, parsed.text(), value));
      case ManifestKeys.METADATA -> state.metadata.put(parsed.text(), value);
      default ->
          throw SortedKvDirectory.damaged(
              directory, "unknown manifest record '" + parsed.kind() + "'", null);
    }
  }

  private void run(EngineState state, StoredRun run) {
    state.runs.add(run);
    nextRun = Math.max(nextRun, run.number() + 1);
    diskBytes += run.storedBytes();
    (run.isInline() ? inlineRuns : fileRuns).add(run.number());
  }

  private void checkFormat(byte[] version) {
    if (!formatIsNow && !Arrays.equals(version, WITHOUT_PAGES)) {
      throw new ImportException(
          ErrorCode.INVALID_SORTED_KV_DIR,
          "sorted-kv-dir '"
              + directory
              + "' was written in format "
              + (version.length == 0 ? "?" : version[0])
              + ", this version reads 1 to "
              + FORMAT_VERSION[0],
          "finish the import with the version that began it, or start it again in an empty"
              + " directory");
    }
  }

  private void writeFormat() {
    try (WriteBatch batch = new WriteBatch()) {
      store.putManifest(batch, ManifestKeys.FORMAT, FORMAT_VERSION);
      store.write(batch);
    } catch (RocksDBException e) {
      throw store.failure("writing the manifest", e);
    }
  }

  private void deleteOrphans() {
    Set<Long> missing = new HashSet<>(fileRuns);
    List<Long> orphans = new ArrayList<>();
    for (long number : store.runFiles()) {
      nextRun = Math.max(nextRun, number + 1);
      if (!missing.remove(number)) {
        orphans.add(number);
      }
    }
    store.deleteFiles(orphans);
    if (!missing.isEmpty()) {
      throw SortedKvDirectory.damaged(
          directory,
          missing.size() + " sorted runs are missing, such as " + missing.iterator().next(),
          null);
    }
  }
}
