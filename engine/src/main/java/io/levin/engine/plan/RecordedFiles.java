package io.levin.engine.plan;

import io.levin.base.ErrorCode;
import io.levin.base.ImportException;
import io.levin.checkpoint.ChunkRecord;
import io.levin.checkpoint.EngineRecord;
import io.levin.checkpoint.TableRecord;
import io.levin.source.DumpFile;
import io.levin.source.DumpTable;
import java.util.HashMap;
import java.util.Map;
import java.util.TreeMap;

/**
 * The files of a table as the checkpoint has them against those of today: rows that were read
 * before a restart must be those of the files that are read behind it.
 */
final class RecordedFiles {
  private final String table;
  private final Map<String, Long> before = new TreeMap<>();

  RecordedFiles(String table, TableRecord record) {
    this.table = table;
    for (EngineRecord engine : record.engines()) {
      for (ChunkRecord chunk : engine.chunks()) {
        before.put(chunk.path(), chunk.fileSize());
      }
    }
  }

  /**
   * Looks for files that are gone, new, or of another size.
   *
   * @throws ImportException {@link ErrorCode#INVALID_CHECKPOINT} naming the first one
   */
  void requireSame(DumpTable now) {
    Map<String, Long> sizes = new HashMap<>();
    for (DumpFile file : now.dataFiles()) {
      sizes.put(file.path(), file.size());
    }
    before.forEach(
        (path, size) -> {
          Long today = sizes.get(path);
          if (today == null) {
            throw changed("file " + path + " is not there any more");
          }
          if (!today.equals(size)) {
            throw changed(
                "file " + path + " has " + today + " bytes now and had " + size + " then");
          }
        });
    for (DumpFile file : now.dataFiles()) {
      // A file without rows has no chunk.
      if (file.size() > 0 && !before.containsKey(file.path())) {
        throw changed("file " + file.path() + " is new");
      }
    }
  }

  private ImportException changed(String what) {
    return new ImportException(
        ErrorCode.INVALID_CHECKPOINT,
        "invalid checkpoint: the source of table "
            + table
            + " is not that with which its import began: "
            + what,
        "put the file back as it was; or run ./tidb-lightning-ctl --checkpoint-remove='"
            + table
            + "' --config=..., empty the table and import it again");
  }
}
