package io.levin.engine.plan;

import io.levin.config.Config;
import io.levin.schema.TableInfo;
import io.levin.source.Chunk;
import io.levin.source.DataFiles;
import io.levin.source.DumpFile;
import io.levin.source.DumpTable;
import java.util.ArrayList;
import java.util.List;

/** Files to chunks. */
final class ChunkPlans {
  private ChunkPlans() {}

  static List<Chunk> of(Config config, DataFiles files, DumpTable table, TableInfo info) {
    List<Chunk> chunks = new ArrayList<>();
    long last = 0;
    for (DumpFile file : table.dataFiles()) {
      long ids = file.isPlain() ? file.realSize() / 2 + 1 : file.realSize() * 3;
      chunks.add(
          new Chunk(
              file,
              0,
              file.isPlain() ? file.size() : Chunk.UNKNOWN_END,
              last,
              last + ids,
              null,
              0));
      last += ids;
    }
    return chunks;
  }
}
