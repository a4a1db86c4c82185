package io.levin.it;

import io.levin.base.Cancellation;
import io.levin.schema.TableInfo;
import io.levin.tidb.StatusClient;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.function.Function;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/**
 * One dump, imported by the original and by Levin into a playground each, and compared pair by
 * pair. A table that one of them refuses is taken out of the dump, and the import is done again
 * without it.
 */
final class TwoImports implements AutoCloseable {
  private static final Pattern TABLE =
      Pattern.compile("(?:`([^`]+)`\\.`([^`]+)`|in file ([^. ]+)\\.([^. ]+)\\.)");

  /** More refusals than that mean that something else is wrong. */
  private static final int REFUSALS = 40;

  private final Path dump;
  private final OriginalLightning original;
  private final ImportHarness theirs;
  private final ImportHarness ours;

  TwoImports(OriginalLightning original, Path directory, Path dump) {
    this.original = original;
    this.dump = dump;
    this.theirs = harness(directory.resolve("original"));
    this.ours = harness(directory.resolve("levin"));
  }

  /** Sets a key for both. */
  TwoImports set(String table, String key, Object value) {
    theirs.toml().set(table, key, value);
    ours.toml().set(table, key, value);
    return this;
  }

  /** Adds text to both configurations. */
  TwoImports append(String text) {
    theirs.toml().append(text);
    ours.toml().append(text);
    return this;
  }

  /** Runs a statement in both clusters. */
  TwoImports execute(String sql) {
    theirs.query(sql);
    ours.query(sql);
    return this;
  }

  /** Imports and compares all tables of the databases. */
  DifferentialResult compare(List<String> databases) {
    DifferentialResult result = new DifferentialResult();
    Map<String, String> refusedByOriginal = imported(theirs, original::run, databases);
    refusedByOriginal.forEach(result::refusedByOriginal);
    Map<String, String> refusedByLevin = imported(ours, ImportHarness::run, databases);
    refusedByLevin.forEach(result::refusedByLevin);
    for (String database : databases) {
      for (TableInfo table : tables(theirs, database)) {
        String name = database + "." + table.name();
        if (!refusedByLevin.containsKey(name) && !table.isView()) {
          result.compared(
              name, table, lines(theirs, database, table), lines(ours, database, table));
        }
      }
    }
    original
        .leftBesideItsSafePoint(theirs.cluster())
        .forEach(problem -> result.problem("original: " + problem));
    ours.cluster().problems().forEach(problem -> result.problem("levin: " + problem));
    return result;
  }

  @Override
  public void close() {
    theirs.cluster().close();
    ours.cluster().close();
  }

  /** The tables that had to be left out, with the reason. */
  private Map<String, String> imported(
      ImportHarness harness, Function<ImportHarness, ImportRun> importer, List<String> databases) {
    Map<String, String> refused = new TreeMap<>();
    while (true) {
      ImportRun run = importer.apply(harness);
      if (run.exitCode() == 0) {
        return refused;
      }
      String last = lastError(run);
      Matcher table = TABLE.matcher(last);
      if (!table.find() || refused.size() == REFUSALS) {
        throw new AssertionError("cannot go on after " + refused + run);
      }
      String name =
          table.group(1) == null
              ? table.group(3) + "." + table.group(4)
              : table.group(1) + "." + table.group(2);
      if (refused.put(name, last) != null) {
        throw new AssertionError("refused again: " + name + run);
      }
      delete(dump, file -> file.startsWith(name + ".") || file.startsWith(name + "-"));
      delete(harness.directory(), file -> file.endsWith(".pb"));
      databases.forEach(database -> harness.query("DROP DATABASE IF EXISTS `" + database + "`"));
    }
  }

  private static String lastError(ImportRun run) {
    List<String> errors =
        (run.out() + run.err())
            .lines()
            .filter(line -> line.contains("rror") && TABLE.matcher(line).find())
            .toList();
    return errors.isEmpty() ? "" : errors.get(errors.size() - 1);
  }

  private static void delete(Path folder, Function<String, Boolean> chosen) {
    try (Stream<Path> files = Files.list(folder)) {
      for (Path file : files.filter(f -> chosen.apply(f.getFileName().toString())).toList()) {
        Files.delete(file);
      }
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private static List<TableInfo> tables(ImportHarness harness, String database) {
    ClusterUnderTest cluster = harness.cluster();
    StatusClient status =
        new StatusClient(cluster.tidbHost(), cluster.statusPort(), "", "", "", new Cancellation());
    return status.tables(database).stream().sorted(Comparator.comparing(TableInfo::name)).toList();
  }

  private static List<String> lines(ImportHarness harness, String database, TableInfo table) {
    return TablePairs.snapshotLines(
        harness.cluster(), database, table.name(), harness.directory(), true);
  }

  private ImportHarness harness(Path directory) {
    ImportHarness harness =
        new ImportHarness(PlaygroundUnderTest.start(original.clusterVersion()), directory);
    harness.toml().set("mydumper", "data-source-dir", dump);
    return harness;
  }
}
