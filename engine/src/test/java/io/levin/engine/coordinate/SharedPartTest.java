package io.levin.engine.coordinate;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.levin.base.ImportException;
import io.levin.base.KvChecksum;
import io.levin.base.Ticker;
import io.levin.engine.coordinate.TablePart.AlreadyCompared;
import io.levin.engine.coordinate.TablePart.Compare;
import io.levin.engine.coordinate.TablePart.LeftToOthers;
import java.time.Duration;
import org.junit.jupiter.api.Test;

/** Parts of one table, in courses in which the original goes wrong. */
final class SharedPartTest {
  private static final long FIRST = 11;
  private static final long SECOND = 22;
  private static final int ROWS = 5;

  private SimulatedCluster cluster = new SimulatedCluster(false, 3);
  private Runnable whileWaiting = () -> {};
  private Runnable whileMeasuring = () -> {};

  /** The original measures while a sibling loads, and counts the sibling's pairs twice. */
  @Test
  void whatASiblingBringsInWhileTheFirstMeasuresIsNotTakenForWhatWasThere() {
    KvChecksum before = cluster.sum();
    SharedPart second = part(SECOND);
    whileMeasuring =
        () -> {
          whileMeasuring = () -> {};
          second.begin(ROWS, true);
          // As the original, it does not wait until the first has measured.
          bring(second, SECOND);
          assertThat(second.merge(sum(SECOND), false)).isInstanceOf(LeftToOthers.class);
        };
    SharedPart first = part(FIRST);
    first.begin(ROWS, true);
    assertThat(row(FIRST).base()).isEqualTo(before).isNotEqualTo(cluster.sum());
    load(first, FIRST);
    Compare compare = (Compare) first.merge(sum(FIRST), false);
    assertThat(compare.expected()).isEqualTo(cluster.sum());
  }

  /** The same beside an original that measures: it must not meet pairs of this instance. */
  @Test
  void nothingIsSentWhileAnotherInstanceStillMeasures() {
    foreign(FIRST, TableStatus.ALLOCATED);
    int[] waits = {0};
    whileWaiting =
        () -> {
          if (++waits[0] == 3) {
            cluster.metadata.replace(row(FIRST).withStatus(TableStatus.RESTORE));
          }
        };
    SharedPart second = part(SECOND);
    second.begin(ROWS, true);
    assertThat(waits[0]).as("row ids are had without waiting").isZero();
    second.beforeIngest();
    assertThat(waits[0]).isEqualTo(3);
  }

  /** The original moves such a row back at every start, and nobody compares the table any more. */
  @Test
  void aRestartMovesNoTableBackThatHasHandedItsSumIn() {
    for (TableStatus status :
        new TableStatus[] {TableStatus.CHECKSUM_SKIPPED, TableStatus.CHECKSUMING}) {
      foreign(FIRST, status);
      part(FIRST).loaded();
      assertThat(row(FIRST).status()).isEqualTo(status);
      cluster.metadata.parts.clear();
    }
  }

  /** In 5.3.0 whoever was not the last could do so, and the last one missed its sum. */
  @Test
  void onlyTheInstanceThatComparesDeletesTheRows() {
    foreign(FIRST, TableStatus.CHECKSUM_SKIPPED);
    foreign(SECOND, TableStatus.RESTORE);
    part(FIRST).verified();
    assertThat(cluster.metadata.parts).hasSize(2);
    cluster.metadata.replace(row(SECOND).withStatus(TableStatus.CHECKSUMING));
    part(SECOND).verified();
    assertThat(cluster.metadata.parts).isEmpty();
  }

  /** The original keeps them for ever. */
  @Test
  void rowsOfATableThatCannotBeComparedBecauseOfDuplicatesGoAllTheSame() {
    foreign(FIRST, TableStatus.CHECKSUM_SKIPPED);
    cluster.metadata.replace(
        row(FIRST)
            .with(
                new TableChange.Merge(
                    FIRST, sum(FIRST), TableStatus.CHECKSUM_SKIPPED, /* hasDuplicates */ true)));
    SharedPart second = part(SECOND);
    second.begin(ROWS, true);
    load(second, SECOND);
    assertThat(((Compare) second.merge(sum(SECOND), false)).duplicates()).isTrue();
    second.verified();
    assertThat(cluster.metadata.parts).isEmpty();
  }

  /** The original leaves the row, which locks the table for everybody who comes later. */
  @Test
  void aComparisonThatFailsDoesNotKeepTheTableLocked() {
    SharedPart first = part(FIRST);
    first.begin(ROWS, true);
    load(first, FIRST);
    assertThat(first.merge(sum(FIRST), false)).isInstanceOf(Compare.class);
    first.notVerified();
    assertThat(row(FIRST).status()).isEqualTo(TableStatus.RESTORE_FINISHED);
    part(SECOND).begin(ROWS, true);
    assertThat(row(SECOND).status()).isEqualTo(TableStatus.RESTORE);
  }

  /** The original fails the table at once. */
  @Test
  void aSiblingThatComparesIsWaitedForBeforeTheOwnSumIsHandedIn() {
    SharedPart first = part(FIRST);
    first.begin(ROWS, true);
    load(first, FIRST);
    foreign(SECOND, TableStatus.CHECKSUMING);
    whileWaiting = () -> cluster.metadata.replace(row(SECOND).withStatus(TableStatus.FINISH));
    assertThat(first.merge(sum(FIRST), false)).isInstanceOf(Compare.class);
  }

  @Test
  void aPartWhoseRowIsGoneWasCompared() {
    SharedPart first = part(FIRST);
    first.begin(ROWS, true);
    load(first, FIRST);
    cluster.metadata.parts.clear();
    assertThat(first.merge(sum(FIRST), false)).isInstanceOf(AlreadyCompared.class);
  }

  /** As a sibling of another kind does that believes itself to be the last one. */
  @Test
  void ownRowsAreNotTakenForWhatWasThereWhenTheMetadataIsLostBetweenTwoEngines() {
    cluster = new SimulatedCluster(false, 0);
    SharedPart first = part(FIRST);
    first.begin(ROWS, true);
    first.beforeIngest();
    cluster.put(FIRST, handle(FIRST, 1), 1);
    cluster.put(FIRST, handle(FIRST, 2), 2);
    cluster.metadata.parts.clear();
    load(first, FIRST);
    Compare compare = (Compare) first.merge(sum(FIRST), false);
    assertThat(compare.expected()).isEqualTo(cluster.sum());
  }

  @Test
  void aRestartThatFindsItsRowGoneMeasuresAsOfTheMomentItWasTheFirst() {
    BaseSum base = base();
    SharedPart before = part(FIRST, base);
    before.begin(ROWS, true);
    before.beforeIngest();
    cluster.put(FIRST, handle(FIRST, 1), 1);
    cluster.metadata.parts.clear();
    SharedPart after = part(FIRST, base);
    after.resume(0, ROWS);
    load(after, FIRST);
    Compare compare = (Compare) after.merge(sum(FIRST), false);
    assertThat(compare.expected()).isEqualTo(cluster.sum());
  }

  /** The original loads rows into a range that may have been given away. */
  @Test
  void idsThatBelongToAnotherByNowAreNotUsedAgain() {
    cluster.metadata.insert(SECOND, SimulatedCluster.TABLE, "`d`.`t`");
    cluster.metadata.replace(
        row(SECOND).with(new TableChange.Allocate(SECOND, 0, 100, TableStatus.RESTORE)));
    assertThatThrownBy(() -> part(FIRST).resume(50, 60))
        .isInstanceOf(ImportException.class)
        .hasMessageContaining("row ids 51 to 60")
        .hasMessageContaining("belong to task 22 by now")
        .hasMessageContaining("--checkpoint-error-destroy");
  }

  private void load(SharedPart part, long task) {
    part.beforeIngest();
    bring(part, task);
  }

  private void bring(SharedPart part, long task) {
    for (int i = 1; i <= ROWS; i++) {
      cluster.put(task, handle(task, i), row(task).rowIdBase() + i);
    }
    part.loaded();
  }

  private static long handle(long task, int i) {
    return task * 1_000_000 + i;
  }

  private static KvChecksum sum(long task) {
    KvChecksum sum = KvChecksum.EMPTY;
    for (int i = 1; i <= ROWS; i++) {
      sum = sum.plus(SimulatedCluster.sumOf(handle(task, i)));
    }
    return sum;
  }

  private void foreign(long task, TableStatus status) {
    cluster.metadata.insert(task, SimulatedCluster.TABLE, "`d`.`t`");
    cluster.metadata.replace(row(task).withStatus(status));
  }

  private TableRow row(long task) {
    return cluster.metadata.part(SimulatedCluster.TABLE, task);
  }

  private SharedPart part(long task) {
    return part(task, base());
  }

  private BaseSum base() {
    return new BaseSum() {
      private long timestamp;

      @Override
      public boolean wanted() {
        return true;
      }

      @Override
      public void take() {
        timestamp = cluster.timestamp();
      }

      @Override
      public boolean taken() {
        return timestamp != 0;
      }

      @Override
      public KvChecksum measure() {
        whileMeasuring.run();
        return cluster.sum(timestamp);
      }
    };
  }

  private SharedPart part(long task, BaseSum base) {
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
    Patience patience =
        new Patience(
            Duration.ofHours(1),
            clock,
            millis -> {
              cluster.nanos += millis * 1_000_000;
              whileWaiting.run();
            });
    return new SharedPart(
        new MemoryMetadata(cluster.metadata, () -> {}),
        task,
        cluster.table,
        cluster::allocated,
        base,
        Siblings.UNKNOWN,
        patience,
        /* waitForChecksum */ true);
  }
}
