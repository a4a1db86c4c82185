package io.levin.engine.conflict;

import io.levin.base.Bytes;
import io.levin.base.Cancellation;
import io.levin.base.ImportException;
import io.levin.base.KvBuffer;
import io.levin.base.KvChecksum;
import io.levin.base.Step;
import io.levin.engine.log.Task;
import io.levin.engine.plan.TablePlan;
import io.levin.kv.TableDecoder;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.NavigableSet;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * {@code conflict.strategy = "replace"}: of rows that have a key in common the one with the
 * smallest row id stays, the others are left out with all of their pairs, before anything is sent
 * to TiKV.
 *
 * <p>Rows are decided upon in the order of their ids: a row stays if none of its keys belongs to a
 * row that stays already. So a row that is left out does not drive out others.
 *
 * <p>With {@code conflict.precheck-conflict-before-import} it is the other way round, as in the
 * original: of each key the row with the largest id stays, a row stays if it does so for all of its
 * keys, and only rows that are left out are written down.
 */
public final class Replacement {
  private static final Logger LOG = LoggerFactory.getLogger(Replacement.class);

  private final TablePlan plan;
  private final long threshold;
  private final boolean lastStays;
  private final ConflictRecords records;
  private final ConflictMemory memory;
  private final Cancellation cancellation;

  /**
   * @param threshold {@code conflict.threshold}
   * @param lastStays whether the last row of each key stays
   * @param memoryBudget {@code levin.memory-budget}
   * @param records where rows in conflict are written down
   */
  public Replacement(
      TablePlan plan,
      long threshold,
      boolean lastStays,
      long memoryBudget,
      ConflictRecords records,
      Cancellation cancellation) {
    this.plan = plan;
    this.threshold = threshold;
    this.lastStays = lastStays;
    this.memory = new ConflictMemory(memoryBudget);
    this.records = records;
    this.cancellation = cancellation;
  }

  /** Finds all conflicts within the engines of the table and decides about them. */
  public Resolution resolve(Engines engines) {
    Task task = Task.start(LOG, "resolve duplicate rows", "table", plan.name());
    ConflictScan scan = new ConflictScan(threshold, lastStays, this::isUnique, memory);
    try {
      engines.forEach(pairs -> scan.read(pairs, cancellation));
    } catch (ImportException e) {
      // Also those that are too many: they are what the user has to look at.
      record(scan, lastStays ? lastOfEach(scan.groups()) : Set.of());
      task.failed(e);
      throw e;
    }
    if (scan.groups().isEmpty()) {
      task.completed("conflicts", 0);
      return Resolution.nothing();
    }
    Set<Long> dropped = lastStays ? lastOfEach(scan.groups()) : decide(scan.groups());
    Step.CONFLICTS_DECIDED.pass();
    record(scan, dropped);
    Step.CONFLICTS_RECORDED.pass();
    Resolution resolution = leaveOut(dropped, scan);
    task.completed("conflicts", scan.groups().size(), "rows left out", dropped.size());
    return resolution;
  }

  private boolean isUnique(byte[] key) {
    return TableDecoder.isRecordKey(key) || ConflictRow.index(plan.info(), key).unique();
  }

  private void record(ConflictScan scan, Set<Long> dropped) {
    if (lastStays) {
      records.writeLeftOut(plan, scan, dropped);
    } else {
      records.write(plan, scan.conflicts());
    }
  }

  /** All rows but the last one of each key. */
  private static Set<Long> lastOfEach(Collection<ConflictGroup> groups) {
    Set<Long> dropped = new HashSet<>();
    for (ConflictGroup group : groups) {
      long last = group.rowIds().stream().mapToLong(id -> id).max().orElse(0);
      group.rowIds().stream().filter(id -> id != last).forEach(dropped::add);
    }
    return dropped;
  }

  private static Set<Long> decide(Collection<ConflictGroup> groups) {
    Map<Long, List<ConflictGroup>> byRow = new TreeMap<>();
    for (ConflictGroup group : groups) {
      for (long rowId : group.rowIds()) {
        byRow.computeIfAbsent(rowId, id -> new ArrayList<>(2)).add(group);
      }
    }
    Set<ConflictGroup> taken = new HashSet<>();
    Set<Long> dropped = new HashSet<>();
    byRow.forEach(
        (rowId, own) -> {
          if (own.stream().anyMatch(taken::contains)) {
            dropped.add(rowId);
          } else {
            taken.addAll(own);
          }
        });
    return dropped;
  }

  /** Encodes the rows that are left out once more, to know all of their pairs. */
  private Resolution leaveOut(Set<Long> dropped, ConflictScan scan) {
    NavigableSet<byte[]> orphans = new TreeSet<>(Bytes::compare);
    KvChecksum.Accumulator sum = new KvChecksum.Accumulator();
    new ConflictRows(plan)
        .visit(
            dropped,
            row -> {
              KvBuffer pairs = row.pairs();
              for (int i = 0; i < pairs.count(); i++) {
                sum.add(
                    pairs.array(), pairs.keyOffset(i), pairs.keyLength(i) + pairs.valueLength(i));
                byte[] key = pairs.key(i);
                ConflictGroup group = scan.group(key);
                if ((group == null || dropped.containsAll(group.rowIds())) && orphans.add(key)) {
                  memory.key(key);
                }
              }
            });
    return new Resolution(dropped, orphans, sum.sum());
  }
}
