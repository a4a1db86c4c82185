package io.levin.base;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

final class GroupedRequestsTest {
  private final ExecutorService threads = Executors.newCachedThreadPool();

  @AfterEach
  void end() {
    threads.shutdownNow();
  }

  @Test
  void aRequestThatComesAloneIsServedAlone() {
    List<List<String>> rounds = new ArrayList<>();
    GroupedRequests<String> requests = new GroupedRequests<>(10, 0, rounds::add);
    requests.serve("a");
    requests.serve("b");
    assertThat(rounds).containsExactly(List.of("a"), List.of("b"));
  }

  @Test
  void requestsThatFollowEachOtherAloneAreServedWithoutWaitingForOthers() throws Exception {
    List<List<String>> rounds = new ArrayList<>();
    long anHour = 3_600_000;
    GroupedRequests<String> requests = new GroupedRequests<>(10, anHour, rounds::add);
    threads.submit(() -> List.of("a", "b", "c").forEach(requests::serve)).get(1, TimeUnit.MINUTES);
    assertThat(rounds).containsExactly(List.of("a"), List.of("b"), List.of("c"));
  }

  @Test
  void thoseThatWaitAreServedTogetherUpToTheMost() throws Exception {
    List<List<Integer>> rounds = Collections.synchronizedList(new ArrayList<>());
    CountDownLatch begun = new CountDownLatch(1);
    CountDownLatch goOn = new CountDownLatch(1);
    GroupedRequests<Integer> requests =
        new GroupedRequests<>(
            4,
            0,
            round -> {
              rounds.add(List.copyOf(round));
              begun.countDown();
              await(goOn);
            });
    List<Future<?>> all = new ArrayList<>();
    all.add(threads.submit(() -> requests.serve(0)));
    begun.await();
    for (int i = 1; i <= 6; i++) {
      int number = i;
      CountDownLatch asked = new CountDownLatch(1);
      all.add(
          threads.submit(
              () -> {
                asked.countDown();
                requests.serve(number);
              }));
      asked.await();
    }
    // They wait, or will when the first round has long ended: the sizes below hold either way.
    Thread.sleep(100);
    goOn.countDown();
    for (Future<?> one : all) {
      one.get();
    }
    assertThat(rounds.get(0)).containsExactly(0);
    assertThat(rounds.stream().flatMap(List::stream))
        .containsExactlyInAnyOrder(0, 1, 2, 3, 4, 5, 6);
    assertThat(rounds).allSatisfy(round -> assertThat(round).hasSizeLessThanOrEqualTo(4));
  }

  @Test
  void aFailureIsThrownToAllOfItsRoundAndTheNextRoundGoesOn() {
    AtomicInteger calls = new AtomicInteger();
    GroupedRequests<String> requests =
        new GroupedRequests<>(
            2,
            0,
            round -> {
              if (calls.incrementAndGet() == 1) {
                throw new IllegalStateException("no");
              }
            });
    assertThatThrownBy(() -> requests.serve("a")).hasMessage("no");
    requests.serve("b");
    assertThat(calls).hasValue(2);
  }

  @Test
  void manyThreadsAreAllServedOnce() throws Exception {
    AtomicInteger served = new AtomicInteger();
    AtomicInteger serving = new AtomicInteger();
    GroupedRequests<Integer> requests =
        new GroupedRequests<>(
            7,
            1,
            round -> {
              assertThat(serving.incrementAndGet()).isOne();
              served.addAndGet(round.size());
              serving.decrementAndGet();
            });
    List<Future<?>> all = new ArrayList<>();
    for (int thread = 0; thread < 16; thread++) {
      all.add(
          threads.submit(
              () -> {
                for (int i = 0; i < 500; i++) {
                  requests.serve(i);
                }
              }));
    }
    for (Future<?> one : all) {
      one.get();
    }
    assertThat(served).hasValue(16 * 500);
  }

  private static void await(CountDownLatch latch) {
    try {
      latch.await();
    } catch (InterruptedException e) {
      throw new IllegalStateException(e);
    }
  }
}
