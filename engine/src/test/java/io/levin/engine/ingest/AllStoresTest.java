package io.levin.engine.ingest;

import static org.assertj.core.api.Assertions.assertThat;

import io.levin.pd.Store;
import io.levin.proto.metapb.StoreState;
import java.util.List;
import java.util.Map;
import java.util.concurrent.BrokenBarrierException;
import java.util.concurrent.CyclicBarrier;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

@Timeout(60)
final class AllStoresTest {
  private static Store store(long id, Map<String, String> labels) {
    return new Store(id, "s" + id + ":20160", "", "", "8.5.0", StoreState.Up, labels);
  }

  @Test
  void allStoresAreAskedAtTheSameTimeAndNoneOfTiFlash() {
    List<Store> stores =
        List.of(
            store(1, Map.of()),
            store(2, Map.of("engine", "tiflash")),
            store(3, Map.of()),
            store(4, Map.of()));
    CyclicBarrier together = new CyclicBarrier(3);
    Map<Store, RuntimeException> failures =
        AllStores.ask(
            stores,
            store -> {
              try {
                together.await();
              } catch (InterruptedException | BrokenBarrierException e) {
                throw new IllegalStateException(e);
              }
              if (store.id() != 3) {
                throw new IllegalArgumentException("store " + store.id());
              }
            });
    assertThat(failures.keySet()).extracting(Store::id).containsExactly(1L, 4L);
  }
}
