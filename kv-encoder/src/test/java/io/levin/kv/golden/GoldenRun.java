package io.levin.kv.golden;

import com.fasterxml.jackson.databind.JsonNode;
import io.levin.schema.SchemaJson;
import io.levin.schema.TableInfo;
import java.io.PrintStream;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;

/** All vectors of a folder, run: a line of results for each topic, and what was not looked at. */
final class GoldenRun {
  private static final int SHOWN_FAILURES = 40;
  private static final int SHOWN_FILES = 10;

  private final GoldenFiles files;
  private final List<TopicResult> results = new ArrayList<>();
  private final UnknownFields unknown = new UnknownFields();

  private GoldenRun(GoldenFiles files) {
    this.files = files;
  }

  /** Runs all files of a folder; one that is broken is a failure of its topic. */
  static GoldenRun of(Path folder) {
    GoldenRun run = new GoldenRun(GoldenFiles.in(folder));
    run.files.files().forEach(run::runFile);
    return run;
  }

  private void runFile(Path file) {
    String topic = files.topic(file);
    TopicResult result = new TopicResult(topic);
    TopicResult fromDdl = new TopicResult(topic + " from DDL");
    CodecVectors codecs = new CodecVectors(result);
    GoldenFiles.forEachLine(
        file,
        line -> {
          if (line.has("case")) {
            unknown.look(line);
            runCase(line, result);
            runFromDdl(line, fromDdl);
          } else {
            guarded(line, result, () -> codecs.check(line));
          }
        },
        broken -> result.row(false, "file", file.getFileName().toString(), broken));
    results.add(result);
    if (fromDdl.cases() > 0) {
      results.add(fromDdl);
    }
  }

  /** A case from its table model; one whose table TiDB refused has nothing to compare. */
  private static void runCase(JsonNode line, TopicResult result) {
    result.startCase();
    if (line.hasNonNull("tableInfo")) {
      guarded(
          line,
          result,
          () -> {
            TableInfo table = SchemaJson.readTable(line.get("tableInfo").toString());
            new GoldenCase(line, table, result).run();
          });
    } else if (!line.has("create_error")) {
      result.row(false, line.get("case").asText(), "table", "the vector has no tableInfo");
    }
  }

  /**
   * The same with the table that our own DDL builder makes of the CREATE TABLE. A note may say that
   * the vectors' maker changed the table behind it; if so, only that is counted.
   */
  private static void runFromDdl(JsonNode line, TopicResult result) {
    if (!line.hasNonNull("tableInfo")) {
      return;
    }
    result.startCase();
    guarded(
        line,
        result,
        () -> {
          if (line.has("note") && GoldenTable.wasChanged(line)) {
            result.changedCase();
          } else {
            new GoldenCase(line, GoldenTable.build(line), result).run();
          }
        });
  }

  /** Runs a case; whatever it throws is its failure, and the cases behind it are run too. */
  private static void guarded(JsonNode line, TopicResult result, Runnable check) {
    try {
      check.run();
    } catch (RuntimeException e) {
      result.row(false, line.path("case").asText("codec"), "case", "crashed: " + e);
    }
  }

  /** Topics and names of the cases that failed. */
  Set<String> failed() {
    Set<String> failed = new TreeSet<>();
    for (TopicResult result : results) {
      result.failedCases().forEach(name -> failed.add(result.topic() + " " + name));
    }
    return failed;
  }

  /** How many rows were compared. */
  int rows() {
    return results.stream().mapToInt(TopicResult::rows).sum();
  }

  /** Prints what was read and what was not, the failures, and the table with its total. */
  void print(PrintStream out) {
    out.printf(
        "%d vector files in %s%n",
        files.files().size(), files.folder().toAbsolutePath().normalize());
    printOthers(out);
    if (!unknown.isEmpty()) {
      out.printf("fields that are not known here and were not compared: %s%n", unknown);
    }
    int changed = 0;
    for (TopicResult result : results) {
      List<String> failures = result.failures();
      failures.stream().limit(SHOWN_FAILURES).forEach(out::println);
      if (failures.size() > SHOWN_FAILURES) {
        out.printf("%s: and %d more failures%n", result.topic(), failures.size() - SHOWN_FAILURES);
      }
      changed += result.changed();
    }
    out.printf("%d cases have no table from DDL: it was changed afterwards%n", changed);
    results.forEach(out::println);
    out.println(
        TopicResult.line(
            "total",
            results.stream().mapToInt(TopicResult::cases).sum(),
            rows(),
            results.stream().mapToInt(TopicResult::passed).sum()));
  }

  private void printOthers(PrintStream out) {
    List<Path> others = files.others();
    if (!others.isEmpty()) {
      List<String> names =
          others.stream()
              .limit(SHOWN_FILES)
              .map(file -> files.folder().relativize(file).toString())
              .toList();
      out.printf(
          "%d other files were not read, as they do not end in .jsonl, .jsonl.gz or .jsonl.zst: %s%s%n",
          others.size(), String.join(", ", names), others.size() > SHOWN_FILES ? ", …" : "");
    }
  }
}
