package io.levin.source;

import java.util.List;

/**
 * A table that is imported, by its name in the target.
 *
 * @param schema its database
 * @param name as the files spell it
 * @param schemaFile with CREATE TABLE, or null
 * @param dataFiles in the order of their sort keys
 */
public record DumpTable(String schema, String name, DumpFile schemaFile, List<DumpFile> dataFiles) {

  /** Copies the list. */
  public DumpTable {
    dataFiles = List.copyOf(dataFiles);
  }

  /** Bytes of all data files, compressed ones as estimated. */
  public long realSize() {
    long sum = 0;
    for (DumpFile file : dataFiles) {
      sum += file.realSize();
    }
    return sum;
  }
}
