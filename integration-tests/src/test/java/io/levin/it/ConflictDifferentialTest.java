package io.levin.it;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * Rows with equal keys, imported by the original and by Levin with the same {@code
 * conflict.strategy}: the same rows stay, and the same is recorded in the same tables; of {@code
 * error} the message is the same, only Levin records the rows as well. Runs with {@code
 * -Pdifferential} where {@code LEVIN_TEST_TIDB_LIGHTNING} names a program of the 8.5 line.
 */
@Tag("differential")
final class ConflictDifferentialTest {
  private static final String INFO = "lightning_task_info.";
  private static final String DATABASE = "conflicts";

  private static final List<SampleTable> TABLES =
      List.of(
          table("pk", "id INT PRIMARY KEY, u INT, v VARCHAR(9), KEY ku (u)"),
          table("unique_key", "id INT PRIMARY KEY, u INT, v VARCHAR(9), UNIQUE KEY uu (u)"),
          table(
              "two_keys",
              "id INT PRIMARY KEY, u INT, v VARCHAR(9), UNIQUE KEY uu (u), UNIQUE KEY uv (v)"),
          table("common", "id INT, u INT, v VARCHAR(9), PRIMARY KEY (v, id) CLUSTERED, KEY ku (u)"),
          table(
              "hidden",
              "id INT, u INT, v VARCHAR(9), PRIMARY KEY (id) NONCLUSTERED, UNIQUE KEY uu (u)"),
          table(
              "parts",
              "id INT PRIMARY KEY, u INT, v VARCHAR(9), KEY ku (u)",
              " PARTITION BY HASH (id) PARTITIONS 3"));

  @TempDir Path directory;

  private OriginalLightning original;
  private ImportHarness theirs;
  private ImportHarness ours;

  private static SampleTable table(String name, String columns) {
    return table(name, columns, "");
  }

  private static SampleTable table(String name, String columns, String options) {
    String create = "CREATE TABLE `" + name + "` (" + columns + ")" + options;
    List<List<Object>> rows =
        List.of(
            row(1, 10, "a"),
            row(2, 20, "b"),
            row(1, 30, "c"),
            row(3, 40, "d"),
            row(2, 20, "b"),
            row(4, 40, "e"),
            row(5, 50, "a"),
            row(6, null, "f"),
            row(7, null, "g"));
    return new SampleTable(DATABASE, name, create, List.of("id", "u", "v"), rows);
  }

  private static List<Object> row(Object id, Object u, Object v) {
    return Arrays.asList(id, u, v);
  }

  @BeforeEach
  void theOriginalIsThere() {
    original = OriginalLightning.fromEnvironment().orElse(null);
    assumeTrue(
        original != null,
        OriginalLightning.VARIABLE + " is not set: no original tidb-lightning to compare with");
    assumeTrue(!original.isOld(), "the 5.3 line has no conflict.strategy");
    theirs =
        new ImportHarness(
            PlaygroundUnderTest.start(original.clusterVersion()), directory.resolve("original"));
    ours =
        new ImportHarness(
            PlaygroundUnderTest.start(original.clusterVersion()), directory.resolve("levin"));
  }

  @AfterEach
  void stopClusters() {
    if (theirs != null) {
      theirs.cluster().close();
      ours.cluster().close();
    }
  }

  /** The rows of each table in two files, five in the first; those with hidden ids in one. */
  private void dump(List<SampleTable> tables, String strategy, boolean precheck) {
    for (ImportHarness harness : List.of(theirs, ours)) {
      for (SampleTable table : tables) {
        // Row ids of a second file depend on how many rows each program thinks the first one has.
        int first = table.name().equals("hidden") ? table.rows().size() : 5;
        harness.dump().schema(table).data(table, "1.sql", table.sql(0, first));
        if (first < table.rows().size()) {
          harness.dump().data(table, "2.sql", table.sql(first, table.rows().size()));
        }
      }
      harness.toml().set("conflict", "strategy", strategy);
      if (precheck) {
        harness.toml().set("conflict", "precheck-conflict-before-import", true);
      }
    }
  }

  private void holdTheSame(String what, String sql) {
    List<String> their = withoutTableIds(theirs.query(sql));
    List<String> our = withoutTableIds(ours.query(sql));
    assertThat(our).as(what).isEqualTo(their);
    assertThat(our).as(what).isNotEmpty();
  }

  /**
   * Keys in hexadecimal begin with {@code t} and the table's id; comments, quotes and blanks of
   * definitions do not count.
   */
  private static List<String> withoutTableIds(List<String> rows) {
    return rows.stream()
        .map(row -> row.replaceAll(" COMMENT '[^']*'", "").replace("`", "").replaceAll("\\s+", " "))
        .map(row -> row.replaceAll("(^|\\|)74[0-9A-F]{16}(?=5F)", "$1t"))
        .sorted()
        .toList();
  }

  @Test
  void replaceKeepsTheSameRowsAndRecordsTheSame() throws Exception {
    dump(TABLES, "replace", false);
    original.run(theirs).succeeded();
    ours.run().succeeded();
    holdTheSameTables();
    // key_data and row_data are for people, and each words them in its way
    holdTheSame(
        "conflicts",
        "SELECT hex(raw_key), hex(raw_handle), table_name, index_name, kv_type, hex(raw_row),"
            + " hex(raw_value) FROM "
            + INFO
            + "conflict_error_v4");
    holdTheSame("definition", "SHOW CREATE TABLE " + INFO + "conflict_error_v4");
    holdTheSame("definition", "SHOW CREATE VIEW " + INFO + "conflict_view");
  }

  @Test
  void replaceWithThePrecheckKeepsTheSameRowsAndRecordsTheSame() throws Exception {
    dump(TABLES, "replace", true);
    original.run(theirs).succeeded();
    ours.run().succeeded();
    holdTheSameTables();
    holdTheSame(
        "left out",
        "SELECT table_name, path, row_id, row_data FROM " + INFO + "conflict_records_v2");
    holdTheSame("definition", "SHOW CREATE TABLE " + INFO + "conflict_records_v2");
    holdTheSame("definition", "SHOW CREATE VIEW " + INFO + "conflict_view");
  }

  private void holdTheSameTables() {
    for (SampleTable table : TABLES) {
      holdTheSame("rows of " + table.name(), "SELECT id, u, v FROM " + table.quoted());
      ours.query("ADMIN CHECK TABLE " + table.quoted());
      theirs.query("ADMIN CHECK TABLE " + table.quoted());
    }
  }

  @Test
  void errorEndsBothWithTheSameMessageForAPrimaryKey() throws Exception {
    SampleTable table =
        TABLES.get(0).with(List.of(row(1, 10, "a"), row(2, 2, "b"), row(1, 3, "c")));
    endWithTheSame(table, "found data conflict records in table pk, primary key is '1'");
  }

  @Test
  void errorEndsBothWithTheSameMessageForAUniqueKey() throws Exception {
    SampleTable table =
        TABLES.get(1).with(List.of(row(1, 10, "a"), row(2, 10, "b"), row(3, 3, "c")));
    endWithTheSame(
        table,
        "found index conflict records in table unique_key, index name is 'unique_key.uu', unique"
            + " key is '[10]'");
  }

  private void endWithTheSame(SampleTable table, String message) throws Exception {
    for (ImportHarness harness : List.of(theirs, ours)) {
      harness.dump().schema(table).data(table, "1.sql", table.sql(0, 3));
      harness.toml().set("conflict", "strategy", "error");
    }
    ImportRun their = original.run(theirs);
    ImportRun our = ours.run();
    assertThat(their.exitCode()).as("%s", their).isEqualTo(1);
    assertThat(our.exitCode()).as("%s", our).isEqualTo(1);
    assertThat(their.out() + their.log()).contains(message);
    assertThat(our.out() + our.log()).contains(message);
  }
}
