package io.levin.it;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.function.UnaryOperator;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

/**
 * The same statements to the playground and to the TiDB that {@code LEVIN_TEST_TIDB} names ({@code
 * host:port}; it needs neither PD nor TiKV of its own, {@code --store=unistore} will do): the same
 * descriptions of columns, the same rows in text and binary form, the same numbers, states and
 * texts of errors. The statements are in {@code tidb-statements.sql}; those behind a line {@code
 * #differs} are answered otherwise on purpose, and the test insists that they are.
 */
final class TidbComparisonTest {
  private static final Pattern DIFFERS = Pattern.compile("#differs \\(([a-z ]*)\\) .+");
  private static final List<String> DATABASES = List.of("honest", "honest2");

  private static ClusterUnderTest tidb;
  private static PlaygroundUnderTest playground;

  @BeforeAll
  static void bothAreThere() {
    Optional<RealTidb> named = RealTidb.fromEnvironment();
    assumeTrue(named.isPresent(), RealTidb.VARIABLE + " is not set: no TiDB to compare with");
    playground = PlaygroundUnderTest.start("8.5.0");
    tidb = named.get().above(playground);
  }

  @AfterAll
  static void stop() {
    if (playground != null) {
      playground.close();
    }
  }

  /**
   * A statement and what is known of its answers.
   *
   * @param rows what is done to the rows before they are compared
   * @param differs what differs on purpose, of {@code end}, {@code columns} and {@code rows}
   */
  private record Said(String sql, UnaryOperator<List<String>> rows, List<String> differs) {}

  @Test
  void theSameStatementsHaveTheSameAnswers() throws IOException {
    List<String> differences = new ArrayList<>();
    int statements = 0;
    try (SqlWire theirs = SqlWire.connect(tidb, "");
        SqlWire ours = SqlWire.connect(playground, "")) {
      for (String database : DATABASES) {
        theirs.query("DROP DATABASE IF EXISTS " + database);
      }
      for (Said said : statements()) {
        statements++;
        List<String> found = compare(said, theirs, ours);
        List<String> aspects = found.stream().map(f -> f.substring(0, f.indexOf(' '))).toList();
        for (String difference : found) {
          if (!said.differs().contains(difference.substring(0, difference.indexOf(' ')))) {
            differences.add(said.sql() + "\n    " + difference);
          }
        }
        for (String differs : said.differs()) {
          if (!aspects.contains(differs)) {
            differences.add(said.sql() + "\n    " + differs + " should differ and does not");
          }
        }
      }
      for (String database : DATABASES) {
        theirs.query("DROP DATABASE IF EXISTS " + database);
      }
    }
    Path report = Path.of("target", "tidb-comparison.txt");
    Files.write(report, differences);
    System.out.println(
        statements + " statements, " + differences.size() + " differences, see " + report);
    assertThat(differences.stream().limit(20).toList())
        .as("%d differences, see %s", differences.size(), report)
        .isEmpty();
  }

  @Test
  void whoIsNotLetInIsToldTheSame() {
    for (String[] login :
        List.of(
            new String[] {"nobody", "", ""},
            new String[] {"nobody", "secret", "nowhere"},
            new String[] {"root", "wrong", ""},
            new String[] {"root", "", "nowhere"})) {
      assertThat(refusal(playground, login))
          .as(String.join("/", login))
          .isEqualTo(refusal(tidb, login));
    }
  }

  private static String refusal(ClusterUnderTest cluster, String[] login) {
    try (SqlWire wire = SqlWire.connect(cluster, login[0], login[1], login[2])) {
      return "let in";
    } catch (IOException e) {
      return e.getMessage();
    }
  }

  /** What one says while another has something locked: the answers and how long they took. */
  @Test
  void locksAndConflictsEndAlike() throws Exception {
    assertThat(locks(playground)).isEqualTo(locks(tidb));
  }

  private static List<String> locks(ClusterUnderTest cluster) throws Exception {
    List<String> said = new ArrayList<>();
    try (SqlWire a = SqlWire.connect(cluster, "");
        SqlWire b = SqlWire.connect(cluster, "")) {
      a.query("DROP DATABASE IF EXISTS honest");
      a.query("CREATE DATABASE honest");
      for (SqlWire wire : List.of(a, b)) {
        wire.query("USE honest");
        wire.query("SET innodb_lock_wait_timeout = 1");
      }
      a.query("CREATE TABLE t (id INT PRIMARY KEY, v INT, u INT, UNIQUE KEY uu (u))");
      a.query("INSERT INTO t VALUES (1, 1, 1), (2, 2, 2), (3, 3, 3)");
      // rows that are locked
      ask(said, a, "BEGIN PESSIMISTIC");
      ask(said, a, "SELECT * FROM t WHERE id = 1 FOR UPDATE");
      ask(said, b, "SELECT * FROM t WHERE id = 1");
      ask(said, b, "SELECT v FROM t WHERE id = 1 FOR UPDATE");
      ask(said, b, "BEGIN PESSIMISTIC");
      ask(said, b, "UPDATE t SET v = 5 WHERE id = 1");
      ask(said, b, "SELECT v FROM t WHERE id = 1 FOR UPDATE");
      ask(said, b, "SELECT v FROM t WHERE id = 1 FOR UPDATE NOWAIT");
      ask(said, b, "SELECT v FROM t WHERE id = 2 FOR UPDATE");
      ask(said, b, "INSERT INTO t VALUES (1, 0, 0)");
      ask(said, b, "INSERT INTO t VALUES (9, 0, 1)");
      ask(said, b, "INSERT INTO t VALUES (9, 0, 3)");
      ask(said, b, "SELECT v FROM t WHERE id = 77 FOR UPDATE");
      ask(said, b, "ROLLBACK");
      // what is not within a transaction waits as long as the lock is there
      CompletableFuture<SqlWire.Answer> patient =
          CompletableFuture.supplyAsync(() -> unchecked(b, "UPDATE t SET v = 5 WHERE id = 1"));
      Thread.sleep(2500);
      said.add("b waits: " + !patient.isDone());
      ask(said, a, "COMMIT");
      said.add("b waited: " + shown(patient.get()));
      // all rows
      ask(said, a, "BEGIN PESSIMISTIC");
      ask(said, a, "SELECT * FROM t FOR UPDATE");
      ask(said, b, "INSERT INTO t VALUES (4, 4, 4)");
      ask(said, a, "SELECT COUNT(*) FROM t");
      ask(said, a, "SELECT COUNT(*) FROM t FOR UPDATE");
      ask(said, a, "COMMIT");
      // optimistic ones
      ask(said, a, "BEGIN OPTIMISTIC");
      ask(said, a, "UPDATE t SET v = v + 1 WHERE id = 2");
      ask(said, b, "UPDATE t SET v = 7 WHERE id = 2");
      ask(said, a, "COMMIT");
      ask(said, a, "SELECT * FROM t ORDER BY id");
      // deadlock is found when one would wait for ever; a waits in a thread of its own
      ask(said, a, "SET innodb_lock_wait_timeout = 50");
      ask(said, b, "SET innodb_lock_wait_timeout = 50");
      ask(said, a, "BEGIN PESSIMISTIC");
      ask(said, b, "BEGIN PESSIMISTIC");
      ask(said, a, "UPDATE t SET v = 0 WHERE id = 1");
      ask(said, b, "UPDATE t SET v = 0 WHERE id = 2");
      CompletableFuture<SqlWire.Answer> waits =
          CompletableFuture.supplyAsync(() -> unchecked(a, "UPDATE t SET v = 0 WHERE id = 2"));
      Thread.sleep(1000);
      ask(said, b, "UPDATE t SET v = 0 WHERE id = 1");
      ask(said, b, "ROLLBACK");
      said.add("a waited: " + shown(waits.get()));
      ask(said, a, "COMMIT");
      // one who is silent in a transaction
      ask(said, a, "SET tidb_idle_transaction_timeout = 1");
      ask(said, a, "BEGIN PESSIMISTIC");
      ask(said, a, "SELECT v FROM t WHERE id = 1 FOR UPDATE");
      ask(said, b, "UPDATE t SET v = 9 WHERE id = 1");
      said.add("a is silent: " + lost(a));
      b.query("DROP DATABASE honest");
    }
    return said;
  }

  private static void ask(List<String> said, SqlWire wire, String sql) throws IOException {
    said.add(sql + " -> " + shown(wire.query(sql)));
  }

  private static SqlWire.Answer unchecked(SqlWire wire, String sql) {
    try {
      return wire.query(sql);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** A conflict's text names timestamps and keys; what counts is its number and state. */
  private static String shown(SqlWire.Answer answer) {
    String end = answer.end();
    return (end.startsWith("error 9007") ? end.substring(0, 18) : end) + answer.rows();
  }

  private static String lost(SqlWire wire) {
    try {
      return shown(wire.query("SELECT 1"));
    } catch (IOException e) {
      return "connection lost";
    }
  }

  private static List<String> compare(Said said, SqlWire theirs, SqlWire ours) throws IOException {
    List<String> differences = new ArrayList<>();
    SqlWire.Answer their = theirs.query(said.sql());
    SqlWire.Answer our = ours.query(said.sql());
    compare("", said, their, our, differences);
    // What a client was warned of is changed by asking for it.
    boolean once = said.sql().startsWith("SHOW WARNINGS") || said.sql().startsWith("SHOW ERRORS");
    if (!their.columns().isEmpty() && !our.columns().isEmpty() && !their.failed() && !once) {
      SqlWire.Prepared theirPrepared = theirs.prepared(said.sql());
      SqlWire.Prepared ourPrepared = ours.prepared(said.sql());
      compare("prepared: ", said, theirPrepared.answer(), ourPrepared.answer(), differences);
      if (!ourPrepared.described().isEmpty()) {
        // Those of SHOW and the like come with the rows only.
        columns("described: ", theirPrepared.described(), ourPrepared.described(), differences);
      }
    }
    return differences;
  }

  private static void compare(
      String form, Said said, SqlWire.Answer theirs, SqlWire.Answer ours, List<String> out) {
    if (!end(said, theirs).equals(end(said, ours))) {
      out.add("end " + form + "[" + ours.end() + "] instead of [" + theirs.end() + "]");
      return;
    }
    if (!columns(form, theirs.columns(), ours.columns(), out)) {
      return;
    }
    if (!form.isEmpty() && !sameTypes(theirs, ours)) {
      return; // and so the bytes of their rows are not
    }
    List<String> their = said.rows().apply(theirs.rows());
    List<String> our = said.rows().apply(ours.rows());
    if (!their.equals(our)) {
      List<String> missing = new ArrayList<>(their);
      missing.removeAll(our);
      List<String> surplus = new ArrayList<>(our);
      surplus.removeAll(their);
      out.add("rows " + form + surplus + "\n          instead of " + missing);
    }
  }

  /** Definitions earn many a warning of what will be dropped one day. */
  private static String end(Said said, SqlWire.Answer answer) {
    boolean definition = said.sql().startsWith("CREATE TABLE") || said.sql().startsWith("ANALYZE");
    return definition ? answer.end().replaceFirst(", [0-9]+ warnings", "") : answer.end();
  }

  /** False when they are not even of the same number. */
  private static boolean columns(
      String form, List<SqlWire.Column> theirs, List<SqlWire.Column> ours, List<String> out) {
    if (theirs.size() != ours.size()) {
      out.add("columns " + form + names(ours) + " instead of " + names(theirs));
      return false;
    }
    for (int i = 0; i < theirs.size(); i++) {
      if (!looksAlike(theirs.get(i), ours.get(i))) {
        String difference = "[" + ours.get(i) + "]\n          instead of [" + theirs.get(i) + "]";
        // Once is enough if it is so in every form.
        if (out.stream().noneMatch(known -> known.endsWith(difference))) {
          out.add("columns " + form + difference);
        }
      }
    }
    return true;
  }

  /**
   * Columns of tables are described alike to the last bit. Of expressions and of what a server
   * tells of itself only the kind of value counts: whole and floating numbers may be of another
   * width, texts of another length.
   */
  private static boolean looksAlike(SqlWire.Column their, SqlWire.Column our) {
    boolean ofTable = DATABASES.contains(their.schema()) && !their.originalTable().isEmpty();
    return ofTable
        ? their.equals(our)
        : their.name().equals(our.name())
            && kind(their).equals(kind(our))
            && their.charset() == our.charset();
  }

  private static String kind(SqlWire.Column column) {
    return switch (column.type()) {
      case 1, 2, 3, 8, 9 -> "whole number";
      case 4, 5 -> "floating number";
      case 252, 253, 254 -> "text or bytes";
      default -> "type " + column.type();
    };
  }

  private static boolean sameTypes(SqlWire.Answer theirs, SqlWire.Answer ours) {
    return types(theirs).equals(types(ours));
  }

  private static List<Integer> types(SqlWire.Answer answer) {
    return answer.columns().stream().map(SqlWire.Column::type).toList();
  }

  private static List<String> names(List<SqlWire.Column> columns) {
    return columns.stream().map(SqlWire.Column::name).toList();
  }

  /** The statements of the file: each ends with a semicolon at the end of a line. */
  private static List<Said> statements() throws IOException {
    String text;
    try (InputStream in = TidbComparisonTest.class.getResourceAsStream("tidb-statements.sql")) {
      text = new String(in.readAllBytes(), StandardCharsets.UTF_8);
    }
    List<Said> statements = new ArrayList<>();
    UnaryOperator<List<String>> rows = UnaryOperator.identity();
    List<String> differs = List.of();
    StringBuilder sql = new StringBuilder();
    for (String line : text.split("\n")) {
      if (sql.isEmpty() && (line.isBlank() || line.startsWith("--"))) {
        continue;
      }
      Matcher known = DIFFERS.matcher(line);
      if (known.matches()) {
        differs = Arrays.asList(known.group(1).split(" "));
      } else if (line.equals("#any order")) {
        rows = found -> found.stream().sorted().toList();
      } else if (line.equals("#any rows")) {
        rows = found -> List.of();
      } else if (line.startsWith("#")) {
        throw new IllegalStateException("not understood: " + line);
      } else {
        sql.append(sql.isEmpty() ? "" : "\n").append(line);
        if (line.endsWith(";")) {
          sql.setLength(sql.length() - 1);
          statements.add(new Said(sql.toString(), rows, differs));
          rows = UnaryOperator.identity();
          differs = List.of();
          sql.setLength(0);
        }
      }
    }
    return statements;
  }
}
