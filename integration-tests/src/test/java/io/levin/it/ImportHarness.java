package io.levin.it;

import static org.assertj.core.api.Assertions.assertThat;

import io.levin.base.Cancellation;
import io.levin.base.KvChecksum;
import io.levin.engine.cli.LightningMain;
import io.levin.kv.EncodeOptions;
import io.levin.playground.fault.Fault;
import io.levin.schema.TableInfo;
import io.levin.tidb.StatusClient;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.PrintStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashSet;
import java.util.List;
import java.util.concurrent.CancellationException;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.stream.Collectors;

/**
 * A dump, a configuration and a cluster: runs imports and looks at what they left. Everything lies
 * in a directory of its own.
 */
final class ImportHarness {
  private static final Duration PROGRAM_LIMIT = Duration.ofMinutes(5);

  private final ClusterUnderTest cluster;
  private final Path directory;
  private final Dump dump;
  private final Toml toml;

  ImportHarness(ClusterUnderTest cluster, Path directory) {
    this.cluster = cluster;
    this.directory = directory;
    this.dump = new Dump(directory.resolve("dump"));
    this.toml =
        new Toml()
            .set("lightning", "file", log())
            .set("lightning", "level", "info")
            .set("tikv-importer", "backend", "local")
            .set("tikv-importer", "sorted-kv-dir", directory.resolve("sorted"))
            .set("mydumper", "data-source-dir", dump.folder())
            .set("tidb", "host", cluster.tidbHost())
            .set("tidb", "port", cluster.tidbPort())
            .set("tidb", "status-port", cluster.statusPort())
            .set("tidb", "user", cluster.user())
            .set("tidb", "password", cluster.password())
            .set("tidb", "pd-addr", cluster.pdAddresses())
            .set("checkpoint", "driver", "file")
            .set("checkpoint", "dsn", directory.resolve("checkpoint.pb"))
            .set("levin", "memory-budget", "256MiB");
  }

  ClusterUnderTest cluster() {
    return cluster;
  }

  Path directory() {
    return directory;
  }

  Dump dump() {
    return dump;
  }

  /** The configuration of the next imports. */
  Toml toml() {
    return toml;
  }

  /** Cuts data into many small regions. */
  ImportHarness smallRegions() {
    toml.set("tikv-importer", "region-split-size", "256KiB");
    toml.set("tikv-importer", "region-split-keys", 4000);
    return this;
  }

  /** An import in this JVM. */
  ImportRun run() {
    return run(new Cancellation());
  }

  /** An import in this JVM that can be cancelled. */
  ImportRun run(Cancellation cancellation) {
    ByteArrayOutputStream out = new ByteArrayOutputStream();
    ByteArrayOutputStream err = new ByteArrayOutputStream();
    LightningMain main =
        new LightningMain(
            new PrintStream(out, true, StandardCharsets.UTF_8),
            new PrintStream(err, true, StandardCharsets.UTF_8));
    int code = main.run(List.of("-config", writeToml().toString()), cancellation);
    return new ImportRun(
        code,
        out.toString(StandardCharsets.UTF_8),
        err.toString(StandardCharsets.UTF_8),
        text(log()));
  }

  /** An import that is stopped while its fifth ingest hangs. */
  void stopWhileSending() throws InterruptedException {
    Fault held =
        ((PlaygroundUnderTest) cluster).playground().faults().inject("MultiIngest nth=5 -> stall");
    Cancellation cancellation = new Cancellation();
    CompletableFuture<ImportRun> run = CompletableFuture.supplyAsync(() -> run(cancellation));
    Waiting.until("an ingest hangs", () -> held.hits() > 0 || run.isDone());
    cancellation.cancel(new CancellationException("stopped by the test"));
    run.join().failedWith(1, "canceled");
    held.remove();
  }

  /** An import by the real program, in a process of its own. */
  ImportRun runProgram(String... moreArguments) {
    return awaitEnd(startProgram(moreArguments));
  }

  /** Starts the real program; {@link #awaitEnd} tells how it ended. */
  Process startProgram(String... moreArguments) {
    return startProgram(List.of(), List.of(moreArguments));
  }

  /** The same with more flags for its JVM. */
  Process startProgramWith(List<String> jvmFlags) {
    return startProgram(jvmFlags, List.of());
  }

  private Process startProgram(List<String> jvmFlags, List<String> moreArguments) {
    SharedClasses classes = SharedClasses.get();
    List<String> flags = new ArrayList<>(classes.flags());
    flags.addAll(jvmFlags);
    return startProgram(classes.classPath(), flags, moreArguments);
  }

  /** The same with another class path. */
  Process startProgram(String classPath, List<String> jvmFlags, List<String> moreArguments) {
    List<String> command =
        new ArrayList<>(
            List.of(
                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                "-Xmx512m",
                "-XX:+UseSerialGC",
                "-XX:TieredStopAtLevel=1"));
    command.addAll(jvmFlags);
    command.addAll(
        List.of(
            "-cp", classPath, LightningMain.class.getName(), "-config", writeToml().toString()));
    command.addAll(moreArguments);
    try {
      return new ProcessBuilder(command)
          .redirectOutput(directory.resolve("out").toFile())
          .redirectError(directory.resolve("err").toFile())
          .start();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** Waits for the program's end. */
  ImportRun awaitEnd(Process process) {
    return awaitEnd(process, PROGRAM_LIMIT);
  }

  /** The same with a limit for programs that have much to do. */
  ImportRun awaitEnd(Process process, Duration limit) {
    try {
      if (!process.waitFor(limit.toSeconds(), TimeUnit.SECONDS)) {
        process.destroyForcibly();
        throw new AssertionError("the import did not end; " + text(log()));
      }
    } catch (InterruptedException e) {
      process.destroyForcibly();
      Thread.currentThread().interrupt();
      throw new AssertionError("interrupted", e);
    }
    return new ImportRun(
        process.exitValue(),
        text(directory.resolve("out")),
        text(directory.resolve("err")),
        text(log()));
  }

  /** Insists that nothing is left switched, paused or broken in the cluster. */
  ImportHarness clusterIsAsBefore() {
    // The registration of a process that was killed ends by its time.
    assertThat(cluster.problems().stream().filter(problem -> !problem.startsWith("lease: ")))
        .as("what is left in the cluster")
        .isEmpty();
    return this;
  }

  /** Insists on a table's rows, pairs, checksum and consistency. */
  void holds(SampleTable table) {
    holdsRows(table);
    TablePairs expected = TablePairs.expected(table, info(table), 1, options());
    TablePairs found = TablePairs.snapshot(cluster, table.database(), table.name(), directory);
    found.isSameAs(expected);
    assertThat(checksum(table)).isEqualTo(expected.checksum());
    query("ADMIN CHECK TABLE " + table.quoted());
  }

  /** How the cluster's own tables are encoded. */
  private EncodeOptions options() {
    EncodeOptions usual = EncodeOptions.defaults();
    String found =
        query("SELECT variable_value FROM mysql.tidb WHERE variable_name = 'new_collation_enabled'")
            .get(0);
    return found.equalsIgnoreCase("true") ? usual : usual.withNewCollation(false);
  }

  /** Insists on the rows that SQL shows. */
  void holdsRows(SampleTable table) {
    String columns =
        table.columns().stream().map(c -> "`" + c + "`").collect(Collectors.joining(","));
    List<String> missing = new ArrayList<>(table.shown());
    List<String> tooMuch = query("SELECT " + columns + " FROM " + table.quoted());
    int rows = tooMuch.size();
    Collection<String> found = new HashSet<>(tooMuch);
    tooMuch.removeAll(new HashSet<>(missing));
    missing.removeAll(found);
    assertThat(tooMuch.stream().limit(3).toList())
        .as("%d rows of %s that are not expected", tooMuch.size(), table.quoted())
        .isEqualTo(missing.stream().limit(3).toList());
    assertThat(rows).as("number of rows of %s", table.quoted()).isEqualTo(table.rows().size());
  }

  /** TiDB's own checksum of a table. */
  KvChecksum checksum(SampleTable table) {
    String[] row = query("ADMIN CHECKSUM TABLE " + table.quoted()).get(0).split("\\|");
    return new KvChecksum(
        Long.parseUnsignedLong(row[2]), Long.parseLong(row[3]), Long.parseLong(row[4]));
  }

  /** A table as TiDB describes it. */
  TableInfo info(SampleTable table) {
    StatusClient status =
        new StatusClient(cluster.tidbHost(), cluster.statusPort(), "", "", "", new Cancellation());
    return status.tables(table.database()).stream()
        .filter(info -> info.name().equals(table.name()))
        .findFirst()
        .orElseThrow();
  }

  /** The rows of a query, columns separated by {@code |}; no rows for a statement without. */
  List<String> query(String sql) {
    try (Connection connection = cluster.connect();
        Statement statement = connection.createStatement()) {
      List<String> rows = new ArrayList<>();
      if (!statement.execute(sql)) {
        return rows;
      }
      try (ResultSet result = statement.getResultSet()) {
        int columns = result.getMetaData().getColumnCount();
        while (result.next()) {
          StringBuilder row = new StringBuilder();
          for (int i = 1; i <= columns; i++) {
            row.append(i == 1 ? "" : "|").append(result.getString(i));
          }
          rows.add(row.toString());
        }
      }
      return rows;
    } catch (SQLException e) {
      throw new AssertionError(sql + ": " + e.getMessage(), e);
    }
  }

  /** Whether the import that was started last has written to its log. */
  boolean hasLog() {
    return Files.exists(log());
  }

  /** Whether the import that was started last has done all and removed its checkpoint. */
  boolean isCleanedUp() {
    return logText().contains("clean checkpoints")
        && !Files.exists(directory.resolve("checkpoint.pb"));
  }

  /**
   * What the import that was started last has written to its log.
   *
   * @param offset in bytes, from where
   */
  byte[] logFrom(long offset) {
    if (!hasLog()) {
      return new byte[0];
    }
    try (InputStream in = Files.newInputStream(log())) {
      in.skipNBytes(offset);
      return in.readAllBytes();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /**
   * Keeps the log of the import that was started last beside that of the next one.
   *
   * @param suffix of its name
   */
  void keepLog(String suffix) {
    try {
      if (hasLog()) {
        Files.copy(log(), log().resolveSibling("tidb-lightning." + suffix + ".log"));
      }
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** The log of the last import. */
  String logText() {
    return text(log());
  }

  /** The configuration, for another program. */
  Path configFile() {
    Path file = directory.resolve("tidb-lightning.toml");
    toml.write(file);
    return file;
  }

  private Path log() {
    return directory.resolve("tidb-lightning.log");
  }

  private Path writeToml() {
    try {
      Files.deleteIfExists(log());
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    return configFile();
  }

  private static String text(Path file) {
    try {
      return Files.exists(file) ? Files.readString(file) : "";
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
