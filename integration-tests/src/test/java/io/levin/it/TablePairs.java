package io.levin.it;

import static org.assertj.core.api.Assertions.assertThat;

import io.levin.base.Bytes;
import io.levin.base.KvBuffer;
import io.levin.base.KvChecksum;
import io.levin.base.Row;
import io.levin.engine.cli.SnapshotMain;
import io.levin.kv.ColumnMapping;
import io.levin.kv.EncodeOptions;
import io.levin.kv.RowException;
import io.levin.kv.TableEncoder;
import io.levin.schema.TableInfo;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import picocli.CommandLine;

/**
 * The pairs of one table: those that its rows should have become, or those that a cluster holds.
 *
 * @param byKey values by key, both in hexadecimal
 */
record TablePairs(Map<String, String> byKey) {

  /** What the rows of a table become; the first row has the given row id, the next one more. */
  static TablePairs expected(SampleTable table, TableInfo info, long firstRowId) {
    return expected(table, info, firstRowId, EncodeOptions.defaults());
  }

  /** The same with other options than a new cluster's. */
  static TablePairs expected(
      SampleTable table, TableInfo info, long firstRowId, EncodeOptions options) {
    ColumnMapping mapping = ColumnMapping.of(info, table.columns(), Set.of());
    TableEncoder encoder = TableEncoder.create(info, options, mapping);
    KvBuffer pairs = new KvBuffer(1 << 16, 1024);
    Row row = new Row();
    long rowId = firstRowId;
    for (List<Object> values : table.rows()) {
      row.clear();
      values.forEach(value -> add(row, value));
      row.setPosition(rowId++, 0, 0, 0);
      try {
        encoder.encode(row, pairs, pairs);
      } catch (RowException e) {
        throw new AssertionError("cannot encode " + values, e);
      }
    }
    Map<String, String> byKey = new TreeMap<>();
    for (int i = 0; i < pairs.count(); i++) {
      byKey.put(Bytes.hex(pairs.key(i)), Bytes.hex(pairs.value(i)));
    }
    assertThat(byKey).as("pairs of %s", table.name()).hasSize(pairs.count());
    return new TablePairs(byKey);
  }

  /** What {@code levin snapshot} tells of a table. */
  static TablePairs snapshot(ClusterUnderTest cluster, String database, String table, Path work) {
    return ofLines(snapshotLines(cluster, database, table, work, false));
  }

  /** The lines of {@code levin snapshot}. */
  static List<String> snapshotLines(
      ClusterUnderTest cluster, String database, String table, Path work, boolean placeholders) {
    Path file = work.resolve("snapshot-" + database + "." + table);
    List<String> arguments =
        new ArrayList<>(
            List.of(
                "--pd",
                cluster.pdAddresses(),
                "--tidb",
                cluster.tidbHost() + ":" + cluster.statusPort(),
                "-o",
                file.toString()));
    if (placeholders) {
      arguments.add("--placeholder-ids");
    }
    arguments.addAll(List.of(database, table));
    int code = new CommandLine(new SnapshotMain()).execute(arguments.toArray(String[]::new));
    assertThat(code).as("exit code of levin snapshot").isZero();
    try {
      List<String> lines = Files.readAllLines(file, StandardCharsets.US_ASCII);
      Files.delete(file);
      return lines;
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** The checksum of all pairs. */
  KvChecksum checksum() {
    KvChecksum.Accumulator sum = new KvChecksum.Accumulator();
    byKey.forEach(
        (key, value) -> {
          byte[] pair = Bytes.fromHex(key + value);
          sum.add(pair, 0, pair.length);
        });
    return sum.sum();
  }

  /** Insists on the same pairs, and says only a few that differ. */
  void isSameAs(TablePairs expected) {
    List<String> differences = new ArrayList<>();
    Set<String> keys = new HashSet<>(byKey.keySet());
    keys.addAll(expected.byKey.keySet());
    for (String key : keys) {
      String mine = byKey.get(key);
      String other = expected.byKey.get(key);
      if (mine == null || !mine.equals(other)) {
        differences.add(key + ": " + mine + " instead of " + other);
      }
    }
    assertThat(differences.stream().sorted().limit(5).toList())
        .as("%d of %d pairs differ", differences.size(), keys.size())
        .isEmpty();
  }

  private static TablePairs ofLines(List<String> lines) {
    Map<String, String> byKey = new TreeMap<>();
    String last = "";
    for (String line : lines) {
      int blank = line.indexOf(' ');
      String key = line.substring(0, blank);
      assertThat(key).as("keys are sorted").isGreaterThan(last);
      byKey.put(key, line.substring(blank + 1));
      last = key;
    }
    return new TablePairs(byKey);
  }

  private static void add(Row row, Object value) {
    if (value == null) {
      row.addNull();
    } else if (value instanceof Long || value instanceof Integer) {
      long number = ((Number) value).longValue();
      row.addNumber(number < 0 ? Row.SIGNED : Row.UNSIGNED, number);
    } else {
      byte[] text = value.toString().getBytes(StandardCharsets.UTF_8);
      row.addSlice(Row.TEXT, text, 0, text.length);
    }
  }
}
