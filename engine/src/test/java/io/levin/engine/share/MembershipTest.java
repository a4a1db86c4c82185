package io.levin.engine.share;

import static org.assertj.core.api.Assertions.assertThat;

import io.levin.base.Cancellation;
import io.levin.base.ImportException;
import io.levin.base.Ticker;
import java.time.Duration;
import java.util.List;
import java.util.Random;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;

/** Members of a fleet that cannot reach TiDB, one of them or all. */
final class MembershipTest {
  private static final Duration BEAT = Duration.ofSeconds(10);

  private volatile long millis = 1_000_000;
  private boolean reachable = true;
  private final FleetStore rows = new MemoryFleet(new Random(1), () -> millis);
  private final FleetStore store = new Unreachable();
  private final Membership first = member("first");
  private final Membership second = member("second");

  @Test
  void noMemberIsTakenForDeadBecauseTiDbWasAwayForAll() {
    first.join();
    second.join();
    beat();
    reachable = false;
    for (int i = 0; i < 60; i++) {
      pass(BEAT);
      beat();
    }
    reachable = true;
    pass(BEAT);
    first.beat();
    pass(BEAT.minusSeconds(1));
    second.beat();
    assertThat(first.lease().lasts()).isTrue();
    assertThat(second.lease().lasts()).isTrue();
    assertThat(second.lease().isLost()).isFalse();
  }

  private void tiDbIsAwayForTenMinutes() {
    reachable = false;
    pass(Duration.ofMinutes(10));
    beat();
    reachable = true;
  }

  @Test
  void whoDoesNotComeBackWithTiDbIsDeadAllTheSame() {
    first.join();
    second.join();
    tiDbIsAwayForTenMinutes();
    for (int i = 0; i < 8; i++) {
      pass(BEAT);
      first.beat();
    }
    assertThat(rows.members())
        .filteredOn(row -> row.state() == FleetMember.State.DEAD)
        .extracting(FleetMember::host)
        .containsExactly("second");
    second.beat();
    assertThat(second.lease().isLost()).isTrue();
  }

  @Test
  void whoJoinsRightAfterTiDbWasAwayTakesNobodyForDead() {
    first.join();
    second.join();
    tiDbIsAwayForTenMinutes();
    Membership third = member("third");
    assertThat(third.join()).as("whether nobody else is known to be at work").isTrue();
    pass(BEAT);
    first.beat();
    assertThat(first.lease().lasts()).isTrue();
    for (int i = 0; i < 8; i++) {
      pass(BEAT);
      first.beat();
      third.beat();
    }
    second.beat();
    assertThat(second.lease().isLost()).as("who does not come back is dead").isTrue();
    assertThat(first.lease().lasts()).isTrue();
    assertThat(third.leave()).isEqualTo(Membership.Rest.OTHERS);
  }

  @Test
  void whoLeavesInItsFirstLeaseIsNotTheLastWhileASilentMemberMayComeBack() {
    first.join();
    tiDbIsAwayForTenMinutes();
    Membership third = member("third");
    third.join();
    assertThat(third.leave()).isEqualTo(Membership.Rest.SILENT);
    first.beat();
    assertThat(first.lease().lasts()).as("it goes on").isTrue();
  }

  @Test
  void whoIsTheLastAfterItsFirstLeaseHasSeenToItThatNobodyComesBack() {
    first.join();
    tiDbIsAwayForTenMinutes();
    Membership third = member("third");
    third.join();
    for (int i = 0; i < 7; i++) {
      pass(BEAT);
      third.beat();
    }
    assertThat(third.leave()).isEqualTo(Membership.Rest.NOBODY);
    first.beat();
    assertThat(first.lease().isLost()).isTrue();
  }

  @Test
  void whoWasFrozenFindsOutWhetherOthersHaveTakenOverBeforeItBlamesATable() {
    first.join();
    second.join();
    first.lease().awaitVerdict(new Cancellation());
    assertThat(first.lease().lasts()).as("no need to wait").isTrue();
    for (int i = 0; i < 20; i++) {
      pass(BEAT);
      second.beat();
    }
    CompletableFuture<Void> heartbeat =
        CompletableFuture.runAsync(
            first::beat, CompletableFuture.delayedExecutor(100, TimeUnit.MILLISECONDS));
    first.lease().awaitVerdict(new Cancellation());
    assertThat(first.lease().isLost()).isTrue();
    heartbeat.join();
  }

  @Test
  void whoHearsNothingOfItsLeaseWaitsNoLongerThanItWouldHaveLasted() {
    first.join();
    pass(BEAT.multipliedBy(6));
    CompletableFuture<Void> time =
        CompletableFuture.runAsync(
            () -> pass(BEAT.multipliedBy(6)),
            CompletableFuture.delayedExecutor(100, TimeUnit.MILLISECONDS));
    first.lease().awaitVerdict(new Cancellation());
    assertThat(time).isDone();
    assertThat(first.lease().lasts()).isFalse();
    assertThat(first.lease().isLost()).isFalse();
  }

  @Test
  void whatIsLeftOfAFleetStaysWhileAMemberIsLive() {
    first.join();
    second.join();
    assertThat(first.leave()).isEqualTo(Membership.Rest.OTHERS);
    assertThat(rows.remove(first::isLiveOther)).isFalse();
    assertThat(second.leave()).isEqualTo(Membership.Rest.NOBODY);
    assertThat(rows.remove(second::isLiveOther)).isTrue();
  }

  @Test
  void whoAloneIsNotHeardOfIsDeadAfterTheTakeoverTime() {
    first.join();
    second.join();
    for (int i = 0; i < 19; i++) {
      pass(BEAT);
      first.beat();
    }
    second.beat();
    assertThat(second.lease().isLost()).isTrue();
    assertThat(first.lease().lasts()).isTrue();
  }

  private void beat() {
    first.beat();
    second.beat();
  }

  private void pass(Duration time) {
    millis += time.toMillis();
  }

  private Membership member(String name) {
    FleetMember self = new FleetMember(name, name, name, 1, FleetMember.State.LIVE, 0, 0);
    Ticker clock =
        new Ticker() {
          @Override
          public long nanos() {
            return millis * 1_000_000;
          }

          @Override
          public void sleep(Duration duration) {
            pass(duration);
          }
        };
    return new Membership(store, self, BEAT, Duration.ofMinutes(3), clock);
  }

  /** The rows, while they can be reached. */
  private final class Unreachable extends MemoryFleet {
    Unreachable() {
      super(new Random(1), () -> millis);
    }

    @Override
    public List<FleetMember> changeMembers(boolean patient, MemberDecision decision) {
      if (!reachable) {
        throw new ImportException(
            io.levin.base.ErrorCode.META_MANAGER_UNKNOWN, "TiDB is away", "wait");
      }
      return rows.changeMembers(patient, decision);
    }
  }
}
