package io.levin.it;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import io.levin.playground.sample.ShopDump;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * The same dumps imported by the original {@code tidb-lightning} and by Levin: the same pairs. Runs
 * with {@code -Pdifferential} where {@code LEVIN_TEST_TIDB_LIGHTNING} names the original's
 * executable, of the 5.3 or the 8.5 line.
 */
@Tag("differential")
final class DifferentialTest {
  private static final DifferentialResult TOTAL = new DifferentialResult();
  private static final String ROUTES =
      """
      [[routes]]
      schema-pattern = "shop_0*"
      table-pattern = "payments"
      target-schema = "shop"
      target-table = "payments"
      """;
  private static final int TABLES_AT_ONCE = 200;

  /** So many rows may fail, and are then pairs that differ, before an import ends. */
  private static final int MANY = 100_000;

  /** Groups of vectors of one setting that are too small to start two clusters for. */
  private static final int SMALLEST_GROUP = 8;

  private static OriginalLightning original;

  @TempDir Path directory;

  @BeforeAll
  static void theOriginalIsThere() {
    original = OriginalLightning.fromEnvironment().orElse(null);
    assumeTrue(
        original != null,
        OriginalLightning.VARIABLE + " is not set: no original tidb-lightning to compare with");
  }

  @AfterAll
  static void closingTable() {
    System.out.println(TOTAL.summary());
  }

  @Test
  void theSampleDumpBecomesTheSamePairs() throws IOException {
    Path dump = directory.resolve("shop");
    new ShopDump(dump, 0.1, 42).write();
    if (original.isOld()) {
      // That line does not read compressed files.
      delete(dump, ".gz");
      delete(dump, ".zst");
    }
    try (TwoImports imports = new TwoImports(original, directory, dump).append(ROUTES)) {
      hold(imports.compare(List.of("shop")));
    }
  }

  @Test
  void theTablesOfTheCrashHarnessBecomeTheSamePairs() {
    Dump dump = new Dump(directory.resolve("crash"));
    // Row ids of a second file depend on how many rows each program thinks that the first one has.
    CrashDump.write(CrashDump.kinds(), dump, 1);
    try (TwoImports imports = new TwoImports(original, directory, dump.folder())) {
      // As the harness has it: chunks of a part of a file, several regions.
      imports
          .set("mydumper", "strict-format", true)
          .set("mydumper", "max-region-size", 200 << 10)
          .set("tikv-importer", "region-split-size", 512 << 10)
          .append("[mydumper.csv]\nterminator = \"\\n\"\n");
      hold(imports.compare(List.of(CrashDump.DATABASE)));
    }
  }

  @Test
  void theTablesOfTheGoldenVectorsBecomeTheSamePairs() {
    String folder = System.getProperty("levin.golden.dir");
    Path vectors =
        folder == null ? Path.of("..", "kv-encoder", "src/test/resources/golden") : Path.of(folder);
    DifferentialResult all = new DifferentialResult();
    int number = 0;
    for (GoldenDump group : GoldenDump.groups(vectors)) {
      if (group.cases().size() < SMALLEST_GROUP) {
        continue;
      }
      for (int from = 0; from < group.cases().size(); from += TABLES_AT_ONCE) {
        Path dump = directory.resolve("golden" + number);
        group.part(from, from + TABLES_AT_ONCE).write(dump);
        try (TwoImports imports =
            new TwoImports(original, directory.resolve("work" + number), dump)
                .set("tidb", "sql-mode", group.sqlMode())
                .set("lightning", "max-error", original.isOld() ? 0 : MANY)
                .execute("SET GLOBAL time_zone = '" + group.timeZone() + "'")) {
          all.add(imports.compare(List.of(GoldenDump.DATABASE)));
        }
        number++;
      }
    }
    hold(all);
  }

  @Test
  void randomTablesBecomeTheSamePairs() {
    LongRun.ofProperties(5)
        .forEachSeed(
            seed -> {
              Dump dump = new Dump(directory.resolve("random" + seed));
              new RandomTables(seed, original.isOld()).write(dump, TABLES_AT_ONCE);
              try (TwoImports imports =
                  new TwoImports(original, directory.resolve("work" + seed), dump.folder())) {
                hold(imports.compare(List.of(RandomTables.DATABASE)), "seed " + seed);
              }
            });
  }

  private static void hold(DifferentialResult result) {
    hold(result, "");
  }

  private static void hold(DifferentialResult result, String what) {
    TOTAL.add(result);
    assertThat(result.differences()).as(what).isEmpty();
  }

  private static void delete(Path folder, String ending) throws IOException {
    try (var files = Files.list(folder)) {
      for (Path file : files.filter(f -> f.toString().endsWith(ending)).toList()) {
        Files.delete(file);
      }
    } catch (UncheckedIOException e) {
      throw e.getCause();
    }
  }
}
