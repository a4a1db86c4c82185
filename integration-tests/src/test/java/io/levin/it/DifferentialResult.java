package io.levin.it;

import io.levin.schema.TableInfo;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;

/** What a comparison of two imports found, and the sum of several. */
final class DifferentialResult {
  private static final int SHOWN = 3;
  private static final int LONGEST = 400;
  private static final String RECORD = ">5f72";
  private static final int HANDLE_DIGITS = 16;

  private final List<String> differences = new ArrayList<>();
  private final List<String> refusedByOriginal = new ArrayList<>();
  private long tables;
  private long rows;
  private long pairs;
  private long differingPairs;

  /** A table that the original does not import, so that there is nothing to compare. */
  void refusedByOriginal(String table, String reason) {
    refusedByOriginal.add(table + ": " + reason);
  }

  /** A table that only Levin does not import. */
  void refusedByLevin(String table, String reason) {
    differences.add(table + ": refused by Levin only: " + reason);
    differingPairs++;
  }

  /** Something that an import did wrong to its cluster. */
  void problem(String problem) {
    differences.add(problem);
  }

  /** The pairs of one table, with placeholders for ids. */
  void compared(String name, TableInfo table, List<String> theirs, List<String> ours) {
    tables++;
    rows += theirs.stream().filter(DifferentialResult::isRecord).count();
    pairs += theirs.size();
    int countedBits = countedBits(table);
    Set<String> onlyTheirs = new HashSet<>(comparable(theirs, countedBits));
    Set<String> onlyOurs = new HashSet<>(comparable(ours, countedBits));
    Set<String> both = new HashSet<>(onlyTheirs);
    both.retainAll(onlyOurs);
    onlyTheirs.removeAll(both);
    onlyOurs.removeAll(both);
    if (!onlyTheirs.isEmpty() || !onlyOurs.isEmpty() || theirs.size() != ours.size()) {
      differingPairs += Math.max(onlyTheirs.size(), onlyOurs.size());
      differences.add(
          "%s: %d pairs of the original, %d of Levin's%n%s"
              .formatted(
                  name, theirs.size(), ours.size(), shown(onlyTheirs, "-") + shown(onlyOurs, "+")));
    }
  }

  /** Adds what another comparison found. */
  void add(DifferentialResult other) {
    differences.addAll(other.differences);
    refusedByOriginal.addAll(other.refusedByOriginal);
    tables += other.tables;
    rows += other.rows;
    pairs += other.pairs;
    differingPairs += other.differingPairs;
  }

  /** All that differs. */
  List<String> differences() {
    return differences;
  }

  /** The closing line, after the tables that could not be compared. */
  String summary() {
    StringBuilder out = new StringBuilder();
    refusedByOriginal.forEach(
        line -> out.append("not imported by the original: ").append(line).append('\n'));
    return out.append(
            "differential: %d tables, %d rows, %d pairs, %d differences"
                .formatted(tables, rows, pairs, differingPairs))
        .toString();
  }

  private static boolean isRecord(String line) {
    return line.contains(RECORD);
  }

  /** The low bits of a handle that are counted; those above are drawn. */
  private static int countedBits(TableInfo table) {
    if (table.autoRandomBits() > 0) {
      int range = table.autoRandomRangeBits() == 0 ? Long.SIZE : table.autoRandomRangeBits();
      return range - 1 - table.autoRandomBits();
    }
    return table.shardRowIdBits() > 0 ? Long.SIZE - 1 - table.shardRowIdBits() : Long.SIZE;
  }

  /** Where bits of row ids are drawn: records without these bits, and no index entries. */
  private static List<String> comparable(List<String> lines, int countedBits) {
    return countedBits == Long.SIZE
        ? lines
        : lines.stream()
            .filter(DifferentialResult::isRecord)
            .map(line -> withoutDrawnBits(line, countedBits))
            .toList();
  }

  private static String withoutDrawnBits(String line, int countedBits) {
    int start = line.indexOf(RECORD) + RECORD.length();
    int end = start + HANDLE_DIGITS;
    long handle = Long.parseUnsignedLong(line.substring(start, end), 16);
    long counted = handle & ((1L << countedBits) - 1);
    return line.substring(0, start) + Long.toHexString(counted) + line.substring(end);
  }

  private static String shown(Set<String> lines, String sign) {
    StringBuilder out = new StringBuilder();
    lines.stream()
        .sorted()
        .limit(SHOWN)
        .map(line -> line.length() > LONGEST ? line.substring(0, LONGEST) + "…" : line)
        .forEach(line -> out.append(sign).append(line).append('\n'));
    return out.toString();
  }
}
