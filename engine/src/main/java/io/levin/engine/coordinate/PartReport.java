package io.levin.engine.coordinate;

import io.levin.schema.Identifiers;
import java.util.Arrays;
import java.util.HashMap;
import java.util.HashSet;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.TimeUnit;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** What becomes of all parts of this instance, for the end of the import. Thread-safe. */
final class PartReport {
  private static final Logger LOG = LoggerFactory.getLogger(PartReport.class);

  // Guarded by this. Names are in lower case: siblings may spell them in another one.
  private final Map<String, Long> tables = new HashMap<>();
  private final Set<Long> leftToOthers = new HashSet<>();
  private final Map<Long, Long> nanos = new HashMap<>();

  /** This instance has a part of a table. */
  synchronized void imports(SharedTable table) {
    tables.put(Identifiers.lower(table.name()), table.id());
  }

  /** Whether a row is of a table that had the name of one of this instance's before. */
  synchronized boolean isOfPredecessor(TableRow row) {
    // A name that was cut is none of these. Ids only grow.
    Long id = tables.get(Identifiers.lower(row.tableName()));
    return id != null && id > row.tableId();
  }

  /** The comparison of a table was left to others. */
  synchronized void left(long tableId) {
    leftToOthers.add(tableId);
  }

  /** A step of a table's coordination took so long, waits for siblings included. */
  synchronized void took(long tableId, long stepNanos) {
    nanos.merge(tableId, stepNanos, Long::sum);
  }

  /** Tables whose comparison was left to others, by id. */
  synchronized Set<Long> leftToOthers() {
    return Set.copyOf(leftToOthers);
  }

  /** Says what the coordination of a table cost. */
  synchronized void log() {
    if (nanos.isEmpty()) {
      return;
    }
    long[] sorted = nanos.values().stream().mapToLong(Long::longValue).sorted().toArray();
    LOG.atInfo()
        .addKeyValue("tables", sorted.length)
        .addKeyValue("median_ms", millis(sorted[sorted.length / 2]))
        .addKeyValue("longest_ms", millis(sorted[sorted.length - 1]))
        .addKeyValue("sum_ms", millis(Arrays.stream(sorted).sum()))
        .log("time that the coordination of a table took");
  }

  private static long millis(long time) {
    return TimeUnit.NANOSECONDS.toMillis(time);
  }
}
