package io.levin.it;

import static io.levin.playground.tidb.SqlFaults.Moment.BEFORE;
import static org.assertj.core.api.Assertions.assertThat;

import io.levin.engine.cli.FleetMain;
import io.levin.playground.tidb.SqlFaults;
import java.io.ByteArrayOutputStream;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import picocli.CommandLine;

/** How an import ends whose work is shared: what is compared, when, and what is found. */
final class ParallelShareEndTest {
  @TempDir Path directory;
  private PlaygroundUnderTest cluster;

  @BeforeEach
  void startCluster() {
    cluster = PlaygroundUnderTest.start("8.5.0");
  }

  @AfterEach
  void stopCluster() {
    cluster.close();
  }

  private static SampleTable table(int from, int rows) {
    return new SampleTable(
        "shop",
        "t",
        "CREATE TABLE `t` (id INT PRIMARY KEY, v VARCHAR(20), UNIQUE KEY u (v))",
        List.of("id", "v"),
        Rows.of(rows, i -> List.of(from + i, "v" + (from + i))));
  }

  @Test
  void keysThatTwoLotsHaveAreNamedWithTheFilesOfBoth() {
    ImportHarness member = Fleets.instance(cluster, directory, 0);
    member.toml().set("tikv-importer", "parallel-import", false);
    member.toml().set("levin", "share-work", true).set("levin", "lot-size", 1);
    SampleTable table = table(0, 0);
    member.dump().schema(table);
    member.dump().file("shop.t.0001.sql", "INSERT INTO t VALUES (1,'a'),(2,'b');\n");
    member.dump().file("shop.t.0002.sql", "INSERT INTO t VALUES (4,'d'),(5,'e');\n");
    member.dump().file("shop.t.0003.sql", "INSERT INTO t VALUES (2,'c'),(3,'a');\n");
    member
        .run()
        .failedWith(
            1,
            "checksum mismatched remote vs local",
            "2 keys are in more than one lot of the table, and each in the cluster once:",
            "primary key '2' in lot ",
            "key of index u '",
            "(shop.t.0001.sql)",
            ") and lot ",
            "(shop.t.0003.sql)",
            "levin meta forget --task=");
    assertThat(member.logText()).doesNotContain("shop.t.0002.sql)");
  }

  @Test
  void tablesAreComparedWithWhatCameLaterWhenSomebodySaysThatAllIsThere() throws Exception {
    ImportHarness member = Fleets.instance(cluster, directory, 0);
    member.toml().set("levin", "share-work", true).set("levin", "fleet-finish", "manual");
    member.dump().sql(table(0, 100), 4);
    Process process = member.startProgram();
    Waiting.until(
        "all data is in",
        () ->
            member.hasLog() && member.logText().contains("when somebody runs levin fleet finish"));
    assertThat(fleet("status")).contains("waits for levin fleet finish").contains("1/1");

    ImportHarness later = Fleets.instance(cluster, directory, 1);
    later.dump().sql(table(100, 50));
    assertThat(later.run().succeeded().log()).contains("other lightning instance will do this");
    assertThat(process.isAlive()).isTrue();
    assertThat(member.logText()).doesNotContain("checksum pass");

    assertThat(fleet("finish")).contains("each table is compared as soon as its data is in");
    assertThat(member.awaitEnd(process).succeeded().log()).contains("checksum pass");
    member.holdsRows(table(0, 150));
    Fleets.nothingIsLeft(member);
    assertThat(fleet("finish")).contains("no shared import waits for this command");
  }

  @Test
  void aMemberThatComesWhileTheLastOneRemovesTheFleetFoundsItAnew() throws Exception {
    ImportHarness refused = Fleets.instance(cluster, directory, 0);
    refused.dump().sql(table(0, 100), 4);
    refused.query("CREATE DATABASE shop");
    refused.query("CREATE TABLE shop.t (id INT PRIMARY KEY, v VARCHAR(20), UNIQUE KEY u (v))");
    refused.query("INSERT INTO shop.t VALUES (7, 'a row')");
    ImportHarness second = Fleets.instance(cluster, directory, 1);
    second.toml().set("mydumper", "data-source-dir", refused.dump().folder());
    for (ImportHarness member : List.of(refused, second)) {
      member.toml().set("tikv-importer", "parallel-import", false);
      member.toml().set("levin", "share-work", true);
    }
    SqlFaults faults = cluster.playground().tidb().faults();
    faults.add("DELETE FROM .*fleet_lot", BEFORE, new SqlFaults.Action.Delay(120_000), 1);
    Process first = refused.startProgram();
    Waiting.until("it removes the fleet", () -> !faults.fired().isEmpty() || !first.isAlive());
    refused.query("DELETE FROM shop.t");
    faults.add("fleet_member.*FOR UPDATE", BEFORE, new SqlFaults.Action.Delay(0), 100);
    Process other = second.startProgram();
    Waiting.until("another one joins", () -> faults.fired().size() > 1 || !other.isAlive());
    Thread.sleep(500);
    faults.clear();
    refused.awaitEnd(first).failedWith(1, "are not empty");
    second.awaitEnd(other).succeeded();
    second.holdsRows(table(0, 100));
    Fleets.nothingIsLeft(second);
  }

  @Test
  void aMemberThatIsAskedToLeaveDoesWhatItHasInHandAndTheOthersDoTheRest() throws Exception {
    ShareFleet fleet = withTwelveFiles();
    ImportHarness leaving = fleet.slowMember("30KiB");
    Process first = leaving.startProgram();
    fleet.awaitIngest(leaving, first);
    ImportHarness other = fleet.member();
    other.toml().set("tikv-importer", "store-write-bwlimit", "60KiB");
    Process second = other.startProgram();
    fleet.awaitMembers(other, second, 2);
    assertThat(fleet("drain", "--process", "1")).contains("no instance that takes part");
    String process = String.valueOf(first.pid());
    assertThat(fleet("drain", "--process", process)).contains("ends when it has done what");
    assertThat(fleet("status")).containsPattern(process + " +leaving");
    ImportRun left = leaving.awaitEnd(first);
    assertThat(left.exitCode()).as(left.out()).isZero();
    assertThat(left.out())
        .contains("has left the shared import, as levin fleet drain has asked: others go on")
        .endsWith("tidb lightning exit: others go on with the import\n");
    ImportRun run = other.awaitEnd(second).succeeded();
    assertThat(run.log()).doesNotContain("a member is dead");
    fleet.holdsEverything(other);
    Fleets.nothingIsLeft(other);
  }

  @Test
  void whoIsAskedToLeaveAsTheLastSaysThatTheImportIsNotComplete() throws Exception {
    ShareFleet fleet = withTwelveFiles();
    ImportHarness leaving = fleet.slowMember("60KiB");
    Process process = leaving.startProgram();
    fleet.awaitIngest(leaving, process);
    fleet("drain", "--process", String.valueOf(process.pid()));
    leaving
        .awaitEnd(process)
        .failedWith(
            1,
            "the import is not complete: this instance has left it, as levin fleet drain or abort has"
                + " asked, and no other goes on",
            "start any of its instances again: it goes on with what is left");
    anotherMemberEndsIt(fleet);
  }

  @Test
  void allAreAskedToEndAndPutTheClusterBackAndAnyOfThemGoesOnLater() throws Exception {
    ShareFleet fleet = withTwelveFiles();
    assertThat(fleet("abort")).contains("no such import is under way");
    List<ImportHarness> members = List.of(fleet.slowMember("60KiB"), fleet.slowMember("60KiB"));
    List<Process> processes = new ArrayList<>();
    for (ImportHarness member : members) {
      processes.add(member.startProgram());
    }
    fleet.awaitMembers(members.get(0), processes.get(0), 2);
    fleet.awaitIngest(members.get(0), processes.get(0));
    assertThat(fleet("abort")).contains("2 to end, each when", "run levin meta forget --task=");
    for (int i = 0; i < 2; i++) {
      members
          .get(i)
          .awaitEnd(processes.get(i))
          .failedWith(1, "as levin fleet drain or abort has asked, and no other goes on");
    }
    members.get(0).clusterIsAsBefore();
    assertThat(fleet("abort")).contains("no instance takes part");
    anotherMemberEndsIt(fleet);
  }

  /** An import that takes slow members a while. */
  private ShareFleet withTwelveFiles() {
    ShareFleet fleet = new ShareFleet(cluster, directory.resolve("fleet"));
    fleet.table(table(0, 6000), 12);
    return fleet;
  }

  private static void anotherMemberEndsIt(ShareFleet fleet) {
    ImportHarness next = fleet.member();
    next.run().succeeded();
    fleet.holdsEverything(next);
    Fleets.nothingIsLeft(next);
  }

  private String fleet(String... command) {
    PrintStream out = System.out;
    PrintStream err = System.err;
    ByteArrayOutputStream said = new ByteArrayOutputStream();
    try (PrintStream both = new PrintStream(said, true, StandardCharsets.UTF_8)) {
      System.setOut(both);
      System.setErr(both);
      List<String> arguments = new ArrayList<>(List.of(command));
      arguments.addAll(List.of("--port", String.valueOf(cluster.tidbPort())));
      new CommandLine(new FleetMain()).execute(arguments.toArray(new String[0]));
    } finally {
      System.setOut(out);
      System.setErr(err);
    }
    return said.toString(StandardCharsets.UTF_8);
  }
}
