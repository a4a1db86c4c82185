package io.levin.it;

import static org.assertj.core.api.Assertions.assertThat;

import io.levin.base.MemoryBudget;
import io.levin.engine.cli.CtlMain;
import io.levin.playground.fault.Fault;
import io.levin.sortedkv.EngineId;
import io.levin.sortedkv.EngineMetadata;
import io.levin.sortedkv.SortedKv;
import io.levin.sortedkv.SortedKvOptions;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.List;
import org.junit.jupiter.api.Test;

/** Equal keys from different rows, as a user of each {@code conflict.strategy} sees them. */
final class ConflictImportTest extends PlaygroundPerClass {
  private static final String RECORDS = "lightning_task_info.conflict_error_v4";

  private SampleTable table(String database, String create, List<List<Object>> rows) {
    return new SampleTable(
        database, "t", "CREATE TABLE `t` (" + create, List.of("id", "u", "v"), rows);
  }

  private static List<Object> row(Object id, Object u, Object v) {
    return Arrays.asList(id, u, v);
  }

  private void strategy(String strategy) {
    harness().toml().set("conflict", "strategy", strategy);
  }

  /** Two files with these rows, so many of them in the first one. */
  private void dump(SampleTable table, int first) {
    harness()
        .dump()
        .schema(table)
        .data(table, "1.sql", table.sql(0, first))
        .data(table, "2.sql", table.sql(first, table.rows().size()));
  }

  /** The conflict table's readable columns of one table, in order. */
  private List<String> records(SampleTable table) {
    return harness()
        .query(
            "SELECT index_name, key_data, row_data, kv_type FROM "
                + RECORDS
                + " WHERE table_name = '"
                + table.quoted()
                + "' ORDER BY id");
  }

  private static String recorded(String index, String key, String row, String place, int type) {
    return index + "|" + key + "|" + row + " /* file " + place + " */|" + type;
  }

  /** Where the nth row of some SQL text starts. */
  private static String at(SampleTable table, int from, int to, String file, String row) {
    return "t." + file + " at offset " + table.sql(from, to).indexOf(row);
  }

  // precheck

  private void precheck(String strategy) {
    strategy(strategy);
    harness().toml().set("conflict", "precheck-conflict-before-import", true);
  }

  @Test
  void withThePrecheckReplaceKeepsTheLastRowOfEachKeyAndRecordsTheOthers() {
    SampleTable table =
        table(
            "pre_replace",
            "id INT PRIMARY KEY, u INT, v INT, UNIQUE KEY uu (u))",
            List.of(row(1, 1, 1), row(2, 2, 2), row(1, 3, 3), row(4, 3, 4), row(5, 5, 5)));
    precheck("replace");
    dump(table, 2);
    ImportRun run = harness().run().succeeded();
    harness().holds(table.with(List.of(row(2, 2, 2), row(4, 3, 4), row(5, 5, 5))));
    assertThat(
            harness()
                .query(
                    "SELECT path, error, row_data FROM lightning_task_info.conflict_records_v2"
                        + " WHERE table_name = '`pre_replace`.`t`' ORDER BY id"))
        .containsExactly(
            "pre_replace.t.1.sql|duplicate entry for key 'PRIMARY'|(1,1,1)",
            "pre_replace.t.2.sql|duplicate entry for key 'PRIMARY', 'uu'|(1,3,3)");
    assertThat(
            harness()
                .query(
                    "SELECT is_precheck_conflict, path, row_data FROM"
                        + " lightning_task_info.conflict_view WHERE table_name ="
                        + " '`pre_replace`.`t`' ORDER BY row_id"))
        .containsExactly("1|pre_replace.t.1.sql|(1,1,1)", "1|pre_replace.t.2.sql|(1,3,3)");
    assertThat(run.out()).contains("conflict_records_v2");
  }

  @Test
  void withThePrecheckAConflictThatIsAnErrorEndsTheTableBeforeAnythingIsSent() {
    SampleTable table =
        table(
            "pre_error",
            "id INT PRIMARY KEY, u INT, v VARCHAR(600), UNIQUE KEY uu (u))",
            Rows.of(3000, i -> row(i, i == 3000 ? 1 : i, Rows.text(i, 300))));
    precheck("error");
    harness().smallRegions();
    dump(table, 1000);
    harness()
        .run()
        .failedWith(
            1,
            "found index conflict records in table t, index name is 't.uu', unique key is '[1]'",
            "file pre_error.t.1.sql at offset",
            "file pre_error.t.2.sql at offset");
    assertThat(harness().query("SELECT COUNT(*) FROM pre_error.t")).containsExactly("0");
  }

  // replace

  @Test
  void replaceKeepsTheFirstOfRowsWithOnePrimaryKey() {
    List<List<Object>> rows =
        List.of(
            row(1, 10, "a"), row(2, 20, "b"), row(1, 30, "c"), row(3, 40, "d"), row(2, 50, "e"));
    SampleTable table = table("rpk", "id INT PRIMARY KEY, u INT, v VARCHAR(9), KEY ku (u))", rows);
    dump(table, 4);
    strategy("replace");
    ImportRun run = harness().run().succeeded();
    harness().holds(table.with(List.of(rows.get(0), rows.get(1), rows.get(3))));
    assertThat(records(table))
        .containsExactly(
            recorded("PRIMARY", "1", "(1,10,'a')", "rpk." + at(table, 0, 4, "1.sql", "(1,10"), 1),
            recorded("PRIMARY", "2", "(2,20,'b')", "rpk." + at(table, 0, 4, "1.sql", "(2,20"), 1),
            recorded("PRIMARY", "1", "(1,30,'c')", "rpk." + at(table, 0, 4, "1.sql", "(1,30"), 1),
            recorded("PRIMARY", "2", "(2,50,'e')", "rpk." + at(table, 4, 5, "2.sql", "(2,50"), 1));
    assertThat(run.out())
        .contains("Import Data Error Summary: ", "| Unique Key Conflict |", "`conflict_error_v4`");
    assertThat(run.log()).contains("Detect 4 conflict errors in total");
    assertThat(
            harness()
                .query(
                    "SELECT count(*) FROM lightning_task_info.conflict_view WHERE"
                        + " is_precheck_conflict = 0 AND raw_handle = raw_key AND raw_row ="
                        + " raw_value AND table_name = '"
                        + table.quoted()
                        + "'"))
        .containsExactly("4");
  }

  @Test
  void replaceLeavesOutARowWhoseUniqueKeyIsTakenWithAllItsPairs() {
    List<List<Object>> rows =
        List.of(
            row(1, 10, "a"),
            row(2, 10, "b"),
            row(3, 30, "b"),
            row(2, 40, "x"),
            row(4, null, "y"),
            row(5, null, "z"));
    SampleTable table =
        table(
            "ruk",
            "id INT PRIMARY KEY, u INT, v VARCHAR(9), UNIQUE KEY uu (u), UNIQUE uv (v))",
            rows);
    dump(table, 3);
    strategy("replace");
    harness().run().succeeded();
    // Row (2,10) goes, so it drives out neither (3,30,'b') nor (2,40).
    harness()
        .holds(
            table.with(List.of(rows.get(0), rows.get(2), rows.get(3), rows.get(4), rows.get(5))));
    assertThat(records(table))
        .anySatisfy(
            line -> assertThat(line).startsWith("uu|[10]|(1,10,'a') /* file").endsWith("|0"))
        .anySatisfy(line -> assertThat(line).startsWith("uv|[b]|(3,30,'b') /* file").endsWith("|0"))
        .anySatisfy(
            line -> assertThat(line).startsWith("PRIMARY|2|(2,40,'x') /* file").endsWith("|1"))
        .hasSize(6);
  }

  @Test
  void replaceWorksOnPartitionsCommonHandlesAndHiddenRowIds() {
    List<List<Object>> rows = Rows.of(300, i -> row(i % 250, i % 250, "v" + i));
    List<List<Object>> stay = rows.subList(0, 250);
    SampleTable parts =
        table(
            "rparts",
            "id INT, u INT, v VARCHAR(9), PRIMARY KEY (id), KEY ku (u)) PARTITION BY HASH (id)"
                + " PARTITIONS 3",
            rows);
    SampleTable common =
        table(
            "rcommon",
            "id INT, u INT, v VARCHAR(9), PRIMARY KEY (id, u) CLUSTERED, KEY kv (v))",
            rows);
    SampleTable hidden =
        table(
            "rhidden",
            "id INT, u INT, v VARCHAR(9), PRIMARY KEY (id) NONCLUSTERED, UNIQUE KEY uu (u))",
            rows);
    List<SampleTable> tables = List.of(parts, common, hidden);
    tables.forEach(table -> dump(table, 270));
    strategy("replace");
    harness().run().succeeded();
    tables.forEach(
        table -> {
          harness().holdsRows(table.with(stay));
          harness().query("ADMIN CHECK TABLE " + table.quoted());
        });
    assertThat(records(common))
        .anySatisfy(line -> assertThat(line).startsWith("PRIMARY|{7, 7}|(7,7,'v7')"));
    assertThat(records(hidden)).hasSize(200);
  }

  @Test
  void replaceWorksAcrossTheChunksAndRunsOfALargeTable() {
    SampleTable large = large("rlarge");
    harness().smallRegions().dump().sql(large, 3);
    strategy("replace");
    harness().run().succeeded();
    harness().holds(large.with(large.rows().subList(0, 6000)));
    assertThat(records(large)).hasSize(800);
  }

  /** 6,400 rows, the last 400 of which have primary keys of others. */
  private SampleTable large(String database) {
    List<List<Object>> rows =
        Rows.of(6400, i -> row(i <= 6000 ? i : (i - 6000) * 10, i, Rows.text(i, 150 + i % 150)));
    return table(database, "id INT PRIMARY KEY, u INT, v VARCHAR(300), UNIQUE KEY uu (u))", rows);
  }

  @Test
  void moreConflictsThanTheThresholdEndTheImportAndAreRecorded() {
    SampleTable table =
        table(
            "rlimit",
            "id INT PRIMARY KEY, u INT, v VARCHAR(9))",
            Rows.of(10, i -> row(i % 5, i, "v")));
    dump(table, 5);
    strategy("replace");
    harness().toml().set("conflict", "threshold", 3);
    harness().run().failedWith(1, "exceeds the threshold configured by `conflict.threshold`: '3'");
    assertThat(records(table)).hasSize(4);
  }

  @Test
  void aReplaceThatIsDoneAgainDoesNotRecordItsRowsTwice() {
    for (SampleTable table : List.of(large("ragain"), shortOf("ragainsmall", 300))) {
      harness().dump().sql(table, 3);
    }
    harness().smallRegions();
    strategy("replace");
    PlaygroundUnderTest cluster = (PlaygroundUnderTest) harness().cluster();
    Fault full = cluster.playground().faults().inject("MultiIngest nth=4 -> disk-full");
    harness().run().failedWith(1, "disk");
    full.remove();
    List<String> before = records(large("ragain"));
    harness().run().succeeded();
    harness().holds(large("ragain").with(large("ragain").rows().subList(0, 6000)));
    harness()
        .holds(
            shortOf("ragainsmall", 300).with(shortOf("ragainsmall", 300).rows().subList(0, 250)));
    assertThat(records(large("ragain"))).hasSize(800).hasSameSizeAs(before);
    assertThat(records(shortOf("ragainsmall", 300))).hasSize(100);
  }

  private SampleTable shortOf(String database, int rows) {
    return table(
        database,
        "id INT PRIMARY KEY, u INT, v VARCHAR(9))",
        Rows.of(rows, i -> row(i % 250, i, "v" + i)));
  }

  // error

  @Test
  void errorEndsTheTableAndRecordsBothRowsOfAPrimaryKey() {
    List<List<Object>> rows = List.of(row(1, 10, "a"), row(2, 20, "b"), row(1, 30, "c"));
    SampleTable table = table("epk", "id INT PRIMARY KEY, u INT, v VARCHAR(9))", rows);
    dump(table, 2);
    strategy("error");
    ImportRun run =
        harness()
            .run()
            .failedWith(
                1,
                "[Lightning:Restore:ErrFoundDataConflictRecords]found data conflict records in"
                    + " table t, primary key is '1', row data is '(1,10,'a')'",
                "epk." + at(table, 0, 2, "1.sql", "(1,10"),
                "epk." + at(table, 2, 3, "2.sql", "(1,30"));
    assertThat(run.out()).contains("| Unique Key Conflict |           2 |");
    assertThat(records(table))
        .containsExactly(
            recorded("PRIMARY", "1", "(1,10,'a')", "epk." + at(table, 0, 2, "1.sql", "(1,10"), 1),
            recorded("PRIMARY", "1", "(1,30,'c')", "epk." + at(table, 2, 3, "2.sql", "(1,30"), 1));
  }

  @Test
  void errorNamesTheUniqueIndexItsKeyAndTheRow() {
    List<List<Object>> rows = List.of(row(1, 10, "a"), row(2, 20, "b"), row(3, 30, "b"));
    SampleTable table =
        table("euk", "id INT PRIMARY KEY, u INT, v VARCHAR(9), UNIQUE KEY uv (v))", rows);
    dump(table, 3);
    strategy("error");
    harness()
        .run()
        .failedWith(
            1,
            "[Lightning:Restore:ErrFoundIndexConflictRecords]found index conflict records in table"
                + " t, index name is 't.uv', unique key is '[b]', primary key is '2'",
            "euk." + at(table, 0, 3, "1.sql", "(2,20"),
            "euk." + at(table, 0, 3, "1.sql", "(3,30"));
    assertThat(
            harness()
                .query(
                    "SELECT index_name, key_data, kv_type, length(raw_handle), length(raw_row) > 0"
                        + " FROM "
                        + RECORDS
                        + " WHERE table_name = '"
                        + table.quoted()
                        + "' ORDER BY id"))
        .containsExactly("uv|[b]|0|19|1", "uv|[b]|0|19|1");
  }

  // none

  @Test
  void withoutAStrategyBothRowsAreNamedAndNothingIsRecorded() {
    List<List<Object>> rows = List.of(row(1, 10, "a"), row(2, 20, "b"), row(3, 10, "c"));
    SampleTable unique = table("nuk", "id INT, u INT, v VARCHAR(9), UNIQUE KEY uu (u))", rows);
    dump(unique, 2);
    ImportRun run =
        harness()
            .run()
            .failedWith(
                1,
                "`nuk`.`t`",
                "nuk." + at(unique, 0, 2, "1.sql", "(1,10"),
                "nuk." + at(unique, 2, 3, "2.sql", "(3,10"),
                "same value of unique index uu",
                "conflict.strategy = \"replace\"");
    assertThat(run.out()).doesNotContain("Error Summary");
  }

  @Test
  void withoutAStrategyALargeTableFailsOnThePrimaryKeyOfTwoChunks() {
    SampleTable large = large("nlarge");
    harness().smallRegions().dump().sql(large, 3);
    harness()
        .run()
        .failedWith(
            1,
            "`nlarge`.`t`",
            ".sql at offset ",
            "nlarge.t.000000002.sql at offset",
            "same primary key or row id");
  }

  @Test
  void replaceIsRefusedForATableOfWhichPairsWereSentWithoutIt() {
    SampleTable large = large("nchange");
    harness().smallRegions().dump().sql(large, 3);
    harness().run().failedWith(1, "same primary key or row id");
    strategy("replace");
    harness().run().failedWith(1, "`nchange`.`t` failed in step(imported)");
    int ignored =
        new CtlMain(System.out, System.err)
            .run(
                List.of(
                    "-config",
                    harness().configFile().toString(),
                    "-checkpoint-error-ignore=`nchange`.`t`"));
    assertThat(ignored).isZero();
    harness()
        .run()
        .failedWith(
            1,
            "`nchange`.`t` was begun with conflict.strategy = \"none\"",
            "it cannot go on with conflict.strategy = \"replace\"",
            "--checkpoint-remove='`nchange`.`t`'",
            "empty the table");
  }

  /** Some rows of the one choice and some of the other would be in, whatever the order. */
  @Test
  void whichRowStaysIsNotChangedWhenPairsWereSent() throws Exception {
    SampleTable large = large("nturned");
    harness().smallRegions().dump().sql(large, 3);
    strategy("replace");
    harness().stopWhileSending();
    precheck("replace");
    harness()
        .run()
        .failedWith(
            1,
            "`nturned`.`t` was begun with conflict.strategy = \"replace\","
                + " conflict.precheck-conflict-before-import = false, and pairs of it are in",
            "cannot go on with conflict.strategy = \"replace\","
                + " conflict.precheck-conflict-before-import = true");
    harness().toml().set("conflict", "precheck-conflict-before-import", false);
    harness().run().succeeded();
    harness().holds(large.with(large.rows().subList(0, 6000)));
  }

  /** An earlier version recorded the same word whichever row was to stay. */
  @Test
  void aTableBegunWithoutAWordOnWhichRowStaysGoesOnWithEither() throws Exception {
    SampleTable large = large("nbare");
    harness().smallRegions().dump().sql(large, 3);
    precheck("replace");
    harness().stopWhileSending();
    assertThat(begunWith(large, "REPLACE")).isEqualTo("REPLACE and the last row stays");
    harness().stopWhileSending();
    assertThat(begunWith(large, "REPLACE")).isEqualTo("REPLACE and the last row stays");
    harness().run().succeeded();
    harness()
        .holds(
            large.with(
                large.rows().stream()
                    .filter(row -> (int) row.get(1) > 6000 || isNotAgain((int) row.get(0)))
                    .toList()));
  }

  private static boolean isNotAgain(int id) {
    return id > 4000 || id % 10 != 0;
  }

  /** What the sorted data of a table says that it was begun with; it says something else then. */
  private String begunWith(SampleTable table, String from) {
    EngineId index = EngineId.index(table.quoted());
    try (SortedKv store =
        SortedKv.open(
            harness().directory().resolve("sorted"),
            SortedKvOptions.defaults(),
            new MemoryBudget("test", 256 << 20))) {
      byte[] before = store.metadata(index, "begun").orElseThrow();
      store.putMetadata(
          List.of(new EngineMetadata(index, "begun", from.getBytes(StandardCharsets.UTF_8))));
      return new String(before, StandardCharsets.UTF_8);
    }
  }

  @Test
  void replaceMayBeChosenBeforeAnythingWasSent() {
    SampleTable large = large("nearly");
    harness().smallRegions().dump().sql(large, 3);
    harness().toml().set("tidb", "sql-mode", "STRICT_TRANS_TABLES");
    // The load fails at its end, with most of the rows sorted.
    harness().dump().data(large, "000000003.sql", "INSERT INTO t VALUES ('x', -1, '');\n");
    harness().run().failedWith(1, "000000003.sql", "'x'");
    strategy("replace");
    harness().toml().set("lightning", "max-error", 1);
    harness().run().succeeded();
    harness().holds(large.with(large.rows().subList(0, 6000)));
    assertThat(records(large)).hasSize(800);
  }
}
