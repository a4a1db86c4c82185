package io.levin.pd;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.levin.base.Cancellation;
import io.levin.proto.pdpb.ScanRegionsResponse;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CancellationException;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** What is asked of a PD that answers slowly: here each answer waits until the test lets it go. */
@Timeout(60)
class RegionsAheadTest {
  private final Cancellation cancellation = new Cancellation();
  private final ConcurrentLinkedQueue<String> questions = new ConcurrentLinkedQueue<>();
  private final CountDownLatch answerToA = new CountDownLatch(1);
  private final CountDownLatch askedForA = new CountDownLatch(1);
  private final FakePd pd = new FakePd(1);
  private final ExecutorService threads = Executors.newCachedThreadPool();
  private PdClient client;
  private RegionsAhead ahead;

  @BeforeEach
  void connect() {
    pd.scanRegions =
        request -> {
          String start = request.getStartKey().toStringUtf8();
          questions.add(start);
          if (start.equals("a")) {
            askedForA.countDown();
            await(answerToA);
          }
          String end = String.valueOf((char) (start.charAt(0) + 2));
          return ScanRegionsResponse.newBuilder()
              .setHeader(pd.header())
              .addRegions(FakePd.region(start.charAt(0), start, end, 1))
              .build();
        };
    client = PdClient.connect(pd.addresses(), TlsFiles.NONE, PdOptions.defaults(), cancellation);
    ahead = new RegionsAhead(client);
  }

  @AfterEach
  void close() {
    answerToA.countDown();
    threads.shutdownNow();
    client.close();
    pd.close();
  }

  private static void await(CountDownLatch latch) {
    try {
      if (!latch.await(50, TimeUnit.SECONDS)) {
        throw new AssertionError("nobody opened the latch");
      }
    } catch (InterruptedException e) {
      throw new AssertionError(e);
    }
  }

  private Future<Optional<Region>> holding(String start, String end, Cancellation stop) {
    return threads.submit(
        () ->
            ahead.holding(
                start.getBytes(StandardCharsets.UTF_8),
                end.getBytes(StandardCharsets.UTF_8),
                stop));
  }

  private Future<Optional<Region>> holding(String start, String end) {
    return holding(start, end, cancellation);
  }

  @Test
  void whoeverIsFarFromAQuestionDoesNotWaitForItsAnswer() throws Exception {
    Future<Optional<Region>> first = holding("a", "b");
    await(askedForA);
    assertThat(holding("m", "n").get()).hasValueSatisfying(r -> assertThat(r.id()).isEqualTo('m'));
    assertThat(holding("m", "n").get()).isPresent();
    assertThat(first.isDone()).isFalse();
    answerToA.countDown();
    assertThat(first.get()).hasValueSatisfying(r -> assertThat(r.id()).isEqualTo('a'));
    assertThat(questions).containsExactly("a", "m");
  }

  @Test
  void thoseWhoLookForTheSameRangeAskOnce() throws Exception {
    Future<Optional<Region>> first = holding("a", "b");
    await(askedForA);
    List<Future<Optional<Region>>> others =
        List.of(holding("a", "b"), holding("a", "b"), holding("a", "z"));
    // Long enough that they would have asked if they did not wait for the answer.
    Thread.sleep(400);
    answerToA.countDown();
    assertThat(first.get()).isPresent();
    assertThat(others.get(0).get()).isEqualTo(first.get());
    assertThat(others.get(1).get()).isEqualTo(first.get());
    assertThat(others.get(2).get()).as("of a range that the region does not hold").isEmpty();
    assertThat(questions).containsExactly("a");
  }

  @Test
  void whoeverWaitsForAnAnswerCanBeCancelled() throws Exception {
    Future<Optional<Region>> first = holding("a", "b");
    await(askedForA);
    Cancellation own = new Cancellation();
    Future<Optional<Region>> waiting = holding("a", "b", own);
    own.cancel(new CancellationException("enough"));
    assertThatThrownBy(waiting::get).hasCauseInstanceOf(CancellationException.class);
    answerToA.countDown();
    assertThat(first.get()).isPresent();
  }
}
