package io.levin.it;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import io.levin.base.Cancellation;
import io.levin.pd.PdClient;
import io.levin.pd.PdHttp;
import io.levin.pd.PdOptions;
import io.levin.pd.TlsFiles;
import io.levin.playground.ClusterOptions;
import io.levin.playground.Playground;
import io.levin.playground.PlaygroundOptions;
import io.levin.playground.model.Region;
import io.levin.playground.model.Store;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.function.Function;
import java.util.function.Supplier;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.TestFactory;
import org.junit.jupiter.api.io.TempDir;

/**
 * A real PD and the playground's in the same state, asked the same. Runs where {@link
 * RealPd#VARIABLE} names a {@code pd-server}, best of version 8.5.
 */
class RealPdTest {
  private static final Cancellation CANCELLATION = new Cancellation();
  private static final byte[] EVERYTHING = new byte[0];

  @TempDir static Path directory;

  private static Playground playground;
  private static RealPd real;
  private static RealPdStores stores;

  @BeforeAll
  static void startBoth() {
    assumeTrue(RealPd.isThere(), RealPd.VARIABLE + " names no pd-server");
    real = new RealPd(directory, 1, null);
    playground =
        Playground.start(
            PlaygroundOptions.builder()
                .withoutTidb()
                .cluster(
                    ClusterOptions.builder().version(real.version()).heartbeatMillis(0).build())
                .build());
    for (String key : List.of("t1", "t2", "t3", "t4", "t5")) {
      playground.cluster().split(key.getBytes(StandardCharsets.UTF_8));
    }
    for (Store store : playground.cluster().stores()) {
      store.setSpace(1999L << 30, (1999L << 30) - 123_456_789_012L);
    }
    stores = new RealPdStores(real, real.version());
    stores.tellAll(playground.cluster());
    stores.awaitSchedulers(real);
  }

  @AfterAll
  static void stopBoth() {
    if (stores != null) {
      stores.close();
      playground.close();
    }
    if (real != null) {
      real.close();
    }
  }

  @TestFactory
  Stream<DynamicTest> thePlaygroundAnswersAsPdDoes() {
    return Stream.concat(throughOurClient(), overTheWire());
  }

  private static Stream<DynamicTest> throughOurClient() {
    PdClient ofReal = connect(real.addresses());
    PdClient ofPlayground = connect(playground.pdAddresses());
    return wishes().entrySet().stream()
        .map(
            wish ->
                same(
                    "our client: " + wish.getKey(),
                    () -> wish.getValue().apply(ofPlayground),
                    () -> wish.getValue().apply(ofReal)))
        .onClose(ofReal::close)
        .onClose(ofPlayground::close);
  }

  /** Comes last: the playground's stores do what PD orders, and those of the real PD do not. */
  private static Stream<DynamicTest> overTheWire() {
    PdUnderTest pd = new PdUnderTest(real.leader(), real.clusterId());
    PdUnderTest copy =
        new PdUnderTest(playground.pdAddresses().get(0), playground.cluster().clusterId());
    List<Region> inOrder = new ArrayList<>(playground.cluster().regions().all());
    inOrder.sort((a, b) -> Region.KEY_ORDER.compare(a.start(), b.start()));
    return Stream.concat(
            PdHttpQuestions.about(inOrder).stream(), PdGrpcQuestions.about(inOrder).stream())
        .map(
            question ->
                same(
                    question.name(),
                    () -> question.ask().apply(copy),
                    () -> question.ask().apply(pd)))
        .onClose(pd::close)
        .onClose(copy::close);
  }

  private static DynamicTest same(String name, Supplier<Object> ofCopy, Supplier<Object> ofReal) {
    return DynamicTest.dynamicTest(name, () -> assertThat(ofCopy.get()).isEqualTo(ofReal.get()));
  }

  private static PdClient connect(List<String> addresses) {
    PdOptions options = PdOptions.defaults().withPatience(Duration.ofSeconds(20));
    return PdClient.connect(addresses, TlsFiles.NONE, options, CANCELLATION);
  }

  private static Map<String, Function<PdClient, Object>> wishes() {
    Cancellation c = CANCELLATION;
    long region = playground.cluster().regions().all().get(2).id();
    byte[] start = playground.cluster().regions().byId(region).start().toByteArray();
    Duration minute = Duration.ofSeconds(60);
    Map<String, Function<PdClient, Object>> wishes = new TreeMap<>();
    wishes.put("stores", pd -> new TreeSet<>(texts(pd.stores(c))));
    wishes.put("one store", pd -> pd.store(1, c));
    wishes.put("an unknown store", pd -> failure(() -> pd.store(99_999, c)));
    wishes.put("a region by its key", pd -> pd.regionByKey(start, c).toString());
    wishes.put("a region by its id", pd -> pd.regionById(region, c).toString());
    wishes.put("an unknown region", pd -> pd.regionById(99_999, c));
    wishes.put("all regions", pd -> pd.scanAll(EVERYTHING, EVERYTHING, c).toString());
    wishes.put("the region of an empty range", pd -> pd.scanAll(start, start, c).toString());
    wishes.put("one page", pd -> pd.scanRegions(start, EVERYTHING, 2, c).toString());
    wishes.put("no operator", pd -> pd.operator(99_999, c));
    wishes.put("a scatter of nobody", pd -> pd.scatter(List.of(99_999L), 3, c));
    wishes.put("the GC's safe point", pd -> pd.gcSafePoint(c));
    wishes.put(
        "an entry for the GC",
        pd -> {
          long least = pd.updateServiceSafePoint("x", minute, 90, c);
          return least + pd.updateServiceSafePoint("x", Duration.ZERO, 90, c);
        });
    wishes.put("the changefeeds", pd -> pd.etcd().prefix("/tidb/cdc/", c));
    wishes.put("the version", pd -> pd.http().version(c));
    wishes.put("stores with their space", pd -> new TreeSet<>(texts(pd.http().stores(c))));
    wishes.put("one store with its space", pd -> pd.http().store(1, c));
    wishes.put("the schedulers", pd -> new TreeSet<>(pd.http().schedulers(c)));
    wishes.put("a pause", pd -> pause(pd.http(), "balance-leader-scheduler", minute));
    wishes.put("a pause of nobody", pd -> pause(pd.http(), "nobody-scheduler", minute));
    wishes.put(
        "a pause for ever",
        pd -> pause(pd.http(), "balance-region-scheduler", Duration.ofSeconds(300_000_000_000L)));
    wishes.put(
        "an override",
        pd -> {
          pd.http().overrideSchedule(Map.of("leader-schedule-limit", 40), minute, c);
          pd.http().endOverride(List.of("leader-schedule-limit"), c);
          return pd.http().scheduleConfig(c).get("leader-schedule-limit");
        });
    wishes.put(
        "a range without scheduling",
        pd -> {
          pd.http().denyScheduling("r/1", start, EVERYTHING, minute, c);
          boolean there = pd.http().labelRules(c).contains("r/1");
          pd.http().allowScheduling(List.of("r/1", "absent"), c);
          return there && !pd.http().labelRules(c).contains("r/1");
        });
    wishes.put("the replicas", pd -> pd.http().maxReplicas(c));
    wishes.put("empty regions", pd -> pd.http().emptyRegionPeers(c));
    wishes.put("statistics", pd -> pd.http().regionStats(start, EVERYTHING, c));
    return wishes;
  }

  /** Whether there was something to pause, what is paused, and what stays so beyond a day. */
  private static String pause(PdHttp pd, String name, Duration length) {
    Instant tomorrow = Instant.now().plus(Duration.ofDays(1));
    boolean found = pd.pauseScheduler(name, length, CANCELLATION);
    String paused =
        pd.pausedSchedulers(CANCELLATION)
            + " "
            + pd.pausedSchedulersBeyond(tomorrow, CANCELLATION)
            + " ";
    return paused + found + " " + pd.resumeScheduler(name, CANCELLATION);
  }

  private static String failure(Runnable call) {
    return Optional.of(org.assertj.core.api.Assertions.catchThrowable(call::run))
        .map(Throwable::toString)
        .orElseThrow();
  }

  private static List<String> texts(List<?> values) {
    return values.stream().map(Object::toString).toList();
  }
}
