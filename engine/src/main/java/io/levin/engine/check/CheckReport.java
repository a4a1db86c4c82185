package io.levin.engine.check;

import io.levin.engine.check.Finding.Severity;
import io.levin.source.Dump;
import java.util.List;

/**
 * What a check found out. Sizes are bytes.
 *
 * @param source the source's address without secrets
 * @param tables by descending size
 * @param views how many views would be made
 * @param routes tables whose rows come from tables of other names
 * @param leftOut files that would not be imported
 * @param findings errors first
 * @param sortedKvDir where sorted pairs would lie
 * @param sortedKvFree free bytes there; -1 where that is not known
 */
public record CheckReport(
    String source,
    List<TableReport> tables,
    int views,
    List<RouteEffect> routes,
    List<Dump.LeftOut> leftOut,
    List<Finding> findings,
    String sortedKvDir,
    long sortedKvFree) {

  /**
   * One table of the target.
   *
   * @param name quoted and qualified
   * @param files number of data files
   * @param storedBytes of the data files as they lie there
   * @param textBytes of the data files uncompressed; an estimate for compressed ones
   * @param rows an estimate, unless {@code rowsExact}
   * @param rowsExact every row was read
   * @param pairs key-value pairs of the whole table, estimated from the sample
   * @param dataBytes of record pairs, estimated from the sample
   * @param indexBytes of index pairs, estimated from the sample
   * @param dataEngines how many engines take its records
   * @param chunks how many pieces its files are read in
   * @param ordered whether the sampled rows came in the order of their keys
   * @param sampledFiles files that were opened
   * @param sampledRows rows that were read
   * @param badRows of those, rows that cannot be encoded
   * @param adjustedValues values of those rows that do not fit, and are adjusted as the SQL mode
   *     has it
   * @param encoded whether the definition is known, so that rows were encoded
   */
  public record TableReport(
      String name,
      int files,
      long storedBytes,
      long textBytes,
      long rows,
      boolean rowsExact,
      long pairs,
      long dataBytes,
      long indexBytes,
      int dataEngines,
      int chunks,
      boolean ordered,
      int sampledFiles,
      long sampledRows,
      long badRows,
      long adjustedValues,
      boolean encoded) {
    /** Whether the sizes of pairs are known, or there are none. */
    public boolean isMeasured() {
      return files == 0 || encoded && sampledRows > 0;
    }

    /** Bytes of all pairs. */
    public long kvBytes() {
      return dataBytes + indexBytes;
    }
  }

  /**
   * What {@code [[routes]]} do.
   *
   * @param target quoted, qualified name in the target
   * @param sources names in the dump, quoted and qualified, sorted
   */
  public record RouteEffect(String target, List<String> sources) {
    /** Copies the list. */
    public RouteEffect {
      sources = List.copyOf(sources);
    }
  }

  /** Copies the lists. */
  public CheckReport {
    tables = List.copyOf(tables);
    routes = List.copyOf(routes);
    leftOut = List.copyOf(leftOut);
    findings = List.copyOf(findings);
  }

  /** How many findings of a kind there are. */
  public long count(Severity severity) {
    return findings.stream().filter(finding -> finding.severity() == severity).count();
  }

  /** Whether nothing was found over which an import would fail. */
  public boolean ok() {
    return count(Severity.ERROR) == 0;
  }

  /** Bytes of all pairs of all tables. */
  public long kvBytes() {
    return tables.stream().mapToLong(TableReport::kvBytes).sum();
  }
}
