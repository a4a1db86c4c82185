package io.levin.engine.coordinate;

import static org.assertj.core.api.Assertions.assertThat;

import io.levin.base.KvChecksum;
import io.levin.engine.coordinate.RowIdAllocation.Checksumming;
import io.levin.engine.coordinate.RowIdAllocation.Differs;
import io.levin.engine.coordinate.RowIdAllocation.Exhausted;
import io.levin.engine.coordinate.RowIdAllocation.Granted;
import io.levin.engine.coordinate.RowIdAllocation.Missing;
import io.levin.engine.coordinate.RowIdAllocation.Range;
import io.levin.engine.coordinate.RowIdAllocation.Result;
import io.levin.engine.coordinate.RowIdAllocation.Taken;
import java.util.List;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.LongPredicate;
import org.junit.jupiter.api.Test;

final class RowIdAllocationTest {
  private static final SharedTable HIDDEN = new SharedTable(7, "`d`.`t`", true, Long.MAX_VALUE);
  private static final SharedTable PLAIN = new SharedTable(7, "`d`.`t`", false, Long.MAX_VALUE);
  private final AtomicInteger snapshots = new AtomicInteger();
  private LongPredicate dead = task -> false;

  @Test
  void theFirstOfAnEmptyTableNeedNotSayWhatWasThere() {
    Granted granted = (Granted) decide(HIDDEN, 10, 0, row(1, 0, 0, TableStatus.INITIALIZED));
    assertThat(granted.row().rowIdBase()).isZero();
    assertThat(granted.row().rowIdMax()).isEqualTo(10);
    assertThat(granted.row().status()).isEqualTo(TableStatus.RESTORE);
    assertThat(snapshots).hasValue(0);
  }

  @Test
  void theFirstOfATableThatMayHoldRowsSaysWhatWasThere() {
    Granted granted = (Granted) decide(PLAIN, 10, 0, row(1, 0, 0, TableStatus.INITIALIZED));
    assertThat(granted.row().status()).isEqualTo(TableStatus.ALLOCATED);
    assertThat(snapshots).hasValue(1);
    granted = (Granted) decide(HIDDEN, 10, 5, row(1, 0, 0, TableStatus.INITIALIZED));
    assertThat(granted.row().rowIdBase()).isEqualTo(5);
    assertThat(granted.row().status()).isEqualTo(TableStatus.ALLOCATED);
  }

  @Test
  void idsLieAboveThoseOfAllOthersAndAboveWhatTidbHasHandedOut() {
    TableRow own = row(1, 0, 0, TableStatus.INITIALIZED);
    TableRow other = row(2, 50, 90, TableStatus.CHECKSUM_SKIPPED);
    assertThat(((Granted) decide(HIDDEN, 10, 30, own, other)).row().rowIdBase()).isEqualTo(90);
    assertThat(((Granted) decide(HIDDEN, 10, 300, own, other)).row().rowIdBase()).isEqualTo(300);
    assertThat(((Granted) decide(PLAIN, 10, 0, own, other)).row().rowIdBase()).isEqualTo(90);
  }

  @Test
  void aRestartGetsTheSameIds() {
    TableRow own = row(1, 50, 60, TableStatus.RESTORE);
    Granted granted = (Granted) decide(HIDDEN, 10, 999, own, row(2, 60, 90, TableStatus.RESTORE));
    assertThat(granted.row()).isEqualTo(own);
  }

  @Test
  void anotherNumberOfRowsIsRefusedWhereIdsMayBeInUse() {
    TableRow own = row(1, 50, 60, TableStatus.RESTORE);
    assertThat(decide(HIDDEN, 11, 0, own)).isEqualTo(new Differs(10));
    Granted granted = (Granted) allocation(HIDDEN, 11, null, true, 0).decide(List.of(own)).result();
    assertThat(granted.row().rowIdBase()).isEqualTo(60);
    assertThat(granted.row().rowIdMax()).isEqualTo(71);
  }

  @Test
  void aTableWhoseChecksumIsComputedIsBusyUnlessItsTaskIsDead() {
    TableRow own = row(1, 0, 0, TableStatus.INITIALIZED);
    TableRow other = row(2, 0, 20, TableStatus.CHECKSUMING);
    assertThat(decide(HIDDEN, 10, 0, own, other)).isEqualTo(new Checksumming(2));
    dead = task -> task == 2;
    Decision<Result, TableChange> decided =
        allocation(HIDDEN, 10, null, false, 0).decide(List.of(own, other));
    assertThat(decided.changes())
        .containsExactly(
            new TableChange.Move(2, TableStatus.CHECKSUM_SKIPPED),
            new TableChange.Allocate(1, 20, 30, TableStatus.RESTORE));
  }

  @Test
  void idsInUseAreTakenAgainOnlyIfNobodyHasThem() {
    TableRow own = row(1, 0, 0, TableStatus.INITIALIZED);
    Range wanted = new Range(10, 20);
    assertThat(
            allocation(HIDDEN, 10, wanted, false, 0)
                .decide(List.of(own, row(2, 15, 40, TableStatus.RESTORE)))
                .result())
        .isEqualTo(new Taken(2));
    Granted granted =
        (Granted)
            allocation(HIDDEN, 10, wanted, false, 0)
                .decide(List.of(own, row(2, 20, 40, TableStatus.RESTORE)))
                .result();
    assertThat(granted.row().rowIdBase()).isEqualTo(10);
    assertThat(granted.row().rowIdMax()).isEqualTo(20);
  }

  @Test
  void aRowThatIsNotThereAndATableWithoutFreeIdsAreTold() {
    assertThat(decide(HIDDEN, 10, 0)).isEqualTo(new Missing());
    assertThat(decide(HIDDEN, 10, Long.MAX_VALUE - 5, row(1, 0, 0, TableStatus.INITIALIZED)))
        .isEqualTo(new Exhausted(Long.MAX_VALUE - 5));
  }

  private Result decide(SharedTable table, long count, long allocated, TableRow... rows) {
    return allocation(table, count, null, false, allocated).decide(List.of(rows)).result();
  }

  private RowIdAllocation allocation(
      SharedTable table, long count, Range wanted, boolean mayMove, long allocated) {
    return new RowIdAllocation(
        1,
        table,
        count,
        wanted,
        mayMove,
        () -> allocated,
        () -> false,
        snapshots::incrementAndGet,
        task -> dead.test(task));
  }

  static TableRow row(long task, long base, long max, TableStatus status) {
    return new TableRow(
        task, 7, "`d`.`t`", base, max, KvChecksum.EMPTY, KvChecksum.EMPTY, status, false);
  }
}
