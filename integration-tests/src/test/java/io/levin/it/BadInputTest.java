package io.levin.it;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import io.levin.playground.PlaygroundOptions;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.Base64;
import java.util.List;
import org.junit.jupiter.api.Test;

/**
 * What a user does wrong: each ends with an exit code other than 0 and one message that names the
 * thing and the remedy, and leaves nothing switched or paused in the cluster.
 */
final class BadInputTest extends PlaygroundPerClass {
  private static final String PASSWORD = "correct horse";
  private static final int FAILED = 1;

  @Override
  ClusterUnderTest newCluster() {
    return PlaygroundUnderTest.start(PlaygroundOptions.builder().rootPassword(PASSWORD).build());
  }

  private static SampleTable table(String name) {
    return new SampleTable(
        "bad",
        name,
        "CREATE TABLE `" + name + "` (id INT PRIMARY KEY, name VARCHAR(20))",
        List.of("id", "name"),
        Rows.of(5, i -> List.of(i, "n" + i)));
  }

  /** A dump whose only data file holds the given text. */
  private void dump(String name, String data) {
    SampleTable table = table(name);
    harness().dump().schema(table).data(table, "sql", data);
  }

  @Test
  void aWrongPasswordIsToldWithUserAndAddress() {
    harness().dump().sql(table("t"));
    harness().toml().set("tidb", "password", "wrong");
    harness()
        .runProgram()
        .failedWith(FAILED, "Access denied for user 'root'", "tidb.user", "tidb.password");
  }

  @Test
  void aPasswordMayStandInBase64() {
    SampleTable table = table("encoded");
    harness().dump().sql(table);
    byte[] plain = PASSWORD.getBytes(StandardCharsets.UTF_8);
    harness().toml().set("tidb", "password", Base64.getEncoder().encodeToString(plain));
    harness().run().succeeded();
    harness().holds(table);
  }

  @Test
  void aPdThatCannotBeReachedIsNamed() {
    harness().dump().sql(table("t"));
    harness().toml().set("tidb", "pd-addr", "127.0.0.1:1");
    harness().run().failedWith(FAILED, "127.0.0.1:1", "tidb.pd-addr");
  }

  @Test
  void aStatusPortThatCannotBeReachedIsNamed() {
    harness().dump().sql(table("t"));
    harness().toml().set("tidb", "status-port", 1);
    harness().run().failedWith(FAILED, "127.0.0.1:1", "tidb.status-port");
  }

  @Test
  void aPdOfAnotherClusterIsRefused() {
    harness().dump().sql(table("t"));
    try (ClusterUnderTest other =
        PlaygroundUnderTest.start(PlaygroundOptions.builder().withoutTidb().build())) {
      harness().toml().set("tidb", "pd-addr", other.pdAddresses());
      harness()
          .run()
          .failedWith(FAILED, "cluster", other.pdAddresses(), "correct tidb.pd-addr or tidb.host");
      assertThat(other.problems()).isEmpty();
    }
  }

  @Test
  void aMissingSourceFolderIsNamed() {
    harness().toml().set("mydumper", "data-source-dir", "/no/such/folder");
    harness().run().failedWith(FAILED, "/no/such/folder", "data-source-dir");
  }

  @Test
  void aSourceThatIsAFileOrOfAnUnknownKindIsNamed() throws IOException {
    Path file = harness().directory().resolve("a-file");
    Files.writeString(file, "x");
    harness().toml().set("mydumper", "data-source-dir", file);
    harness().run().failedWith(FAILED, "'" + file + "': `mydumper.data-source-dir` does not exist");
    harness().toml().set("mydumper", "data-source-dir", "hdfs://x/y");
    harness()
        .run()
        .failedWith(
            FAILED,
            "tidb lightning encountered error: [Lightning:Config:ErrInvalidConfig]unsupported"
                + " data-source-dir url 'hdfs://x/y', supported storage types are");
  }

  @Test
  void anEmptySourceFolderIsNamed() {
    harness().run().failedWith(FAILED, harness().dump().folder().toString());
  }

  @Test
  void dataWithoutSchemaIsNamed() {
    harness().dump().file("bad.orphan.sql", table("orphan").sql(0, 5));
    harness().run().failedWith(FAILED, "`bad`.`orphan` schema not found", "add a schema file");
  }

  @Test
  void aTableWithOtherColumnsIsNamedWithThem() {
    harness().query("CREATE DATABASE IF NOT EXISTS bad");
    harness().query("CREATE TABLE bad.othercols (id INT PRIMARY KEY, other INT)");
    harness().dump().sql(table("othercols"));
    harness()
        .run()
        .failedWith(
            FAILED, "bad.othercols.000000000.sql", "(name)", "othercols", "correct the header");
  }

  @Test
  void rowsThatLackAColumnWithoutDefaultAreNamed() {
    SampleTable table =
        new SampleTable(
            "bad",
            "short",
            "CREATE TABLE `short` (id INT PRIMARY KEY, name VARCHAR(20) NOT NULL)",
            List.of("id"),
            List.of());
    harness().dump().schema(table).data(table, "sql", "INSERT INTO `short` VALUES (1),(2);\n");
    harness()
        .run()
        .failedWith(
            FAILED,
            "TiDB schema `bad`.`short` has 2 columns,and data file bad.short.sql has 1 columns, but column name"
                + " are missing the default value",
            "please give column a default value");
  }

  @Test
  void anUnterminatedStringIsNamedByFileAndOffset() {
    dump("unended", "INSERT INTO `unended` VALUES (1,'a'),(2,'b\n");
    harness().runProgram().failedWith(FAILED, "bad.unended.sql", "offset 43", "not closed");
  }

  @Test
  void aBadNumberIsNamedByFileOffsetColumnAndValue() {
    dump("badnumber", "INSERT INTO `badnumber` VALUES (1,'a'),('12x','b');\n");
    harness().toml().set("tidb", "sql-mode", "STRICT_TRANS_TABLES");
    harness()
        .run()
        .failedWith(FAILED, "bad.badnumber.sql", "offset 50", "'12x'", "'id'", "max-error");
  }

  @Test
  void aSortedKvDirThatCannotBeMadeIsNamed() throws IOException {
    harness().dump().sql(table("t"));
    Path file = harness().directory().resolve("a-file");
    Files.writeString(file, "in the way");
    harness().toml().set("tikv-importer", "sorted-kv-dir", file.resolve("sorted"));
    harness().run().failedWith(FAILED, file.resolve("sorted").toString(), "sorted-kv-dir");
    harness().toml().set("tikv-importer", "sorted-kv-dir", file);
    harness().run().failedWith(FAILED, file.toString(), "is not a directory");
    Path mistyped = harness().directory().resolve("no-such-disk").resolve("sorted");
    harness().toml().set("tikv-importer", "sorted-kv-dir", mistyped);
    harness()
        .run()
        .failedWith(
            FAILED,
            "invalid sorted-kv-dir '" + mistyped + "' for local backend: its parent is not there",
            "change tikv-importer.sorted-kv-dir");
    assertThat(mistyped.getParent()).doesNotExist();
  }

  @Test
  void sortedDataIsForTheEyesOfItsOwnerOnly() throws IOException {
    harness().dump().sql(table("private"));
    harness().run().succeeded();
    Path sorted = harness().directory().resolve("sorted");
    assertThat(PosixFilePermissions.toString(Files.getPosixFilePermissions(sorted)))
        .isEqualTo("rwx------");
  }

  @Test
  void aSortedKvDirThatIsNotEmptyIsRefusedWithoutCheckpoints() throws IOException {
    SampleTable table = table("unchecked");
    harness().dump().sql(table);
    Path sorted = Files.createDirectory(harness().directory().resolve("sorted"));
    Files.writeString(sorted.resolve("of-another-run"), "x");
    harness().toml().set("checkpoint", "enable", false);
    harness()
        .run()
        .failedWith(
            FAILED,
            "[Lightning:Config:ErrInvalidSortedKVDir]invalid sorted-kv-dir '"
                + sorted
                + "' for local backend, please change the config or delete the path: mkdir "
                + sorted
                + ": file exists",
            "it holds of-another-run");
    Files.delete(sorted.resolve("of-another-run"));
    harness().run().succeeded();
    harness().holds(table);
    assertThat(sorted).doesNotExist();
  }

  @Test
  void aSortedKvDirThatFillsUpIsNamed() throws Exception {
    Path disk = Files.createDirectory(harness().directory().resolve("disk"));
    assumeTrue(
        run("mount", "-t", "tmpfs", "-o", "size=1m", "tmpfs", disk.toString()),
        "no right to mount a small file system");
    try {
      SampleTable table = FaultMatrixTest.TABLE.in("bad");
      harness().dump().sql(table);
      harness().toml().set("tikv-importer", "sorted-kv-dir", disk.resolve("sorted"));
      harness()
          .run()
          .failedWith(
              FAILED, "local disk space may not enough", "change `tikv-importer.sorted-kv-dir`");
      harness().toml().set("lightning", "check-requirements", false);
      harness()
          .run()
          .failedWith(FAILED, "no space left", disk.resolve("sorted").toString(), "free space");
    } finally {
      run("umount", "-l", disk.toString());
    }
  }

  private static boolean run(String... command) throws IOException, InterruptedException {
    return new ProcessBuilder(command).redirectErrorStream(true).start().waitFor() == 0;
  }

  @Test
  void aFunctionThatIsNotSupportedIsNamedBeforeAnyTableIsImportedAlsoWithoutChecks() {
    harness().dump().sql(table("aa"));
    harness()
        .dump()
        .sql(
            new SampleTable(
                "bad",
                "odd",
                "CREATE TABLE `odd` (id INT PRIMARY KEY, c BLOB AS (compress(id)) STORED)",
                List.of("id"),
                Rows.of(5, i -> List.of(i))));
    harness().toml().set("lightning", "check-requirements", false);
    harness().run().failedWith(FAILED, "function compress", "column c of table odd", "afterwards");
    assertThat(harness().query("SELECT * FROM bad.aa")).isEmpty();
  }

  @Test
  void anUnknownKeyIsNamed() {
    harness().dump().sql(table("t"));
    harness().toml().set("mydumper", "data-sourcedir", "x");
    harness()
        .runProgram()
        .failedWith(FAILED, "mydumper.data-sourcedir", "correct ", "tidb-lightning.toml");
  }

  @Test
  void aValueOfTheWrongTypeIsNamed() {
    harness().dump().sql(table("t"));
    harness().toml().set("lightning", "region-concurrency", "many");
    harness().run().failedWith(FAILED, "lightning.region-concurrency", "string", "integer");
  }

  @Test
  void twoRowsWithOneKeyAreBothNamedByFileAndOffset() {
    dump("twice", "INSERT INTO `twice` VALUES (1,'a'),(2,'b'),(1,'c');\n");
    harness().run().failedWith(FAILED, "`bad`.`twice`", "bad.twice.sql", "conflict");
  }

  @Test
  void aTargetThatIsNotEmptyIsNamed() {
    SampleTable table = table("notempty");
    harness().query("CREATE DATABASE IF NOT EXISTS bad");
    harness().query("CREATE TABLE bad.notempty (id INT PRIMARY KEY, name VARCHAR(20))");
    harness().query("INSERT INTO bad.notempty VALUES (1000, 'was here')");
    harness().dump().sql(table);
    harness().run().failedWith(FAILED, "`bad`.`notempty`", "not empty");
    assertThat(harness().query("SELECT * FROM bad.notempty")).containsExactly("1000|was here");
  }
}
