package io.levin.engine.coordinate;

import io.levin.base.Cancellation;
import io.levin.engine.coordinate.Member.Work;
import java.sql.SQLException;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.ScheduledFuture;
import java.util.concurrent.TimeUnit;
import java.util.function.BooleanSupplier;
import java.util.function.Supplier;
import java.util.stream.Collectors;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * This process among those that import into the target: its heartbeat, and what is known of the
 * others. Of programs that leave no sign of life it is only known what PD knows: whether any of
 * them is registered there. Thread-safe.
 */
final class Presence implements Siblings {
  private static final Logger LOG = LoggerFactory.getLogger(Presence.class);

  /** So many heartbeats may be missed. */
  private static final int MISSED = 3;

  private static final long LOOK_MILLIS = 300;

  /** Task ids in this range are the nanoseconds at which a task began. */
  private static final long FIRST_NANOS = 1_500_000_000_000_000_000L;

  private static final long LAST_NANOS = 2_500_000_000_000_000_000L;
  private static final DateTimeFormatter TIME =
      DateTimeFormatter.ofPattern("yyyy-MM-dd HH:mm:ss 'UTC'").withZone(ZoneOffset.UTC);

  private final Optional<Members> members;
  private final Member self;
  private final long leaseMillis;
  private final BooleanSupplier othersRegistered;

  private volatile List<Member> known = List.of();
  private volatile Supplier<Work> work = () -> Work.NONE;
  private volatile Runnable withEachSign = () -> {};
  private ScheduledFuture<?> beats;

  /** By the clock of the cluster; 0 before the first sign of life. */
  private volatile long joinedAt;

  /** Likewise: until then this process is known to live. */
  private volatile long renewedUntil;

  /** Likewise: before that only who was silent before is taken for dead. */
  private volatile long decidesFrom;

  private volatile Set<String> silentBefore = Set.of();

  /** Who had missed a sign of life when this process came: TiDB may have been away until then. */
  private volatile Set<String> lateAtFirst = Set.of();

  /** Whether no import is registered any more. */
  private volatile boolean importsAreOver;

  // Guarded by this.
  private Work before = Work.NONE;
  private long beforeNanos = System.nanoTime();
  private boolean closed;
  private Boolean others;

  /**
   * @param members where signs of life are kept; empty where they cannot be written
   * @param self this process
   * @param interval between two signs of life
   * @param othersRegistered asks PD whether programs without signs of life import
   */
  Presence(
      Optional<Members> members, Member self, Duration interval, BooleanSupplier othersRegistered) {
    this.members = members;
    this.self = self;
    this.leaseMillis = interval.toMillis() * MISSED;
    this.othersRegistered = othersRegistered;
  }

  /**
   * The first sign of life, which is written for certain; then one every interval.
   *
   * @throws io.levin.base.ImportException when it cannot be written
   */
  void begin(Duration interval, ScheduledExecutorService timer, Attempts attempts) {
    if (members.isPresent()) {
      known =
          attempts.run(
              "write the first sign of life",
              connection -> {
                joinedAt = members.get().put(connection, row(Member.State.LIVE), leaseMillis);
                renewed(joinedAt);
                return members.get().read(connection);
              },
              this::createAgain);
      lateAtFirst =
          known.stream()
              .filter(member -> member.state() == Member.State.LIVE)
              .filter(member -> isLate(member.now(), member.leaseUntil()))
              .map(Member::memberId)
              .collect(Collectors.toSet());
    }
    long millis = interval.toMillis();
    beats = timer.scheduleWithFixedDelay(this::beat, millis, millis, TimeUnit.MILLISECONDS);
  }

  /**
   * Waits until it is known of everybody who was silent when this process came whether he lives:
   * until he gives a sign of life, at most as long as three of them take. TiDB may have been away
   * until then, for him as for this process. Should it go away again, whoever asks it next finds
   * out.
   *
   * @param ownTask whether that is asked of other processes of the own task, too
   */
  void awaitOthers(boolean ownTask, Cancellation cancellation) {
    boolean told = false;
    long answered = System.nanoTime();
    while (true) {
      Optional<Member> open =
          known.stream()
              .filter(this::undecided)
              .filter(member -> ownTask || member.taskId() != self.taskId())
              .findFirst();
      if (open.isEmpty()) {
        return;
      }
      if (!told) {
        LOG.atInfo()
            .addKeyValue("task", open.get().describe())
            .addKeyValue("seconds", leaseMillis / 1000)
            .log("TiDB may have been away until now: waiting for a sign of life of an instance");
        told = true;
      }
      cancellation.sleep(LOOK_MILLIS);
      if (look()) {
        answered = System.nanoTime();
      } else if (System.nanoTime() - answered > TimeUnit.MILLISECONDS.toNanos(2 * leaseMillis)) {
        return;
      }
    }
  }

  void reports(Supplier<Work> now) {
    work = now;
  }

  /** Something that is done now and then, at the pace of the signs of life, until the end. */
  void withEachSign(Runnable action) {
    withEachSign = action;
  }

  private void beat() {
    sayThatItLives();
    try {
      withEachSign.run();
    } catch (RuntimeException e) {
      // The next signs must not be lost with it.
      LOG.atWarn().setCause(e).log("what goes with each sign of life failed");
    }
  }

  private synchronized void sayThatItLives() {
    if (closed || members.isEmpty()) {
      return;
    }
    try {
      putAndRead();
    } catch (SQLException | RuntimeException e) {
      LOG.atWarn().addKeyValue("error", e.getMessage()).log("a sign of life was not written");
      if (e instanceof SQLException sql && Attempts.isGone(sql) && createAgain()) {
        beatInNewTable();
      }
    }
  }

  private void beatInNewTable() {
    try {
      putAndRead();
    } catch (SQLException | RuntimeException e) {
      LOG.atWarn().addKeyValue("error", e.getMessage()).log("a sign of life was not written again");
    }
  }

  private void putAndRead() throws SQLException {
    renewed(members.get().put(row(Member.State.LIVE), leaseMillis));
    known = members.get().read();
  }

  /** A sign of life is written. One that comes late says that TiDB was away, maybe for all. */
  private void renewed(long now) {
    if (renewedUntil != 0 && isLate(now, renewedUntil)) {
      waitForOthers(now);
    }
    renewedUntil = now + leaseMillis;
  }

  /**
   * Whether the last sign of life is older than one and a half intervals. Whoever gave one an
   * interval before this process did would be taken for dead while its own lease lasts.
   */
  private boolean isLate(long now, long until) {
    return now > until - leaseMillis / 2;
  }

  /** Those of whom it is not known that they were silent before get the time to say they live. */
  private void waitForOthers(long now) {
    if (now >= decidesFrom) {
      silentBefore =
          known.stream()
              .filter(member -> member.silent() && !undecided(member))
              .map(Member::memberId)
              .collect(Collectors.toSet());
      decidesFrom = now + leaseMillis;
    }
  }

  /** A sibling that took itself for the last one has dropped the table. */
  private boolean createAgain() {
    try {
      members.get().create();
      return true;
    } catch (SQLException e) {
      LOG.atWarn().setCause(e).log("cannot make the table of processes again");
      return false;
    }
  }

  private Member row(Member.State state) {
    Work now = work.get();
    long nanos = System.nanoTime();
    long rate = (now.bytesDone() - before.bytesDone()) * 1_000_000_000L;
    rate /= Math.max(1, nanos - beforeNanos);
    before = now;
    beforeNanos = nanos;
    return new Member(
        self.memberId(),
        self.taskId(),
        self.homeId(),
        self.host(),
        self.pid(),
        self.statusAddr(),
        state,
        joinedAt,
        0,
        0,
        0,
        self.source(),
        new Work(
            now.step(),
            now.tables(),
            now.tablesDone(),
            now.bytes(),
            now.bytesDone(),
            Math.max(0, rate)));
  }

  /** The last words of this process. */
  void leave(boolean finished) {
    if (beats != null) {
      beats.cancel(false);
    }
    synchronized (this) {
      if (closed || members.isEmpty()) {
        return;
      }
      closed = true;
      try {
        members.get().put(row(finished ? Member.State.DONE : Member.State.LEFT), leaseMillis);
        members.get().dropIfDone(importsAreOver);
      } catch (SQLException | RuntimeException e) {
        LOG.atWarn().addKeyValue("error", e.getMessage()).log("cannot say that this process ends");
      }
    }
  }

  /** This process was never there. */
  void forget() {
    if (beats != null) {
      beats.cancel(false);
    }
    synchronized (this) {
      if (closed || members.isEmpty()) {
        return;
      }
      closed = true;
      try {
        members.get().removeMember(self.memberId());
        members.get().dropIfDone(importsAreOver);
      } catch (SQLException | RuntimeException e) {
        LOG.atWarn().addKeyValue("error", e.getMessage()).log("cannot say that this process ends");
      }
    }
  }

  /** No import is registered any more: whoever has not finished never will. */
  void importsAreOver() {
    importsAreOver = true;
  }

  /**
   * Another process that works on the same import from another folder. Of two that begin at a time
   * at least one sees the other, since both have said that they are there before they look.
   */
  Optional<Member> twin() {
    return known.stream()
        .filter(member -> member.taskId() == self.taskId() && member.alive())
        .filter(member -> !member.homeId().equals(self.homeId()))
        .findFirst();
  }

  @Override
  public void refresh() {
    look();
  }

  private boolean look() {
    if (members.isEmpty()) {
      return false;
    }
    try {
      List<Member> found = members.get().read();
      found.stream()
          .filter(member -> member.memberId().equals(self.memberId()))
          .filter(member -> member.state() == Member.State.LIVE)
          .filter(member -> isLate(member.now(), member.leaseUntil()))
          .forEach(member -> waitForOthers(member.now()));
      known = found;
      return true;
    } catch (SQLException | RuntimeException e) {
      LOG.atDebug().addKeyValue("error", e.getMessage()).log("cannot read the signs of life");
      return false;
    }
  }

  @Override
  public boolean dead(long taskId) {
    // What is known may be old, and the task started again meanwhile: it says so before it moves
    // any row.
    return ended(taskId) && look() && ended(taskId);
  }

  private boolean ended(long taskId) {
    return Members.ofTask(known, taskId).filter(member -> !mayLive(member)).isPresent();
  }

  /** Whether a process lives, or is silent as it would be too if TiDB was away for all. */
  private boolean mayLive(Member member) {
    return member.alive() || undecided(member);
  }

  /** Whether somebody is silent who may live. Who was in the folder of this process is gone. */
  private boolean undecided(Member member) {
    if (!member.silent() || member.homeId().equals(self.homeId())) {
      return false;
    }
    String id = member.memberId();
    return member.now() < decidesFrom && !silentBefore.contains(id)
        || member.now() < joinedAt + leaseMillis && lateAtFirst.contains(id);
  }

  /** Whether a task runs, as far as can be known. */
  boolean alive(TaskRow task) {
    Optional<Member> member = Members.ofTask(known, task.taskId());
    if (member.isPresent()) {
      return member.get().alive();
    }
    return task.state() == TaskRow.RUNNING && !task.status().finished() && othersRegistered();
  }

  /** Whether the process of a task gives signs of life. */
  boolean alive(long taskId) {
    return Members.ofTask(known, taskId).filter(Member::alive).isPresent();
  }

  private synchronized boolean othersRegistered() {
    if (others == null) {
      others = othersRegistered.getAsBoolean();
    }
    return others;
  }

  boolean anyOtherAlive() {
    return known.stream().anyMatch(member -> member.taskId() != self.taskId() && mayLive(member));
  }

  @Override
  public String describe(long taskId) {
    Optional<Member> member = Members.ofTask(known, taskId);
    if (member.isPresent()) {
      return member.get().describe();
    }
    return describe(taskId, "no sign of life: not of this Levin's kind");
  }

  /**
   * How far a task had come when it was last heard of, and what to do when it does not run; follows
   * the sentence that it has not finished.
   */
  String outlook(long taskId) {
    Optional<Member> member = Members.ofTask(known, taskId);
    if (member.isEmpty()) {
      return "; if it does not run any more, start it again with its own configuration";
    }
    String done = member.get().work().describe();
    return member.get().alive()
        ? ": " + done
        : "; when it was heard of last, "
            + done
            + ". Start it again with the same configuration; if it never comes back, empty the"
            + " tables that levin meta status shows with it, run levin meta forget --task="
            + Long.toUnsignedString(taskId)
            + ", and import these tables again on all nodes";
  }

  static String describe(long taskId, String more) {
    String text = "task " + Long.toUnsignedString(taskId) + " (" + more;
    if (taskId >= FIRST_NANOS && taskId <= LAST_NANOS) {
      text += ", began " + TIME.format(Instant.ofEpochMilli(taskId / 1_000_000));
    }
    return text + ")";
  }
}
