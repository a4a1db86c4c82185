package io.levin.engine.coordinate;

import static org.assertj.core.api.Assertions.assertThat;

import io.levin.base.KvChecksum;
import io.levin.engine.coordinate.ChecksumMerge.Checksumming;
import io.levin.engine.coordinate.ChecksumMerge.Last;
import io.levin.engine.coordinate.ChecksumMerge.Missing;
import io.levin.engine.coordinate.ChecksumMerge.NotLast;
import io.levin.engine.coordinate.ChecksumMerge.Result;
import java.util.List;
import org.junit.jupiter.api.Test;

final class ChecksumMergeTest {
  private static final KvChecksum OWN = new KvChecksum(0xF000_0000_0000_0001L, 3, 30);
  private static final KvChecksum BASE = new KvChecksum(2, 1, 10);
  private static final KvChecksum OTHER = new KvChecksum(4, 5, 50);

  @Test
  void theLastOneAddsTheSumsAndBasesOfAllOthers() {
    Decision<Result, TableChange> decided =
        merge().decide(List.of(part(1, TableStatus.RESTORE_FINISHED), done(2), done(3)));
    Last last = (Last) decided.result();
    assertThat(last.others()).isEqualTo(OTHER.plus(BASE).plus(OTHER).plus(BASE));
    assertThat(last.parts()).isEqualTo(3);
    assertThat(decided.changes())
        .containsExactly(new TableChange.Merge(1, OWN, TableStatus.CHECKSUMING, false));
  }

  @Test
  void whoIsNotTheLastHandsItsSumIn() {
    TableRow loading = part(2, TableStatus.RESTORE);
    Decision<Result, TableChange> decided =
        merge().decide(List.of(part(1, TableStatus.RESTORE_FINISHED), loading));
    assertThat(decided.result()).isEqualTo(new NotLast(List.of(loading)));
    assertThat(decided.changes())
        .containsExactly(new TableChange.Merge(1, OWN, TableStatus.CHECKSUM_SKIPPED, false));
  }

  /** The original keeps its sums from one attempt to the next: what was counted counts twice. */
  @Test
  void aTransactionThatIsTriedAgainBeginsWithNothing() {
    ChecksumMerge merge = merge();
    List<TableRow> rows = List.of(part(1, TableStatus.RESTORE_FINISHED), done(2));
    Decision<Result, TableChange> first = merge.decide(rows);
    assertThat(merge.decide(rows)).isEqualTo(first);
    // Nor does an attempt that found itself the last decide for one that is not.
    Result again =
        merge
            .decide(List.of(part(1, TableStatus.RESTORE_FINISHED), part(2, TableStatus.RESTORE)))
            .result();
    assertThat(again).isInstanceOf(NotLast.class);
  }

  /** The original stops at its own row: rows with larger task ids are not in the sum. */
  @Test
  void aCommitWhoseAnswerWasLostStillCountsTheRowsBehindTheOwnOne() {
    TableRow own = part(1, TableStatus.CHECKSUMING);
    Last last = (Last) merge().decide(List.of(own, done(2), done(3))).result();
    assertThat(last.others()).isEqualTo(OTHER.plus(BASE).plus(OTHER).plus(BASE));
  }

  /** The original takes its own duplicates for another's and skips its check. */
  @Test
  void ownDuplicatesOfAnEarlierAttemptAreNotAnothers() {
    TableRow own =
        new TableRow(
            1, 7, "t", 0, 1, KvChecksum.EMPTY, OWN, TableStatus.CHECKSUMING, /* dup */ true);
    assertThat(((Last) merge().decide(List.of(own, done(2))).result()).otherDuplicates()).isFalse();
  }

  @Test
  void aCheckUnderWayIsWaitedForAndOneOfADeadTaskTakenOver() {
    TableRow own = part(1, TableStatus.RESTORE_FINISHED);
    TableRow checking = done(2).withStatus(TableStatus.CHECKSUMING);
    assertThat(merge().decide(List.of(own, checking)).result()).isEqualTo(new Checksumming(2));
    Decision<Result, TableChange> decided =
        new ChecksumMerge(1, OWN, false, task -> task == 2).decide(List.of(own, checking));
    assertThat(((Last) decided.result()).others()).isEqualTo(OTHER.plus(BASE));
    assertThat(decided.changes())
        .containsExactly(
            new TableChange.Move(2, TableStatus.CHECKSUM_SKIPPED),
            new TableChange.Merge(1, OWN, TableStatus.CHECKSUMING, false));
  }

  @Test
  void whoWasNotTheLastBecomesItWhenTheMissingPartIsGone() {
    Decision<Result, TableChange> decided =
        merge().decide(List.of(part(1, TableStatus.CHECKSUM_SKIPPED), done(2)));
    assertThat(decided.result()).isInstanceOf(Last.class);
  }

  @Test
  void aRowThatIsNotThereIsTold() {
    assertThat(merge().decide(List.of(done(2))).result()).isEqualTo(new Missing());
  }

  private static ChecksumMerge merge() {
    return new ChecksumMerge(1, OWN, false, task -> false);
  }

  private static TableRow part(long task, TableStatus status) {
    return RowIdAllocationTest.row(task, 0, 1, status);
  }

  private static TableRow done(long task) {
    return new TableRow(
        task, 7, "t", 0, 1, BASE, OTHER, TableStatus.CHECKSUM_SKIPPED, /* dup */ false);
  }
}
