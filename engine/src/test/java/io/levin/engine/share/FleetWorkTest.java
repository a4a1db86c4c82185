package io.levin.engine.share;

import static org.assertj.core.api.Assertions.assertThat;

import io.levin.base.Ticker;
import io.levin.engine.progress.FleetFigures;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Random;
import java.util.Set;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;

/** What a member of a fleet takes. */
final class FleetWorkTest {
  private static final int TABLES = 10_000;

  private long millis = 1_000_000;
  private final MemoryFleet rows = new MemoryFleet(new Random(1), () -> millis);

  @Test
  void tenThousandTablesAreTakenOneByOne() {
    FleetWork work = member();
    List<FleetTable> tables = new ArrayList<>();
    for (int id = 1; id <= TABLES; id++) {
      tables.add(FleetTable.of(id, "`d`.`t" + id + "`", "", 0));
    }
    rows.addTables(tables);
    for (int id = 1; id <= TABLES; id++) {
      long table = id;
      rows.plan(
          id,
          row -> row.state() == FleetTable.State.NEW ? row.planned(0, 10, 1) : row,
          List.of(Lot.of(table, 0, 0, 1, 100)));
    }
    Set<Long> loaded = new HashSet<>();
    for (Optional<Lot> lot = next(work); lot.isPresent(); lot = next(work)) {
      work.done(lot.get(), LotSum.NOTHING);
      loaded.add(lot.get().tableId());
    }
    assertThat(loaded).hasSize(TABLES);
    assertThat(work.takeTableToEnd()).isPresent();
  }

  @Test
  void lotsOfATableThatFailedAreNotTaken() {
    FleetWork work = member();
    rows.addTables(List.of(FleetTable.of(1, "`d`.`a`", "", 0), FleetTable.of(2, "`d`.`b`", "", 0)));
    for (long id = 1; id <= 2; id++) {
      rows.plan(
          id,
          row -> row.state() == FleetTable.State.NEW ? row.planned(0, 10, 1) : row,
          List.of(Lot.of(id, 0, 0, 1, 100)));
    }
    assertThat(work.figures()).as("before anything was read").isNull();
    work.fail(1, "its rows are wrong");
    assertThat(next(work)).map(Lot::tableId).contains(2L);
    FleetFigures figures = work.figures();
    assertThat(figures.lotsOpen()).isEqualTo(2);
    assertThat(figures.lotsDone()).isZero();
    assertThat(figures.takeovers()).isZero();
    assertThat(next(work)).isEmpty();
    assertThat(work.takeTableToEnd()).as("a lot of the table is open").isEmpty();
  }

  private Optional<Lot> next(FleetWork work) {
    millis += 10;
    return work.takeLot(lot -> true, () -> millis);
  }

  private FleetWork member() {
    Ticker clock =
        new Ticker() {
          @Override
          public long nanos() {
            return millis * 1_000_000;
          }

          @Override
          public void sleep(Duration duration) {
            millis += duration.toMillis();
          }
        };
    Lease lease = new Lease(clock, TimeUnit.DAYS.toNanos(1), 1);
    lease.renewed(clock.nanos());
    return new FleetWork(rows, "me", lease, /* finishedByHand */ false, clock);
  }
}
