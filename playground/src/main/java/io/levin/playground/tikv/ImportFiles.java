package io.levin.playground.tikv;

import io.levin.playground.model.Region;
import io.levin.playground.model.Regions;
import io.levin.playground.tikv.ImportFile.Content;
import io.levin.playground.tikv.ImportFile.Name;
import io.levin.proto.import_sstpb.SSTMeta;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.atomic.AtomicLong;

/** The import directories of all stores. Thread-safe. */
public final class ImportFiles {
  private final Path directory;
  private final Map<Name, ImportFile> files = new HashMap<>();
  private final Set<String> ingesting = new HashSet<>();
  private final AtomicLong fileNumbers = new AtomicLong();
  private long ingested;

  /** No files yet; contents go to an existing directory. */
  public ImportFiles(Path directory) {
    this.directory = directory;
  }

  /** Files that were written somewhere and neither ingested nor removed. */
  public synchronized int orphans() {
    return files.size();
  }

  /** Column-family files that were ingested. */
  public synchronized long ingested() {
    return ingested;
  }

  Path directory() {
    return directory;
  }

  String nextFileName() {
    return "f" + fileNumbers.incrementAndGet();
  }

  /** Begins a file on a store; true when the stream shall keep the pairs. */
  synchronized boolean begin(SSTMeta meta, long storeId, Object stream) {
    return files.computeIfAbsent(Name.of(meta), n -> new ImportFile()).begin(storeId, stream);
  }

  /** Completes a file on a store. */
  synchronized void complete(
      SSTMeta meta, long storeId, Object stream, Fingerprint fingerprint, Content kept) {
    ImportFile file = files.computeIfAbsent(Name.of(meta), n -> new ImportFile());
    Content replaced = file.complete(storeId, stream, fingerprint, kept);
    if (replaced != null) {
      delete(replaced.defaultFile());
      delete(replaced.writeFile());
    }
  }

  /** Drops an unfinished file. */
  synchronized void abandon(SSTMeta meta, Object stream) {
    Name name = Name.of(meta);
    ImportFile file = files.get(name);
    if (file != null) {
      file.abandon(stream);
      if (file.onStores().isEmpty() && file.content() == null) {
        files.remove(name);
      }
    }
  }

  /** True when a store has the file that a meta names, for the meta's column family. */
  synchronized boolean has(SSTMeta meta, long storeId) {
    ImportFile file = files.get(Name.of(meta));
    return file != null
        && file.onStores().containsKey(storeId)
        && (file.content() == null || file.has(meta.getCfName()));
  }

  /** The fingerprint of a file on a store, or null when it is not there. */
  synchronized Fingerprint on(SSTMeta meta, long storeId) {
    ImportFile file = files.get(Name.of(meta));
    return file == null ? null : file.onStores().get(storeId);
  }

  /** The pairs of a file, or null when nobody kept them. */
  synchronized Content content(SSTMeta meta) {
    ImportFile file = files.get(Name.of(meta));
    return file == null ? null : file.content();
  }

  /** Claims files for one ingest; false when another has one of them. */
  synchronized boolean claim(List<SSTMeta> metas) {
    Set<String> keys = new HashSet<>();
    for (SSTMeta meta : metas) {
      if (meta.getUuid().isEmpty()
          || ingesting.contains(claimKey(meta))
          || !keys.add(claimKey(meta))) {
        return false;
      }
    }
    ingesting.addAll(keys);
    return true;
  }

  /** Ends a claim. */
  synchronized void release(List<SSTMeta> metas) {
    metas.forEach(meta -> ingesting.remove(claimKey(meta)));
  }

  /** Notes that the file of a meta was ingested on all stores (and moved away). */
  synchronized void ingested(SSTMeta meta) {
    ingested++;
    gone(meta);
  }

  /** Removes the file of a meta from all stores, as a failed apply does. */
  synchronized void remove(SSTMeta meta) {
    ImportFile file = files.get(Name.of(meta));
    if (file != null && file.has(meta.getCfName())) {
      delete(file.path(meta.getCfName()));
    }
    gone(meta);
  }

  /**
   * Removes every file whose region has moved on, as TiKV's cleaner does.
   *
   * <p>The regions are asked without this object's lock: an ingest takes the regions' lock first
   * and this one then, and the other way round both would wait for ever.
   */
  public int clean(Regions regions) {
    return remove(
        names().stream()
            .filter(
                name -> {
                  Region region = regions.byId(name.regionId());
                  return region == null
                      || region.version() != name.version()
                      || region.confVer() != name.confVer();
                })
            .toList());
  }

  private synchronized List<Name> names() {
    return List.copyOf(files.keySet());
  }

  private synchronized int remove(List<Name> stale) {
    int removed = 0;
    for (Name name : stale) {
      ImportFile file = files.remove(name);
      if (file == null) {
        continue;
      }
      Content content = file.content();
      if (content != null) {
        delete(content.defaultFile());
        delete(content.writeFile());
      }
      removed++;
    }
    return removed;
  }

  private void gone(SSTMeta meta) {
    Name name = Name.of(meta);
    ImportFile file = files.get(name);
    if (file != null) {
      file.gone(meta.getCfName());
      if (file.isSpent()) {
        files.remove(name);
      }
    }
  }

  private static String claimKey(SSTMeta meta) {
    return meta.getCfName() + "/" + meta.getUuid().toStringUtf8() + meta.getUuid().hashCode();
  }

  private static void delete(Path file) {
    if (file == null) {
      return;
    }
    try {
      Files.deleteIfExists(file);
    } catch (IOException e) {
      throw new UncheckedIOException("cannot remove " + file, e);
    }
  }
}
