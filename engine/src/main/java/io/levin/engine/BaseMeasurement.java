package io.levin.engine;

import io.levin.base.Bytes;
import io.levin.base.KvChecksum;
import io.levin.config.Level;
import io.levin.engine.coordinate.BaseSum;
import io.levin.engine.plan.TablePlan;
import io.levin.sortedkv.EngineId;
import io.levin.sortedkv.EngineMetadata;
import java.util.List;

/**
 * Measures a table as of the moment at which this import became the first of its instances there;
 * that moment is kept beside the sorted data, since a restart must measure as of the same.
 */
final class BaseMeasurement implements BaseSum {
  private static final String BASE_TS = "base-ts";

  private final TablePlan plan;
  private final TableImport.Rooms rooms;
  private final EngineId engine;

  BaseMeasurement(TablePlan plan, TableImport.Rooms rooms) {
    this.plan = plan;
    this.rooms = rooms;
    this.engine = EngineId.index(plan.name());
  }

  @Override
  public boolean wanted() {
    return rooms.config().postRestore().checksum() != Level.OFF;
  }

  @Override
  public boolean knownEmpty() {
    return rooms.seenEmpty().contains(plan.info().id());
  }

  @Override
  public void take() {
    byte[] value = new byte[Long.BYTES];
    Bytes.putBigEndianLong(value, 0, rooms.target().pd().tso(rooms.cancellation()));
    rooms.store().putMetadata(List.of(new EngineMetadata(engine, BASE_TS, value)));
  }

  @Override
  public boolean taken() {
    return rooms.store().metadata(engine, BASE_TS).isPresent();
  }

  @Override
  public KvChecksum measure() {
    byte[] value = rooms.store().metadata(engine, BASE_TS).orElseThrow();
    return rooms.verification().sumAt(plan.info(), Bytes.bigEndianLong(value, 0));
  }
}
