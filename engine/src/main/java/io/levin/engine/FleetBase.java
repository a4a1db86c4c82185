package io.levin.engine;

import io.levin.base.KvChecksum;
import io.levin.config.Level;
import io.levin.engine.coordinate.BaseSum;
import io.levin.engine.plan.TablePlan;
import io.levin.engine.share.FleetTable;
import io.levin.engine.share.FleetWork;

/**
 * Measures a table as of the moment at which its fleet became the first there; that moment is kept
 * in the fleet's row, since another member that goes on must measure as of the same.
 */
final class FleetBase implements BaseSum {
  private final TablePlan plan;
  private final TableImport.Rooms rooms;
  private final FleetWork work;
  private final FleetTable mine;

  /**
   * @param mine the table, which this member plans
   */
  FleetBase(TablePlan plan, TableImport.Rooms rooms, FleetWork work, FleetTable mine) {
    this.plan = plan;
    this.rooms = rooms;
    this.work = work;
    this.mine = mine;
  }

  @Override
  public boolean wanted() {
    return rooms.config().postRestore().checksum() != Level.OFF;
  }

  @Override
  public void take() {
    work.measuredAt(mine, rooms.target().pd().tso(rooms.cancellation()));
  }

  @Override
  public boolean taken() {
    return at() != 0;
  }

  @Override
  public KvChecksum measure() {
    return rooms.verification().sumAt(plan.info(), at());
  }

  private long at() {
    return work.table(mine.tableId()).orElse(mine).baseTs();
  }
}
