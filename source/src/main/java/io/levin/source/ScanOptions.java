package io.levin.source;

import io.levin.source.route.FileRule;
import io.levin.source.route.RouteRule;
import io.levin.source.route.TableFilter;
import java.nio.file.Path;
import java.util.List;

/**
 * How the files of a source are sorted into tables.
 *
 * @param sourceFolder the local folder that absolute rule paths lie in, or null
 * @param fileRules {@code [[mydumper.files]]}
 * @param defaultFileRules whether the rules for Dumpling's names apply as well
 * @param filter which tables count, by their names in the source
 * @param routes {@code [[routes]]}
 * @param caseSensitive {@code mydumper.case-sensitive}
 * @param sourceId {@code mydumper.source-id}
 * @param concurrency how many files are opened at a time to estimate their size
 */
public record ScanOptions(
    Path sourceFolder,
    List<FileRule> fileRules,
    boolean defaultFileRules,
    TableFilter filter,
    List<RouteRule> routes,
    boolean caseSensitive,
    String sourceId,
    int concurrency) {

  /** The defaults of the configuration. */
  public static ScanOptions defaults() {
    return new ScanOptions(
        null,
        List.of(),
        true,
        TableFilter.parse(TableFilter.DEFAULT_RULES, false),
        List.of(),
        false,
        "",
        4);
  }

  /** With another filter. */
  public ScanOptions withFilter(TableFilter newFilter) {
    return new ScanOptions(
        sourceFolder,
        fileRules,
        defaultFileRules,
        newFilter,
        routes,
        caseSensitive,
        sourceId,
        concurrency);
  }

  /** With routes. */
  public ScanOptions withRoutes(List<RouteRule> newRoutes) {
    return new ScanOptions(
        sourceFolder,
        fileRules,
        defaultFileRules,
        filter,
        newRoutes,
        caseSensitive,
        sourceId,
        concurrency);
  }

  /** With file rules of the user. */
  public ScanOptions withFileRules(List<FileRule> newRules, boolean newDefaults) {
    return new ScanOptions(
        sourceFolder, newRules, newDefaults, filter, routes, caseSensitive, sourceId, concurrency);
  }

  /** With names compared as they are spelled. */
  public ScanOptions withCaseSensitive(boolean newCaseSensitive) {
    return new ScanOptions(
        sourceFolder,
        fileRules,
        defaultFileRules,
        filter,
        routes,
        newCaseSensitive,
        sourceId,
        concurrency);
  }
}
