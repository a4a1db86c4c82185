package io.levin.engine.share;

import io.levin.base.ErrorCode;
import io.levin.base.ImportException;
import io.levin.base.Ticker;
import io.levin.engine.progress.FleetFigures;
import io.levin.engine.share.FleetTable.State;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.BiPredicate;
import java.util.function.LongSupplier;
import java.util.function.Predicate;
import java.util.function.Supplier;
import java.util.function.UnaryOperator;
import java.util.stream.Collectors;

/**
 * What one member takes, does and hands in. What is held by a member that is not live any more is
 * free for all; whoever takes it raises its epoch, and what the earlier holder writes afterwards is
 * refused. Thread-safe.
 */
public final class FleetWork {
  /** What was read of the rows may be so old when something is chosen by it. */
  private static final long FRESH_NANOS = TimeUnit.SECONDS.toNanos(1);

  private static final int ERROR_LENGTH = 2000;

  private final FleetStore store;
  private final String self;
  private final Lease lease;
  private final boolean finishedByHand;
  private final Ticker ticker;

  private final AtomicLong takeovers = new AtomicLong();

  /** As last read: whoever asks for figures must not cost a statement. */
  private volatile View lastView;

  // Guarded by this.
  private View view;

  /**
   * @param self this process among the members
   * @param finishedByHand whether no table is ended before somebody has said so
   */
  FleetWork(FleetStore store, String self, Lease lease, boolean finishedByHand, Ticker ticker) {
    this.store = store;
    this.self = self;
    this.lease = lease;
    this.finishedByHand = finishedByHand;
    this.ticker = ticker;
  }

  /** The rows as they were at one time; what was tried since is not tried again. */
  private record View(
      List<FleetTable> tables,
      List<Lot> openLots,
      Set<Long> failedTables,
      Set<Long> tablesWithOpenLots,
      boolean mayEnd,
      Set<String> gone,
      int live,
      Set<Object> tried,
      long readNanos) {
    /** A holder that is not known may have joined since. */
    boolean free(String holder) {
      return holder.isEmpty() || gone.contains(holder);
    }

    boolean failed(long tableId) {
      return failedTables.contains(tableId);
    }

    boolean allIn(FleetTable table) {
      return !tablesWithOpenLots.contains(table.tableId());
    }
  }

  private synchronized View view(long oldestNanos) {
    long now = ticker.nanos();
    if (view == null || now - view.readNanos > oldestNanos) {
      // Lots behind tables: a table that was planned then has its lots.
      List<FleetTable> tables = orGone(store::tables);
      List<Lot> lots = new ArrayList<>(orGone(store::openLots));
      lots.sort(Comparator.comparingLong(Lot::sourceBytes).reversed());
      List<FleetMember> members = orGone(store::members);
      Set<String> gone =
          members.stream()
              .filter(member -> !member.live())
              .map(FleetMember::memberId)
              .collect(Collectors.toSet());
      if (tables.isEmpty() && orGone(store::fleet).isEmpty()) {
        throw lost(new FleetGoneException(null));
      }
      Set<Long> failed =
          tables.stream()
              .filter(table -> table.state() == State.FAILED)
              .map(FleetTable::tableId)
              .collect(Collectors.toSet());
      Set<Long> open = lots.stream().map(Lot::tableId).collect(Collectors.toSet());
      view =
          new View(
              tables,
              List.copyOf(lots),
              failed,
              open,
              mayEnd(),
              gone,
              members.size() - gone.size(),
              new HashSet<>(),
              now);
      lastView = view;
    }
    return view;
  }

  private boolean mayEnd() {
    return !finishedByHand
        || orGone(store::fleet).filter(fleet -> fleet.state() == Fleet.State.FINISHING).isPresent();
  }

  private synchronized void forgetView() {
    view = null;
  }

  private synchronized boolean tryFirst(Object row, View from) {
    return from.tried.add(row);
  }

  /**
   * Takes a table that nobody has divided into lots.
   *
   * @return nothing when there is none at this time
   */
  public Optional<FleetTable> takeTableToPlan(Predicate<FleetTable> wanted) {
    return takeTable(
        State.PLANNING,
        (table, now) ->
            wanted.test(table)
                && (table.state() == State.NEW
                    || table.state() == State.PLANNING && now.free(table.owner())));
  }

  /**
   * Takes a table of which all lots are in, if tables may be ended.
   *
   * @return nothing when there is none at this time
   */
  public Optional<FleetTable> takeTableToEnd() {
    return takeTable(
        State.ENDING,
        (table, now) ->
            now.mayEnd()
                && (table.state() == State.PLANNED && now.allIn(table)
                    || table.state() == State.ENDING && now.free(table.owner())));
  }

  /** Whether somebody has to say first that tables may be ended. */
  public boolean waitsForFinish() {
    return !view(FRESH_NANOS).mayEnd();
  }

  /** All lots of a table, in their order. */
  public List<Lot> lots(long tableId) {
    return orGone(() -> store.lots(tableId));
  }

  /** Whether a table may be taken, by what is known of lots and members. */
  @FunctionalInterface
  private interface TableChoice {
    boolean test(FleetTable table, View now);
  }

  private Optional<FleetTable> takeTable(State next, TableChoice choice) {
    lease.throwIfLost();
    View now = view(FRESH_NANOS);
    // One by one, since the first that fits will do: there may be tens of thousands.
    for (FleetTable table : now.tables()) {
      if (!choice.test(table, now) || !tryFirst(table, now)) {
        continue;
      }
      Claim<FleetTable> claim = new Claim<>();
      Optional<FleetTable> after =
          changeTable(
              table.tableId(),
              claim.of(
                  row -> choice.test(row, now),
                  row -> row.taken(next, self),
                  (row, taken) -> row.isOwnedBy(self, taken.epoch())));
      if (after.filter(claim::isMine).isPresent()) {
        return after;
      }
    }
    return Optional.empty();
  }

  /**
   * Takes the largest lot that is free.
   *
   * @param timestamp asked for a fresh timestamp of the cluster
   * @return nothing when there is none at this time
   */
  public Optional<Lot> takeLot(Predicate<Lot> wanted, LongSupplier timestamp) {
    lease.throwIfLost();
    View now = view(FRESH_NANOS);
    Predicate<Lot> free =
        lot -> lot.state() != Lot.State.DONE && now.free(lot.holder()) && wanted.test(lot);
    for (Lot lot : now.openLots()) {
      if (!free.test(lot) || now.failed(lot.tableId()) || !tryFirst(lot, now)) {
        continue;
      }
      long ts = lot.commitTs() == 0 ? timestamp.getAsLong() : lot.commitTs();
      Claim<Lot> claim = new Claim<>();
      Optional<Lot> after =
          changeLot(
              lot.tableId(),
              lot.number(),
              claim.of(
                  free,
                  row -> row.taken(self, ts),
                  (row, taken) -> row.isHeldBy(self, taken.epoch())));
      if (after.filter(claim::isMine).isPresent()) {
        takeovers.addAndGet(after.get().epoch() > 1 ? 1 : 0);
        return after;
      }
    }
    return Optional.empty();
  }

  /** What was last read of the fleet, in figures; null before anything was read. */
  FleetFigures figures() {
    View last = lastView;
    if (last == null) {
      return null;
    }
    long all = last.tables().stream().mapToLong(FleetTable::lots).sum();
    long ingesting =
        last.openLots().stream().filter(lot -> lot.state() == Lot.State.INGESTING).count();
    int open = last.openLots().size();
    return new FleetFigures(
        last.live(),
        open - ingesting,
        ingesting,
        Math.max(0, all - open),
        takeovers.get(),
        lease.remainingNanos() / 1e9);
  }

  /** One attempt to take a row, which may be asked again after its answer was lost. */
  private static final class Claim<T> {
    private T taken;
    private BiPredicate<T, T> held;

    UnaryOperator<T> of(Predicate<T> free, UnaryOperator<T> take, BiPredicate<T, T> isHeld) {
      held = isHeld;
      return row -> {
        if (taken != null && held.test(row, taken)) {
          return row;
        }
        taken = free.test(row) ? take.apply(row) : null;
        return taken == null ? row : taken;
      };
    }

    boolean isMine(T row) {
      return taken != null && held.test(row, taken);
    }
  }

  /** The moment as of which a table is measured, kept for whoever plans it after this member. */
  public void measuredAt(FleetTable mine, long ts) {
    requireHeld(
        changeTable(
            mine.tableId(), row -> row.isOwnedBy(self, mine.epoch()) ? row.measuredAt(ts) : row),
        row -> row.isOwnedBy(self, mine.epoch()));
  }

  /** The table as it is now. */
  public Optional<FleetTable> table(long tableId) {
    return changeTable(tableId, row -> row);
  }

  /** Makes the lots of a table known. */
  public void planned(FleetTable mine, long rowIdBase, long rowIdMax, List<Lot> lots) {
    requireHeld(
        changePlan(
            mine.tableId(),
            row ->
                row.isOwnedBy(self, mine.epoch())
                    ? row.planned(rowIdBase, rowIdMax, lots.size())
                    : row,
            lots),
        row -> row.state() != State.PLANNING && row.epoch() == mine.epoch());
    forgetView();
  }

  /**
   * All of a lot is encoded; its pairs may be sent when this returns.
   *
   * @throws ImportException when an earlier holder read something else, or the lot is not this
   *     member's any more
   */
  public void ingesting(Lot mine, LotSum sum) {
    if (mine.sum() != null && !mine.sum().equals(sum)) {
      throw new ImportException(
          ErrorCode.RESTORE_TABLE,
          "lot "
              + mine.number()
              + " of a shared table gave "
              + mine.sum().pairs()
              + " when it was read before and gives "
              + sum.pairs()
              + " now: its files have changed, and pairs of both may be in the cluster",
          "put the files back as they were; or empty the table, run levin meta forget and import it"
              + " again");
    }
    requireHeld(
        changeLot(
            mine.tableId(),
            mine.number(),
            row ->
                row.isHeldBy(self, mine.epoch()) ? row.with(Lot.State.INGESTING, self, sum) : row),
        row -> row.isHeldBy(self, mine.epoch()));
  }

  /** All pairs of a lot are in the cluster: it is counted, once for ever. */
  public void done(Lot mine, LotSum sum) {
    requireHeld(
        changeLot(
            mine.tableId(),
            mine.number(),
            row -> row.isHeldBy(self, mine.epoch()) ? row.with(Lot.State.DONE, self, sum) : row),
        row -> row.isHeldBy(self, mine.epoch()));
  }

  /** Somebody else may take a lot that this member could not do. */
  public void giveBack(Lot mine) {
    changeLot(
        mine.tableId(),
        mine.number(),
        row -> row.isHeldBy(self, mine.epoch()) ? row.with(row.state(), "", row.sum()) : row);
    forgetView();
  }

  /** Nothing is left to do for a table. */
  public void ended(FleetTable mine) {
    requireHeld(
        changeTable(
            mine.tableId(),
            row -> row.isOwnedBy(self, mine.epoch()) ? row.moved(State.DONE, "") : row),
        row -> row.state() == State.DONE && row.epoch() == mine.epoch());
    forgetView();
  }

  /** A table cannot go on; all members end with that. */
  public void fail(long tableId, String error) {
    String cut = error.length() <= ERROR_LENGTH ? error : error.substring(0, ERROR_LENGTH);
    changeTable(tableId, row -> row.over() ? row : row.moved(State.FAILED, cut));
    forgetView();
  }

  /** What all lots of a table gave. */
  public LotSum total(long tableId) {
    LotSum total = LotSum.NOTHING;
    for (Lot lot : lots(tableId)) {
      if (lot.state() != Lot.State.DONE) {
        throw new IllegalStateException("lot " + lot.number() + " is not done");
      }
      total = total.plus(lot.sum());
    }
    return total;
  }

  /** The tables that cannot go on, as last read. */
  public List<FleetTable> failed() {
    return view(FRESH_NANOS).tables().stream()
        .filter(table -> table.state() == State.FAILED)
        .toList();
  }

  /** Whether nobody of the fleet sends anything to TiKV any more. */
  public boolean dataOver() {
    View now = view(FRESH_NANOS);
    for (FleetTable table : now.tables()) {
      if (table.state() == State.NEW || table.state() == State.PLANNING) {
        return false;
      }
    }
    for (Lot lot : now.openLots()) {
      if (!now.failed(lot.tableId()) || !now.free(lot.holder())) {
        return false;
      }
    }
    return true;
  }

  /** Whether all tables are done or cannot go on. */
  public boolean over() {
    return view(FRESH_NANOS).tables().stream().allMatch(FleetTable::over);
  }

  private Optional<FleetTable> changeTable(long tableId, UnaryOperator<FleetTable> change) {
    return orGone(() -> store.changeTable(tableId, change));
  }

  private Optional<FleetTable> changePlan(
      long tableId, UnaryOperator<FleetTable> change, List<Lot> lots) {
    return orGone(() -> store.plan(tableId, change, lots));
  }

  private Optional<Lot> changeLot(long tableId, int number, UnaryOperator<Lot> change) {
    return orGone(() -> store.changeLot(tableId, number, change));
  }

  private <T> T orGone(Supplier<T> rows) {
    try {
      return rows.get();
    } catch (FleetGoneException e) {
      throw lost(e);
    }
  }

  private RuntimeException lost(FleetGoneException gone) {
    lease.lose(gone.getMessage());
    lease.throwIfLost();
    return gone;
  }

  private <T> void requireHeld(Optional<T> row, Predicate<T> held) {
    if (row.filter(held).isEmpty()) {
      lease.lose("another member has taken over what it had in hand");
      lease.throwIfLost();
    }
  }
}
