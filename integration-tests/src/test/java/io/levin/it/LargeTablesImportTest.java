package io.levin.it;

import static org.assertj.core.api.Assertions.assertThat;

import io.levin.base.Bytes;
import io.levin.checkpoint.CheckpointStore;
import io.levin.checkpoint.ChunkRecord;
import io.levin.checkpoint.FileCheckpointStore;
import io.levin.kv.KeyCodec;
import io.levin.kv.TableRanges;
import io.levin.playground.fault.Fault;
import io.levin.playground.model.Region;
import io.levin.storage.DurableFiles;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.Test;

final class LargeTablesImportTest extends PlaygroundPerClass {
  private static final SampleTable BIG =
      new SampleTable(
          "large",
          "big",
          "CREATE TABLE `big` (id BIGINT PRIMARY KEY, k INT NOT NULL, c VARCHAR(300), KEY kk (k))",
          List.of("id", "k", "c"),
          Rows.of(6000, i -> Arrays.asList(i, i * 7 % 6000, Rows.text(i, 150 + i % 150))));

  private static SampleTable big(String name) {
    return new SampleTable(
        BIG.database(),
        name,
        BIG.create().replace("`big`", "`" + name + "`"),
        BIG.columns(),
        BIG.rows());
  }

  private int regionsOf(SampleTable table, Set<Long> leaders) {
    PlaygroundUnderTest cluster = (PlaygroundUnderTest) harness().cluster();
    Set<Long> regions = new HashSet<>();
    for (TableRanges.Range range : TableRanges.of(harness().info(table)).ranges()) {
      for (byte[] key = range.start(); Bytes.compare(key, range.end()) < 0; ) {
        Region region = cluster.playground().cluster().regionOf(key);
        regions.add(region.id());
        leaders.add(region.leader().storeId());
        key = rawEnd(region);
      }
    }
    return regions.size();
  }

  private static byte[] rawEnd(Region region) {
    byte[] end = region.end().toByteArray();
    return end.length == 0
        ? new byte[] {-1, -1, -1, -1, -1, -1, -1, -1, -1, -1}
        : KeyCodec.decodeBytes(end);
  }

  @Test
  void aBigTableIsSplitIntoRegionsThatAreSpread() {
    harness().smallRegions();
    harness().dump().sql(BIG, 4);
    harness().run().succeeded();
    harness().holds(BIG);
    Set<Long> leaders = new HashSet<>();
    assertThat(regionsOf(BIG, leaders)).isGreaterThan(5);
    assertThat(leaders).hasSizeGreaterThan(1);
  }

  @Test
  void severalBigTablesAreImportedAtOnce() {
    harness().smallRegions();
    List<SampleTable> tables = List.of(big("b1"), big("b2"), big("b3"));
    tables.forEach(table -> harness().dump().sql(table, 2));
    harness().toml().set("lightning", "index-concurrency", 3);
    harness().runProgram().succeeded();
    tables.forEach(harness()::holds);
  }

  @Test
  void littleMemoryIsEnoughForManyTablesAtOnceWhileAStoreIsSlow() {
    harness().smallRegions();
    List<SampleTable> tables = List.of(big("m1"), big("m2"), big("m3"), big("m4"));
    tables.forEach(table -> harness().dump().sql(table, 3));
    harness().toml().set("lightning", "index-concurrency", 4);
    harness().toml().set("levin", "memory-budget", "64MiB");
    PlaygroundUnderTest cluster = (PlaygroundUnderTest) harness().cluster();
    Fault slow = cluster.playground().faults().inject("Write store=2 times=20 -> delay=300");
    harness().run().succeeded();
    slow.remove();
    tables.forEach(harness()::holds);
  }

  @Test
  void aStrictCsvFileIsSplitIntoChunks() {
    SampleTable table = big("strict");
    harness().dump().csv(table);
    harness().toml().set("mydumper", "strict-format", true);
    harness().toml().set("mydumper", "max-region-size", "200KiB");
    harness().toml().append("[mydumper.csv]\nterminator = \"\\n\"\n");
    harness().toml().set("checkpoint", "keep-after-success", "origin");
    harness().run().succeeded();
    harness().holds(table);
    assertThat(chunks(table)).hasSizeGreaterThan(3);
  }

  private List<ChunkRecord> chunks(SampleTable table) {
    Path file = harness().directory().resolve("checkpoint.pb");
    try (CheckpointStore checkpoints = FileCheckpointStore.open(file, DurableFiles.onDisk())) {
      return checkpoints.table(table.quoted()).orElseThrow().engines().stream()
          .flatMap(engine -> engine.chunks().stream())
          .toList();
    }
  }

  @Test
  void aSecondImportOfTheSameDumpGivesTheSamePairs() {
    SampleTable first = big("again");
    SampleTable second =
        new SampleTable("large2", "again", first.create(), first.columns(), first.rows());
    harness().smallRegions();
    harness().dump().sql(first, 3).sql(second, 3);
    harness().run().succeeded();
    assertThat(
            TablePairs.snapshotLines(
                harness().cluster(), "large", "again", harness().directory(), true))
        .isEqualTo(
            TablePairs.snapshotLines(
                harness().cluster(), "large2", "again", harness().directory(), true));
  }
}
