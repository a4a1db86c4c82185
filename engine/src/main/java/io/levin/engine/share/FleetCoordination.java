package io.levin.engine.share;

import io.levin.engine.coordinate.BaseSum;
import io.levin.engine.coordinate.Coordination;
import io.levin.engine.coordinate.Member;
import io.levin.engine.coordinate.PdSettings;
import io.levin.engine.coordinate.SharedTable;
import io.levin.engine.coordinate.TablePart;
import java.sql.SQLException;
import java.util.Collection;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.function.LongSupplier;
import java.util.function.Supplier;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * A member of a fleet among other imports: all members together are one instance for these, so that
 * what ends an instance is done once, by whoever is the last.
 */
final class FleetCoordination implements Coordination {
  private static final Logger LOG = LoggerFactory.getLogger(FleetCoordination.class);

  private final SharedFleet fleet;
  private final Coordination one;
  private final AtomicBoolean ended = new AtomicBoolean();

  FleetCoordination(SharedFleet fleet, Coordination one) {
    this.fleet = fleet;
    this.one = one;
  }

  @Override
  public long taskId() {
    return one.taskId();
  }

  @Override
  public int instances() {
    return one.instances();
  }

  @Override
  public boolean alone() {
    return fleet.alone() && one.alone();
  }

  @Override
  public Set<Long> sharedNow(Collection<SharedTable> tables) {
    Set<Long> shared = new TreeSet<>(one.sharedNow(tables));
    shared.addAll(fleet.begun());
    return shared;
  }

  @Override
  public List<String> objections(Collection<SharedTable> tables, boolean parallel) {
    return one.objections(tables, parallel);
  }

  @Override
  public Space space(LongSupplier available) {
    return one.space(available);
  }

  @Override
  public TablePart part(SharedTable table, LongSupplier allocated, BaseSum base) {
    return one.part(table, allocated, base);
  }

  @Override
  public PdSettings pdSettings(Supplier<PdSettings> pause) {
    return one.pdSettings(pause);
  }

  @Override
  public boolean end(boolean finished) {
    ended.set(true);
    if (fleet.lease().isLost() && !fleet.hasLeft()) {
      // Others are at work; nothing of theirs is touched.
      return false;
    }
    try {
      boolean over = fleet.work().dataOver();
      // Who was silent may come back and go on; then PD and TiKV put themselves back in time.
      boolean last = over || fleet.leave() == Membership.Rest.NOBODY;
      return last && one.end(finished && over);
    } catch (RuntimeException e) {
      LOG.atWarn()
          .addKeyValue("error", e.getMessage())
          .log("it is not known whether others of the fleet are at work: nothing is put back");
      return false;
    }
  }

  @Override
  public List<String> cleanUp() {
    return fleet.hasLeftEarly()
        ? List.of(
            "this instance has left the shared import, as levin fleet drain has asked:"
                + " others go on with it")
        : fleet.finish(one::cleanUp);
  }

  @Override
  public void withdraw() {
    ended.set(true);
    try {
      boolean untouched = fleet.untouched();
      if (untouched && isTheLast()) {
        one.withdraw();
      }
    } catch (SQLException | RuntimeException e) {
      LOG.atWarn().setCause(e).log("cannot take the registration back");
    }
  }

  /** Whether nobody of the fleet goes on. Who was silent does not once its rows are gone. */
  private boolean isTheLast() throws SQLException {
    return switch (fleet.leave()) {
      case NOBODY -> true;
      case SILENT -> fleet.remove();
      case LEAVING, OTHERS -> false;
    };
  }

  @Override
  public void reports(Supplier<Member.Work> work) {
    one.reports(work);
  }

  @Override
  public void close() {
    // The rows of the fleet first: the schema goes with what is left in it.
    boolean cameTooLate = fleet.lease().isLost();
    if (!ended.get()) {
      end(false);
    }
    fleet.leaveForGood();
    if (cameTooLate && fleet.isGone()) {
      // What was under way when the others removed the metadata may have made it again.
      one.withdraw();
    }
    one.close();
    fleet.close();
  }
}
