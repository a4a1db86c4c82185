package io.levin.source;

import io.levin.storage.Storage;
import java.util.List;

/**
 * Everything that a source folder holds for an import, after routing and filtering.
 *
 * @param databases in the order of their first file
 * @param leftOut files that no rule routes, or that rules or filters leave out
 * @param warnings what a user should know about the names that were found
 */
public record Dump(List<DumpDatabase> databases, List<LeftOut> leftOut, List<String> warnings) {

  /** Copies the lists. */
  public Dump {
    databases = List.copyOf(databases);
    leftOut = List.copyOf(leftOut);
    warnings = List.copyOf(warnings);
  }

  /**
   * A file that is not imported.
   *
   * @param path of the file
   * @param reason why
   */
  public record LeftOut(String path, Reason reason) {}

  /** Why a file is not imported. */
  public enum Reason {
    /** No routing rule matches its path. */
    NO_RULE,
    /** The rule that matches says so. */
    IGNORED,
    /** The table filter excludes its table or database. */
    FILTERED
  }

  /**
   * Reads the names and sizes of all files and sorts them into databases and tables.
   *
   * @throws io.levin.base.ImportException if there is no file at all, the source cannot be listed,
   *     or a name or rule is wrong
   */
  public static Dump scan(Storage storage, ScanOptions options) {
    return new DumpScan(storage, options).run();
  }

  /** How many tables there are. */
  public int tableCount() {
    return databases.stream().mapToInt(database -> database.tables().size()).sum();
  }

  /** Bytes of all data files, compressed ones as estimated. */
  public long realSize() {
    return databases.stream()
        .flatMap(database -> database.tables().stream())
        .mapToLong(DumpTable::realSize)
        .sum();
  }
}
