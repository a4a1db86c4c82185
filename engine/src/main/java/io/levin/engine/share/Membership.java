package io.levin.engine.share;

import io.levin.base.Ticker;
import io.levin.engine.share.FleetMember.State;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import java.util.stream.Collectors;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * This process among the members of a fleet: it renews its lease at every heartbeat, and says of
 * others that they are dead when their leases have been over for long enough. Thread-safe.
 */
final class Membership {
  private static final Logger LOG = LoggerFactory.getLogger(Membership.class);

  /** A lease lasts for so many heartbeats. */
  private static final int LEASE_BEATS = 6;

  private final FleetStore store;
  private final FleetMember self;
  private final Lease lease;
  private final Ticker ticker;
  private final long leaseMillis;
  private final long graceMillis;

  /** By the clock of the cluster: before that nobody is called dead. */
  private volatile long decidesFrom;

  /** Until when the leases lasted of those who were overdue when this member joined. */
  private volatile Map<String, Long> silentAtFirst = Map.of();

  private final Set<String> saidDead = ConcurrentHashMap.newKeySet();
  private final ScheduledExecutorService thread =
      Executors.newSingleThreadScheduledExecutor(
          task -> {
            Thread made = new Thread(task, "lease");
            made.setDaemon(true);
            return made;
          });

  /**
   * @param heartbeat between two renewals
   * @param takeoverAfter a member is dead when it was not heard of for so long
   */
  Membership(
      FleetStore store,
      FleetMember self,
      Duration heartbeat,
      Duration takeoverAfter,
      Ticker ticker) {
    this.store = store;
    this.self = self;
    this.ticker = ticker;
    this.leaseMillis = heartbeat.toMillis() * LEASE_BEATS;
    // What was sent at the very end of a lease has its time, and clocks may jump a little.
    this.graceMillis = Math.max(leaseMillis / 2, takeoverAfter.toMillis() - leaseMillis);
    this.lease =
        new Lease(
            ticker,
            TimeUnit.MILLISECONDS.toNanos(leaseMillis),
            TimeUnit.MILLISECONDS.toNanos(leaseMillis / 4));
  }

  String memberId() {
    return self.memberId();
  }

  Lease lease() {
    return lease;
  }

  /**
   * Becomes a member. An earlier process with the same sorted-kv-dir is gone: this one holds its
   * lock. Others that are overdue get the time to say that they live, since TiDB may have been away
   * until now; but nobody counts on them.
   *
   * @return whether no other member is live
   */
  boolean join() {
    long sent = ticker.nanos();
    List<FleetMember> members =
        store.changeMembers(
            true,
            (rows, now) -> {
              decidesFrom = now + leaseMillis;
              silentAtFirst =
                  rows.stream()
                      .filter(row -> isOverdue(row, now))
                      .collect(Collectors.toMap(FleetMember::memberId, FleetMember::leaseUntil));
              List<FleetMember> changed = new ArrayList<>();
              for (FleetMember row : rows) {
                if (row.live() && row.homeId().equals(self.homeId()) && !isSelf(row)) {
                  changed.add(row.in(State.DEAD));
                }
              }
              changed.add(self.joined(now, now + leaseMillis));
              return changed;
            });
    lease.renewed(sent);
    return members.stream().noneMatch(this::isLiveOther);
  }

  /** Whether a row is another member's that counts as live. */
  boolean isLiveOther(FleetMember row) {
    Long silentSince = silentAtFirst.get(row.memberId());
    boolean silent = silentSince != null && silentSince == row.leaseUntil();
    return row.live() && !isSelf(row) && !silent;
  }

  /** Renews from now on. */
  void start(Duration heartbeat) {
    long millis = heartbeat.toMillis();
    thread.scheduleWithFixedDelay(this::beat, millis, millis, TimeUnit.MILLISECONDS);
  }

  /** One renewal. */
  void beat() {
    if (lease.isLost()) {
      return;
    }
    long sent = ticker.nanos();
    List<FleetMember> members;
    try {
      members = store.changeMembers(false, this::renewal);
    } catch (FleetGoneException e) {
      lease.lose(e.getMessage());
      return;
    } catch (RuntimeException e) {
      LOG.atWarn()
          .addKeyValue("error", e.getMessage())
          .log("the lease of this instance was not renewed");
      return;
    }
    if (members.stream().anyMatch(row -> isSelf(row) && row.live())) {
      lease.renewed(sent);
      sayWhoIsDead(members);
      if (members.stream().anyMatch(row -> isSelf(row) && row.state() == State.LEAVING)) {
        lease.takeNothingMore();
      }
    } else {
      lease.lose(
          members.stream().anyMatch(this::isSelf)
              ? "it was not heard of for longer than its lease, and others have taken over"
              : new FleetGoneException(null).getMessage());
    }
  }

  private void sayWhoIsDead(List<FleetMember> members) {
    for (FleetMember row : members) {
      if (row.state() == State.DEAD && saidDead.add(row.memberId())) {
        LOG.atInfo()
            .addKeyValue("member", row.describe())
            .log("a member is dead: what it had in hand is taken over");
      }
    }
  }

  private List<FleetMember> renewal(List<FleetMember> rows, long now) {
    List<FleetMember> changed = new ArrayList<>();
    for (FleetMember row : rows) {
      if (isSelf(row) && row.live()) {
        if (now > row.leaseUntil()) {
          // TiDB was away, and for others too, maybe: they get the time to say that they live.
          decidesFrom = now + leaseMillis;
        }
        changed.add(row.renewed(now + leaseMillis));
      }
    }
    // Who is not a member any more decides about nobody.
    if (!changed.isEmpty() && now >= decidesFrom) {
      changed.addAll(overdue(rows, now));
    }
    return changed;
  }

  private List<FleetMember> overdue(List<FleetMember> rows, long now) {
    List<FleetMember> dead = new ArrayList<>();
    for (FleetMember row : rows) {
      if (isOverdue(row, now)) {
        dead.add(row.in(State.DEAD));
      }
    }
    return dead;
  }

  private boolean isOverdue(FleetMember row, long now) {
    return !isSelf(row) && row.live() && now > row.leaseUntil() + graceMillis;
  }

  /** Who is left of a fleet when a member has left. */
  enum Rest {
    /** Nobody: all others have left, or are dead and can renew nothing. */
    NOBODY,
    /**
     * Only members that were overdue when this one joined and have not been heard of since: they
     * may come back as long as nobody has found them dead, and the fleet's rows are there.
     */
    SILENT,
    /** Only members that have been asked to leave, too, and that are not so far. */
    LEAVING,
    /** Others who live and go on; or the fleet is gone. */
    OTHERS
  }

  /** Leaves, if that was not done before; what this member held is free then. */
  Rest leave() {
    thread.shutdownNow();
    lease.lose("it has left");
    List<FleetMember> members;
    try {
      members =
          store.changeMembers(
              false,
              (rows, now) ->
                  rows.stream()
                      .filter(row -> isSelf(row) && row.live())
                      .map(row -> row.in(State.LEFT))
                      .toList());
    } catch (FleetGoneException e) {
      return Rest.OTHERS;
    }
    List<FleetMember> others = members.stream().filter(row -> row.live() && !isSelf(row)).toList();
    List<FleetMember> heardOf = others.stream().filter(this::isLiveOther).toList();
    if (heardOf.isEmpty()) {
      return others.isEmpty() ? Rest.NOBODY : Rest.SILENT;
    }
    boolean allLeave = heardOf.stream().allMatch(row -> row.state() == State.LEAVING);
    return allLeave ? Rest.LEAVING : Rest.OTHERS;
  }

  private boolean isSelf(FleetMember row) {
    return row.memberId().equals(self.memberId());
  }
}
