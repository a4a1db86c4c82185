package io.levin.base;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.List;
import java.util.concurrent.CancellationException;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

@Timeout(value = 60, unit = TimeUnit.SECONDS)
final class MemoryBudgetTest {
  private static final Cancellation NEVER = new Cancellation();

  private final MemoryBudget budget = new MemoryBudget("test", 100);
  private final List<Long> served = new CopyOnWriteArrayList<>();

  /** A thread that acquires, and waits for that when this returns. */
  private Thread waiter(long bytes, Cancellation cancellation) throws InterruptedException {
    return waiter(
        () -> {
          budget.acquire(bytes, cancellation);
          served.add(bytes);
        });
  }

  private static Thread waiter(Runnable acquires) throws InterruptedException {
    Thread thread = new Thread(acquires);
    thread.setDaemon(true);
    thread.setUncaughtExceptionHandler((t, e) -> {});
    thread.start();
    while (thread.getState() != Thread.State.WAITING
        && thread.getState() != Thread.State.TIMED_WAITING) {
      Thread.sleep(1);
    }
    return thread;
  }

  @Test
  void aLargeRequestIsNotOvertakenBySmallOnes() throws InterruptedException {
    budget.acquire(60, NEVER);
    Thread large = waiter(90, NEVER);
    Thread small = waiter(20, NEVER);
    assertThat(budget.tryAcquire(1)).isFalse();
    budget.release(60);
    large.join();
    assertThat(served).containsExactly(90L);
    budget.release(90);
    small.join();
    assertThat(served).containsExactly(90L, 20L);
    assertThat(budget.peakBytes()).isEqualTo(90);
  }

  @Test
  void oneReleaseServesAllThatFit() throws InterruptedException {
    budget.acquire(100, NEVER);
    List<Thread> waiters = List.of(waiter(30, NEVER), waiter(40, NEVER), waiter(30, NEVER));
    budget.release(100);
    for (Thread thread : waiters) {
      thread.join();
    }
    assertThat(budget.usedBytes()).isEqualTo(100);
  }

  @Test
  void aCancelledWaiterLetsTheNextOnePass() throws InterruptedException {
    budget.acquire(60, NEVER);
    Cancellation cancellation = new Cancellation();
    Thread large = waiter(90, cancellation);
    Thread small = waiter(20, NEVER);
    cancellation.cancel(new CancellationException("enough"));
    large.join();
    small.join();
    assertThat(served).containsExactly(20L);
  }

  @Test
  void aWaiterThatIsInterruptedAsBytesComeBackGetsThemAndKeepsItsMark()
      throws InterruptedException {
    for (int i = 0; i < 200; i++) {
      budget.acquire(60, NEVER);
      AtomicBoolean marked = new AtomicBoolean();
      Thread waiter =
          waiter(
              () -> {
                budget.acquire(90, NEVER);
                marked.set(Thread.currentThread().isInterrupted());
              });
      waiter.interrupt();
      budget.release(60);
      waiter.join();
      assertThat(marked).isTrue();
      budget.release(90);
    }
  }

  @Test
  void aRequestLargerThanAllIsGrantedAlone() throws InterruptedException {
    MemoryBudget part = budget.reserve("part", 50);
    budget.acquire(10, NEVER);
    Thread huge = waiter(1000, NEVER);
    budget.release(10);
    huge.join();
    assertThat(budget.usedBytes()).isEqualTo(1050);
    part.acquire(50, NEVER);
  }

  @Test
  void moreThanWasAcquiredCannotBeGivenBack() {
    budget.acquire(10, NEVER);
    assertThatThrownBy(() -> budget.release(11)).hasMessageContaining("released twice");
  }
}
