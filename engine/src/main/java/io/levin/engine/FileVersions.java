package io.levin.engine;

import io.levin.base.Crc64;
import io.levin.base.ErrorCode;
import io.levin.base.ImportException;
import io.levin.checkpoint.CheckpointStore;
import io.levin.checkpoint.Status;
import io.levin.checkpoint.TableRecord;
import io.levin.engine.plan.TablePlan;
import io.levin.sortedkv.EngineId;
import io.levin.sortedkv.SortedKv;
import io.levin.source.DumpFile;
import io.levin.storage.Storage;
import java.nio.charset.StandardCharsets;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.StringJoiner;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Which contents the data files of a source had when their import began, noted beside the
 * checkpoint: a file that was replaced by another one of the same size between two runs shows by
 * that alone. A local file's is known by its time of change, an object's by its tag or generation.
 */
final class FileVersions {
  private static final Logger LOG = LoggerFactory.getLogger(FileVersions.class);
  private static final String NOTE = "changed ";
  private static final String UNKNOWN = "?";
  private static final int RADIX = 36;

  private final Storage source;

  /** What {@link #compare} has found of tables that are not in the cluster yet, by name. */
  private final Map<String, String> compared = new HashMap<>();

  FileVersions(Storage source) {
    this.source = source;
  }

  /**
   * Notes the versions for tables that have no record yet, and those of files that were changed
   * before anything of them was read: from now on it is these that are read.
   */
  void note(List<TablePlan> plans, CheckpointStore checkpoints) {
    for (TablePlan plan : plans) {
      String found = compared.get(plan.name());
      if (found != null) {
        checkpoints.note(NOTE + plan.name(), found);
      } else if (!plan.chunks().isEmpty() && checkpoints.table(plan.name()).isEmpty()) {
        StringJoiner versions = new StringJoiner(" ");
        files(plan).forEach(file -> versions.add(version(file)));
        checkpoints.note(NOTE + plan.name(), versions.toString());
      }
    }
  }

  /** An empty one may come and go. */
  private static List<DumpFile> files(TablePlan plan) {
    return plan.source().dataFiles().stream().filter(file -> file.size() > 0).toList();
  }

  /**
   * Compares the versions of tables that are not in the cluster yet. A file of which nothing was
   * read may have changed: it is only told.
   *
   * @param strict whether a file of which rows were read ends the import
   * @throws ImportException {@link ErrorCode#INVALID_CHECKPOINT} naming the file
   */
  void compare(List<TablePlan> plans, CheckpointStore checkpoints, SortedKv store, boolean strict) {
    Map<String, String> notes = checkpoints.notes();
    for (TablePlan plan : plans) {
      String noted = notes.get(NOTE + plan.name());
      TableRecord record = checkpoints.table(plan.name()).orElse(null);
      if (noted != null && record != null && record.status() < Status.INDEX_IMPORTED) {
        compared.put(plan.name(), compare(plan, record, noted.split(" "), store, strict));
      }
    }
  }

  /** Returns what is to be noted. */
  private String compare(
      TablePlan plan, TableRecord record, String[] before, SortedKv store, boolean strict) {
    Map<String, String> known = byPath(plan, before);
    StringJoiner versions = new StringJoiner(" ");
    for (DumpFile file : files(plan)) {
      String now = version(file);
      String then = known.getOrDefault(file.path(), UNKNOWN);
      if (now.equals(then) || now.equals(UNKNOWN) || then.equals(UNKNOWN)) {
        versions.add(then);
        continue;
      }
      boolean read = wasRead(plan, record, file, store);
      versions.add(read ? then : now);
      if (strict && read) {
        throw new ImportException(
            ErrorCode.INVALID_CHECKPOINT,
            "invalid checkpoint: file "
                + file.path()
                + " of table "
                + plan.name()
                + " was changed after rows of it were read, although its size is the same",
            "if its content is the same, set lightning.check-requirements = false; else put the"
                + " file back as it was, or run ./tidb-lightning-ctl --checkpoint-remove='"
                + plan.name()
                + "' --config=..., empty the table and import it again");
      }
      LOG.atWarn()
          .addKeyValue("table", plan.name())
          .addKeyValue("path", file.path())
          .log("file was changed since the import began; its size is the same");
    }
    return versions.toString();
  }

  /** Earlier versions noted empty files, too; nothing is known when it is neither many. */
  private static Map<String, String> byPath(TablePlan plan, String[] noted) {
    List<DumpFile> files = files(plan);
    if (noted.length != files.size()) {
      files = plan.source().dataFiles();
    }
    Map<String, String> versions = new HashMap<>();
    for (int i = 0; i < files.size() && noted.length == files.size(); i++) {
      versions.put(files.get(i).path(), noted[i]);
    }
    return versions;
  }

  private static boolean wasRead(
      TablePlan plan, TableRecord record, DumpFile file, SortedKv store) {
    boolean recorded =
        record.engines().stream()
            .flatMap(engine -> engine.chunks().stream())
            .anyMatch(
                chunk -> chunk.path().equals(file.path()) && chunk.position() > chunk.offset());
    return recorded
        || plan.chunks().stream()
            .filter(chunk -> chunk.file().path().equals(file.path()))
            .anyMatch(
                chunk ->
                    store
                        .progress(new EngineId(plan.name(), chunk.engine()))
                        .containsKey(TablePlan.key(chunk)));
  }

  /** Of one length whatever it is made of: there may be a hundred thousand. */
  private String version(DumpFile file) {
    return source
        .version(file.path())
        .map(version -> version.getBytes(StandardCharsets.UTF_8))
        .map(bytes -> Long.toUnsignedString(Crc64.of(bytes, 0, bytes.length), RADIX))
        .orElse(UNKNOWN);
  }
}
