package io.levin.it;

import static org.assertj.core.api.Assertions.assertThat;

import io.levin.base.Bytes;
import io.levin.kv.TableRanges;
import io.levin.playground.ClusterOptions;
import io.levin.playground.Playground;
import io.levin.playground.fault.Fault;
import io.levin.playground.fault.FaultAction.ClusterEvent;
import io.levin.playground.model.Store;
import io.levin.playground.storage.VersionCursor;
import io.levin.playground.storage.VersionCursor.Version;
import io.levin.schema.TableInfo;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;

/**
 * One import into a cluster of its own with faults, and what has to be true afterwards whatever
 * happened in between.
 */
final class FaultCase {
  private static final int MOST_STREAMS_PER_STORE = 32;

  private final PlaygroundUnderTest cluster;
  private final ImportHarness harness;
  private final SampleTable table;
  private final List<Fault> faults = new ArrayList<>();
  private ImportRun run;

  FaultCase(ClusterOptions options, Path directory, Path dumpFolder, SampleTable table) {
    this.cluster = PlaygroundUnderTest.start(options);
    this.harness = new ImportHarness(cluster, directory).smallRegions();
    this.table = table;
    harness.toml().set("mydumper", "data-source-dir", dumpFolder);
  }

  /** Adds rules, all of which have to strike. */
  FaultCase with(String... rules) {
    for (String rule : rules) {
      faults.add(playground().faults().inject(rule));
    }
    return this;
  }

  /** Adds a rule with code, which has to strike. */
  FaultCase strikes(String call, ClusterEvent event) {
    faults.add(playground().faults().inject(call, event));
    return this;
  }

  Playground playground() {
    return cluster.playground();
  }

  ImportHarness harness() {
    return harness;
  }

  /** The log of the import. */
  String log() {
    return run.log();
  }

  /** How often a region job was tried again. */
  int triesAgain() {
    return run.log().split("region job will try again", -1).length - 1;
  }

  /** Files that were written and not ingested. */
  int orphans() {
    return playground().importFiles().orphans();
  }

  /** The faults strike, and the import succeeds with the right content. */
  void isOvercome() {
    try {
      importAll();
      assertThat(faults).allSatisfy(fault -> assertThat(fault.hits()).as("%s", fault).isPositive());
    } finally {
      cluster.close();
    }
  }

  /** The import succeeds with the right content, whether or not a fault struck. */
  void succeeds() {
    try {
      importAll();
    } finally {
      cluster.close();
    }
  }

  /** The import ends with one clear message, and leaves nothing switched or paused. */
  void endsTheImport(String... message) {
    try {
      fail(message);
      harness.clusterIsAsBefore();
    } finally {
      cluster.close();
    }
  }

  /** The import ends with one clear message. */
  void ends(String... message) {
    try {
      fail(message);
    } finally {
      cluster.close();
    }
  }

  private void fail(String... message) {
    run = harness.run().failedWith(1, message);
    assertThat(faults).allSatisfy(fault -> assertThat(fault.hits()).as("%s", fault).isPositive());
  }

  private void importAll() {
    run = harness.run();
    playground().faults().clear();
    run.succeeded();
    harness.clusterIsAsBefore();
    assertThat(playground().pd().etcd().leases()).as("leases at PD").isEmpty();
    holdsExactlyTheTable();
    assertThat(run.log()).contains("checksum pass");
    // A write that came to nothing leaves at most the files of one job on the stores.
    assertThat(orphans()).as("orphaned files; %s", run).isLessThanOrEqualTo(triesAgain());
    for (Store store : playground().cluster().stores()) {
      assertThat(store.peakWrites()).isLessThanOrEqualTo(MOST_STREAMS_PER_STORE);
    }
  }

  /** Each pair is there in one version, those of one engine at one timestamp, and nothing else. */
  private void holdsExactlyTheTable() {
    TableInfo info = harness.info(table);
    Map<String, String> found = new TreeMap<>();
    Set<Long> timestamps = new TreeSet<>();
    for (TableRanges.Range range : TableRanges.of(info).ranges()) {
      Set<Long> ofRange = new TreeSet<>();
      try (VersionCursor versions =
          playground().cluster().storage().versions(range.start(), range.end())) {
        for (Version version = versions.next(); version != null; version = versions.next()) {
          assertThat(version.kind()).isEqualTo(VersionCursor.Kind.PUT);
          String before = found.put(Bytes.hex(version.key()), Bytes.hex(version.value()));
          assertThat(before).as("an older version of %s", Bytes.hex(version.key())).isNull();
          ofRange.add(version.commitTs());
        }
      }
      assertThat(ofRange).as("timestamps of one engine").hasSizeLessThanOrEqualTo(1);
      timestamps.addAll(ofRange);
    }
    new TablePairs(found).isSameAs(TablePairs.expected(table, info, 1));
    long now = playground().cluster().newTimestamp();
    assertThat(timestamps).allSatisfy(ts -> assertThat(ts).isLessThan(now));
  }
}
