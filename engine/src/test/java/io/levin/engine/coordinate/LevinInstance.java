package io.levin.engine.coordinate;

import io.levin.base.Cancellation;
import io.levin.base.ImportException;
import io.levin.base.KvChecksum;
import io.levin.base.Ticker;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.function.LongPredicate;

/** An instance of Levin: its real coordination, and the steps of an import around it. */
final class LevinInstance {
  private final SimulatedCluster cluster;
  private final long task;
  private final int rows;
  private final int reserved;
  private final Interleaving.Party[] self;
  private final LongPredicate dead;

  // What its checkpoint and its sorted data keep.
  private boolean planned;
  private boolean used;
  private long base;
  private long baseTs;
  private boolean loaded;
  private boolean merged;

  boolean verified;
  boolean done;
  List<String> report = List.of();

  /**
   * @param self the party that this is, once it is known
   * @param dead what heartbeats tell of others
   */
  LevinInstance(
      SimulatedCluster cluster,
      long task,
      int rows,
      int reserved,
      Interleaving.Party[] self,
      LongPredicate dead) {
    this.cluster = cluster;
    this.task = task;
    this.rows = rows;
    this.reserved = reserved;
    this.self = self;
    this.dead = dead;
  }

  private void turn() {
    self[0].turn();
  }

  /** One process from start to end. */
  void run() {
    done = false;
    MemoryMetadata store = new MemoryMetadata(cluster.metadata, this::turn);
    boolean added = store.addTask(TaskRow.registered(task, 1, 0));
    Presence presence = new Presence(Optional.empty(), null, Duration.ofSeconds(10), () -> false);
    SharedCoordination coordination =
        new SharedCoordination(
            () -> {},
            store,
            store,
            task,
            added,
            presence,
            SourceOverlap.NONE,
            patience(),
            true,
            new Cancellation());
    coordination.pdSettings(
        () -> {
          cluster.pausedTimes++;
          return new PdSettings(null, null);
        });
    cluster.paused = true;
    try {
      importData(coordination, store);
    } catch (ImportException e) {
      // Only a killed process ends without a word.
      end(coordination, false);
      throw e;
    }
    end(coordination, true);
    postProcess(part(coordination, store));
    report = new ArrayList<>(coordination.cleanUp());
    done = true;
  }

  private void end(SharedCoordination coordination, boolean finished) {
    boolean back = coordination.end(finished);
    turn();
    if (back) {
      cluster.paused = false;
      cluster.restored++;
    }
  }

  private Patience patience() {
    Ticker clock =
        new Ticker() {
          @Override
          public long nanos() {
            return cluster.nanos;
          }

          @Override
          public void sleep(Duration duration) {
            throw new UnsupportedOperationException();
          }
        };
    return new Patience(
        Duration.ofHours(1),
        clock,
        millis -> {
          cluster.nanos += millis * 1_000_000;
          turn();
        });
  }

  private TablePart part(SharedCoordination coordination, MemoryMetadata store) {
    BaseSum sums =
        new BaseSum() {
          @Override
          public boolean wanted() {
            return true;
          }

          @Override
          public void take() {
            baseTs = cluster.timestamp();
          }

          @Override
          public boolean taken() {
            return baseTs != 0;
          }

          @Override
          public KvChecksum measure() {
            turn();
            return cluster.sum(baseTs);
          }
        };
    Siblings siblings =
        new Siblings() {
          @Override
          public boolean dead(long id) {
            return dead.test(id);
          }

          @Override
          public String describe(long id) {
            return "task " + id;
          }

          @Override
          public void refresh() {
            // Always fresh.
          }
        };
    SharedPart shared =
        new SharedPart(
            store,
            task,
            cluster.table,
            cluster::allocated,
            sums,
            siblings,
            patience(),
            /* waitForChecksum */ true);
    return coordination.reported(shared, SimulatedCluster.TABLE);
  }

  private void importData(SharedCoordination coordination, MemoryMetadata store) {
    if (loaded && merged) {
      return;
    }
    TablePart part = part(coordination, store);
    if (!loaded) {
      if (used) {
        part.resume(base, base + reserved);
      } else {
        base = part.begin(reserved, true);
        turn();
        planned = true;
      }
      used = planned;
      part.beforeIngest();
      for (int i = 1; i <= rows; i++) {
        turn();
        cluster.put(task, handle(i), base + i);
      }
      turn();
      loaded = true;
    }
    part.loaded();
    if (cluster.table.usesAutoId()) {
      turn();
      cluster.raise(base + rows);
    }
  }

  private long handle(int i) {
    return cluster.table.usesAutoId() ? base + i : task * 1_000_000 + i;
  }

  private void postProcess(TablePart part) {
    if (merged) {
      if (verified) {
        part.verified();
      }
      return;
    }
    KvChecksum own = KvChecksum.EMPTY;
    for (int i = 1; i <= rows; i++) {
      own = own.plus(SimulatedCluster.sumOf(handle(i)));
    }
    TablePart.Merged result = part.merge(own, false);
    if (result instanceof TablePart.Compare compare) {
      turn();
      KvChecksum there = cluster.sum();
      if (!there.equals(compare.expected())) {
        cluster.complaints.add(
            "Levin found a mismatch: " + there + " instead of " + compare.expected());
        part.notVerified();
        return;
      }
      cluster.lastVerified = there;
      turn();
      verified = true;
      merged = true;
      part.verified();
    } else {
      turn();
      merged = true;
    }
  }
}
