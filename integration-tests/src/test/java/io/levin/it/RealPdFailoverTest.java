package io.levin.it;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import io.levin.base.Cancellation;
import io.levin.base.ImportException;
import io.levin.pd.ImportRegistration;
import io.levin.pd.PdClient;
import io.levin.pd.PdOptions;
import io.levin.pd.Region;
import io.levin.pd.TlsFiles;
import io.levin.playground.ClusterOptions;
import io.levin.playground.Playground;
import io.levin.playground.PlaygroundOptions;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * What an import asks of PD, while real PD members die and come back. Runs where {@link
 * RealPd#VARIABLE} names a {@code pd-server}.
 */
class RealPdFailoverTest {
  private static final byte[] EVERYTHING = new byte[0];
  private static final PdOptions OPTIONS = PdOptions.defaults();

  private final Cancellation cancellation = new Cancellation();

  @TempDir Path directory;

  @BeforeEach
  void needsAPd() {
    assumeTrue(RealPd.isThere(), RealPd.VARIABLE + " names no pd-server");
  }

  @Test
  void everyCallGoesOnWhenTheLeaderIsKilledTwice() throws Exception {
    try (Playground model = model();
        RealPd pd = new RealPd(directory, 3, null)) {
      bootstrap(pd, model);
      try (PdClient client =
          PdClient.connect(pd.addresses(), TlsFiles.NONE, OPTIONS, cancellation)) {
        ImportRegistration registration =
            ImportRegistration.register(client.etcd(), "lightning-1", cancellation);
        everyCall(client);
        long before = client.tso(cancellation);
        ExecutorService threads = Executors.newFixedThreadPool(4);
        List<Future<Integer>> askers = new ArrayList<>();
        long end = System.nanoTime() + Duration.ofSeconds(25).toNanos();
        for (int i = 0; i < 4; i++) {
          askers.add(threads.submit(() -> risingTimestamps(client, end)));
        }
        for (int kill = 0; kill < 2; kill++) {
          String killed = pd.leader();
          pd.kill(killed);
          everyCall(client);
          assertThat(client.addresses().get(0)).isNotEqualTo(killed);
          pd.start(killed);
          cancellation.sleep(4000);
        }
        for (Future<Integer> asker : askers) {
          assertThat(asker.get()).isPositive();
        }
        threads.shutdown();
        assertThat(client.tso(cancellation)).isGreaterThan(before);
        assertThat(client.etcd().prefix("/tidb/brie/import/", cancellation)).hasSize(1);
        registration.close();
        assertThat(client.etcd().prefix("/tidb/brie/import/", cancellation)).isEmpty();
      }
    }
  }

  @Test
  void everyCallGoesOnWhenTheLeaderResigns() throws Exception {
    try (Playground model = model();
        RealPd pd = new RealPd(directory, 2, null)) {
      bootstrap(pd, model);
      try (PdClient client =
          PdClient.connect(pd.addresses(), TlsFiles.NONE, OPTIONS, cancellation)) {
        everyCall(client);
        for (int change = 0; change < 2; change++) {
          String before = pd.leader();
          pd.resign();
          everyCall(client);
          assertThat(client.addresses().get(0)).isNotEqualTo(before);
        }
      }
    }
  }

  @Test
  void theOnlyMemberMayStartAnew() {
    try (Playground model = model();
        RealPd pd = new RealPd(directory, 1, null)) {
      bootstrap(pd, model);
      try (PdClient client =
          PdClient.connect(pd.addresses(), TlsFiles.NONE, OPTIONS, cancellation)) {
        everyCall(client);
        long before = client.tso(cancellation);
        String only = pd.addresses().get(0);
        pd.kill(only);
        pd.start(only);
        // What PD had not yet written down of the regions comes again with their next heartbeats.
        try (RealPdStores stores = new RealPdStores(pd, "8.5.0")) {
          stores.tellRegions(model.cluster());
        }
        everyCall(client);
        assertThat(client.tso(cancellation)).isGreaterThan(before);
      }
    }
  }

  @Test
  void everyCallWorksOverTls() {
    Certificates authority = new Certificates(directory, "authority");
    try (Playground model = model();
        RealPd pd = new RealPd(directory, 1, authority.issue("pd"))) {
      bootstrap(pd, model);
      try (PdClient client =
          PdClient.connect(pd.addresses(), pd.clientTls(), OPTIONS, cancellation)) {
        everyCall(client);
      }
      PdOptions impatient = OPTIONS.withPatience(Duration.ofSeconds(3));
      TlsFiles foreign =
          new TlsFiles(
              new Certificates(directory, "other").issue("x").authority(),
              pd.clientTls().cert(),
              pd.clientTls().key());
      assertThatThrownBy(() -> PdClient.connect(pd.addresses(), foreign, impatient, cancellation))
          .isInstanceOf(ImportException.class)
          .hasMessageContaining("TLS handshake");
    }
  }

  /** A playground as the model of the stores that the real PD hears of. */
  private static Playground model() {
    Playground model =
        Playground.start(
            PlaygroundOptions.builder()
                .withoutTidb()
                .cluster(ClusterOptions.builder().heartbeatMillis(0).build())
                .build());
    model.cluster().split("t1".getBytes(StandardCharsets.UTF_8));
    return model;
  }

  private static void bootstrap(RealPd pd, Playground model) {
    try (RealPdStores stores = new RealPdStores(pd, "8.5.0")) {
      stores.tellAll(model.cluster());
    }
  }

  private int risingTimestamps(PdClient client, long end) {
    int count = 0;
    for (long last = 0; System.nanoTime() < end; count++) {
      long next = client.tso(cancellation);
      assertThat(next).isGreaterThan(last);
      last = next;
    }
    return count;
  }

  /** Everything that an import asks, in one round; the answers are looked at elsewhere. */
  private void everyCall(PdClient client) {
    assertThat(client.tso(cancellation)).isPositive();
    List<io.levin.pd.Store> stores = client.stores(cancellation);
    assertThat(stores).hasSize(3);
    assertThat(client.store(stores.get(0).id(), cancellation)).isEqualTo(stores.get(0));
    List<Region> regions = client.scanRegions(EVERYTHING, EVERYTHING, 100, cancellation);
    assertThat(regions).hasSize(2);
    long id = regions.get(0).id();
    assertThat(client.regionByKey(EVERYTHING, cancellation)).isPresent();
    client.regionById(id, cancellation);
    client.operator(id, cancellation);
    long safePoint = client.tso(cancellation);
    client.updateServiceSafePoint("it", Duration.ofSeconds(60), safePoint, cancellation);
    client.updateServiceSafePoint("it", Duration.ZERO, safePoint, cancellation);
    client.gcSafePoint(cancellation);
    assertThat(client.etcd().prefix("/tidb/cdc/", cancellation)).isEmpty();
    assertThat(client.http().version(cancellation).major()).isPositive();
    assertThat(client.http().stores(cancellation)).hasSize(3);
    client.http().schedulers(cancellation);
    Map<String, Object> schedule = client.http().scheduleConfig(cancellation);
    assertThat(schedule).containsKey("leader-schedule-limit");
    client
        .http()
        .overrideSchedule(Map.of("merge-schedule-limit", 0), Duration.ofSeconds(60), cancellation);
    client.http().endOverride(List.of("merge-schedule-limit"), cancellation);
    client
        .http()
        .denyScheduling(
            "it", new byte[] {'t'}, new byte[] {'u'}, Duration.ofSeconds(60), cancellation);
    assertThat(client.http().labelRules(cancellation)).contains("it");
    client.http().allowScheduling(List.of("it", "absent"), cancellation);
    assertThat(client.http().maxReplicas(cancellation)).isEqualTo(3);
    client.http().emptyRegionPeers(cancellation);
    client.http().regionStats(EVERYTHING, EVERYTHING, cancellation);
  }
}
