package io.levin.engine.share;

import static org.assertj.core.api.Assertions.assertThat;

import io.levin.base.ImportException;
import io.levin.base.KvChecksum;
import io.levin.base.Ticker;
import io.levin.kv.AutoIds;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;

/**
 * Members of a fleet on a virtual clock: at any step one of them is frozen, thawed, killed or
 * started, and every pair of steps of two members may come in either order. What is sent to TiKV is
 * held against who had the right to.
 */
final class SimulatedFleet implements Ticker {
  private static final Duration HEARTBEAT = Duration.ofSeconds(10);
  private static final Duration TAKEOVER = Duration.ofMinutes(3);
  private static final int MOST_STEPS = 60_000;
  private static final int QUIET_AFTER = 4_000;

  private final Random random;
  private final MemoryFleet store;
  private final int tableCount;

  /** Tables are ended only when somebody has said so, which happens at any time. */
  private final boolean byHand;

  private boolean finishing;
  private final List<Member> members = new ArrayList<>();
  private final Map<String, Long> commitTs = new HashMap<>();
  private final Map<String, Integer> ends = new HashMap<>();
  private long nanos = 1;
  private long clusterAhead;
  private long lastCluster;
  private long timestamps = 1000;
  private int started;
  private int steps;
  int takeovers;
  int fenced;

  SimulatedFleet(long seed) {
    random = new Random(seed);
    store = new MemoryFleet(random, this::clusterMillis);
    tableCount = 1 + random.nextInt(3);
    byHand = random.nextInt(4) == 0;
    List<FleetTable> tables = new ArrayList<>();
    for (int i = 1; i <= tableCount; i++) {
      tables.add(FleetTable.of(i, "t" + i, "digest", 5));
    }
    store.addTables(tables);
  }

  @Override
  public long nanos() {
    return nanos;
  }

  @Override
  public void sleep(Duration duration) {
    nanos += duration.toNanos();
  }

  /** Never goes back, and is ahead by up to three seconds after another PD has taken the lead. */
  private long clusterMillis() {
    lastCluster = Math.max(lastCluster, nanos / 1_000_000 + clusterAhead);
    return lastCluster;
  }

  /** Runs until all tables are done. */
  void run() {
    int size = 1 + random.nextInt(4);
    for (int i = 0; i < size; i++) {
      start("home-" + i);
    }
    while (!allDone()) {
      assertThat(steps++).as("steps").isLessThan(MOST_STEPS);
      nanos += (long) (random.nextDouble() * 4e9);
      if (random.nextInt(50) == 0) {
        clusterAhead = random.nextInt(3000);
      }
      if (byHand && !finishing && random.nextInt(300) == 0) {
        finishing = true;
        store.changeFleet(row -> row.moved(Fleet.State.FINISHING));
      }
      Member member = members.get(random.nextInt(members.size()));
      boolean quiet = steps > QUIET_AFTER;
      if (!quiet && random.nextInt(60) == 0) {
        member.frozenUntil = nanos + (long) (random.nextDouble() * 400e9);
      } else if (!quiet && random.nextInt(120) == 0 || member.gone) {
        members.remove(member);
        start(random.nextBoolean() ? member.home : "home-" + (100 + started));
      } else if (member.frozenUntil <= nanos) {
        member.step();
      }
    }
    for (int table = 1; table <= tableCount; table++) {
      assertCounted(table);
    }
  }

  private boolean allDone() {
    return store.tables().stream().allMatch(table -> table.state() == FleetTable.State.DONE);
  }

  private void assertCounted(long table) {
    KvChecksum expected = KvChecksum.EMPTY;
    int chunk = 0;
    for (Lot lot : store.lots(table)) {
      assertThat(lot.state()).isEqualTo(Lot.State.DONE);
      assertThat(lot.from()).as("chunks in order, each in one lot").isEqualTo(chunk);
      chunk = lot.to();
      expected = expected.plus(sum(lot).pairs());
    }
    assertThat(chunk).isEqualTo(chunks(table).size());
    assertThat(
            new FleetWork(store, "nobody", members.get(0).lease, false, this).total(table).pairs())
        .isEqualTo(expected);
    assertThat(ends.get("t" + table)).as("ends that were handed in").isEqualTo(1);
  }

  private static LotSum sum(Lot lot) {
    long pairs = 10L * (lot.to() - lot.from());
    long crc = lot.tableId() * 1_000_003 + lot.number() * 77_777L;
    return new LotSum(new KvChecksum(crc, pairs, pairs * 20), AutoIds.NONE, pairs);
  }

  private static List<Long> chunks(long table) {
    List<Long> bytes = new ArrayList<>();
    for (int i = 0; i < 3 + table * 5; i++) {
      bytes.add(100L + i % 3);
    }
    return bytes;
  }

  private void start(String home) {
    members.add(new Member("member-" + started++, home));
  }

  /** One process: its lease is renewed by one thread, its work is done by another. */
  private final class Member {
    private final String home;
    private final Membership membership;
    private final Lease lease;
    private final FleetWork work;
    private long frozenUntil;
    private long nextBeat;
    private boolean gone;

    private FleetTable planning;
    private FleetTable ending;
    private Lot lot;
    private int toSend;

    Member(String id, String home) {
      this.home = home;
      this.membership =
          new Membership(
              store,
              new FleetMember(id, home, "host", 1, FleetMember.State.LIVE, 0, 0),
              HEARTBEAT,
              TAKEOVER,
              SimulatedFleet.this);
      this.lease = membership.lease();
      this.work = new FleetWork(store, id, lease, byHand, SimulatedFleet.this);
      membership.join();
    }

    void step() {
      if (nanos >= nextBeat && random.nextInt(3) != 0) {
        nextBeat = nanos + HEARTBEAT.toNanos();
        // A renewal may also be lost on its way.
        if (random.nextInt(10) != 0) {
          membership.beat();
        }
        return;
      }
      try {
        work();
      } catch (ImportException e) {
        assertThat(lease.isLost()).as(e.getMessage()).isTrue();
        fenced++;
        gone = true;
      }
    }

    private void work() {
      if (planning != null) {
        work.planned(
            planning,
            0,
            100,
            new LotCut(200, 600).lots(planning.tableId(), chunks(planning.tableId())));
        planning = null;
      } else if (lot != null) {
        load();
      } else if (ending != null) {
        work.ended(ending);
        ends.merge(ending.name(), 1, Integer::sum);
        ending = null;
      } else {
        take();
      }
    }

    private void take() {
      planning = work.takeTableToPlan(table -> true).orElse(null);
      if (planning == null) {
        lot = work.takeLot(any -> true, () -> timestamps++).orElse(null);
        toSend = 3;
        if (lot != null && lot.epoch() > 1) {
          takeovers++;
        }
      }
      if (planning == null && lot == null) {
        ending = work.takeTableToEnd().orElse(null);
        if (ending != null) {
          assertThat(finishing || !byHand).as("a table is ended before anybody said so").isTrue();
          work.total(ending.tableId());
        }
      }
    }

    private void load() {
      if (toSend == 3) {
        work.ingesting(lot, sum(lot));
        toSend--;
      } else if (toSend > 0) {
        if (lease.lasts()) {
          send();
          toSend--;
        } else {
          lease.throwIfLost();
        }
      } else if (random.nextInt(10) == 0) {
        work.giveBack(lot);
        lot = null;
      } else {
        work.done(lot, sum(lot));
        lot = null;
      }
    }

    private void send() {
      String name = lot.tableId() + "/" + lot.number();
      assertThat(commitTs.merge(name, lot.commitTs(), (a, b) -> a.equals(b) ? a : -1L))
          .as("one commit timestamp for lot " + name)
          .isEqualTo(lot.commitTs());
      Lot now = store.lot(lot.tableId(), lot.number());
      assertThat(now.epoch())
          .as("sent by a holder whose lot was taken over")
          .isEqualTo(lot.epoch());
      assertThat(now.state()).as("sent after it was counted").isNotEqualTo(Lot.State.DONE);
    }
  }
}
