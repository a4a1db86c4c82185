package io.levin.it;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;

/** Instances that are given the same source and share the work ({@code levin.share-work}). */
final class ShareFleet {
  private static final String META = "lightning_metadata_levin";
  private static final long LIMIT_NANOS = TimeUnit.MINUTES.toNanos(5);
  private static final long STEP_MILLIS = 20;

  private final PlaygroundUnderTest cluster;
  private final Path directory;
  private final Dump dump;
  private final List<SampleTable> tables = new ArrayList<>();
  private int members;

  ShareFleet(PlaygroundUnderTest cluster, Path directory) {
    this.cluster = cluster;
    this.directory = directory;
    this.dump = new Dump(directory.resolve("dump"));
  }

  /** A table that all members are to import, in so many files. */
  ShareFleet table(SampleTable table, int files) {
    dump.sql(table, files);
    tables.add(table);
    return this;
  }

  /** Makes all tables, so that they have the same ids in every cluster. */
  void createTables() {
    ImportHarness harness = member();
    for (SampleTable table : tables) {
      harness.query("CREATE DATABASE IF NOT EXISTS " + table.database());
      harness.query(
          table.create().replace("TABLE `" + table.name() + "`", "TABLE " + table.quoted()));
    }
  }

  /** One more member, not started. */
  ImportHarness member() {
    ImportHarness member = Fleets.instance(cluster, directory, members++);
    member.toml().set("tikv-importer", "parallel-import", false);
    member.toml().set("mydumper", "data-source-dir", dump.folder());
    member.toml().set("levin", "share-work", true);
    member.toml().set("levin", "lot-size", "24KiB");
    return member;
  }

  /** After so long without a sign of life, a hasty member takes another one for dead. */
  static final long TAKEOVER_MILLIS = 9_000;

  /** One more member that soon takes others for dead; right where no other one lives. */
  ImportHarness hastyMember() {
    ImportHarness member = member();
    member.toml().set("levin", "takeover-after", TAKEOVER_MILLIS / 1000 + "s");
    return member;
  }

  /** The same, and it cannot write faster than that. */
  ImportHarness slowMember(String bytesPerSecond) {
    ImportHarness member = hastyMember();
    member.toml().set("tikv-importer", "store-write-bwlimit", bytesPerSecond);
    return member;
  }

  /** Insists on all rows of all tables, and on what is left: nothing. */
  void holdsEverything(ImportHarness any) {
    holdsAllRows(any);
    Fleets.noMetadataIsLeft(any);
  }

  /** Insists on all rows of all tables. */
  void holdsAllRows(ImportHarness any) {
    for (SampleTable table : tables) {
      any.holdsRows(table);
      any.query("ADMIN CHECK TABLE " + table.quoted());
    }
  }

  /** The pairs of all tables, as {@code levin snapshot} tells them. */
  List<String> pairs() {
    List<String> lines = new ArrayList<>();
    for (SampleTable table : tables) {
      lines.addAll(
          TablePairs.snapshotLines(cluster, table.database(), table.name(), directory, false));
    }
    return lines;
  }

  /** Waits until some member has a lot half in the cluster. */
  void awaitIngest(ImportHarness any, Process member) throws InterruptedException {
    await(any, member, "SELECT lot FROM " + META + ".fleet_lot WHERE state = 'ingesting'", 1);
  }

  /** Waits until so many members take part. */
  void awaitMembers(ImportHarness any, Process member, int size) throws InterruptedException {
    await(any, member, "SELECT pid FROM " + META + ".fleet_member WHERE state = 'live'", size);
  }

  private static void await(ImportHarness any, Process member, String query, int rows)
      throws InterruptedException {
    long end = System.nanoTime() + LIMIT_NANOS;
    while (any.query("SHOW DATABASES LIKE '" + META + "'").isEmpty()
        || !any.query("SHOW TABLES FROM " + META).contains("fleet_lot")
        || any.query(query).size() < rows) {
      assertThat(member.isAlive()).as("the member runs; %s", any.logText()).isTrue();
      assertThat(System.nanoTime()).as("waited in vain: %s", query).isLessThan(end);
      Thread.sleep(STEP_MILLIS);
    }
  }

  /** Sends a signal to a process. */
  static void signal(Process process, String name) throws IOException, InterruptedException {
    Process kill = new ProcessBuilder("kill", "-" + name, String.valueOf(process.pid())).start();
    assertThat(kill.waitFor(10, TimeUnit.SECONDS)).isTrue();
    assertThat(kill.exitValue()).isZero();
  }
}
