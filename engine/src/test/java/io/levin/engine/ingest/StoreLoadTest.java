package io.levin.engine.ingest;

import static org.assertj.core.api.Assertions.assertThat;

import io.levin.pd.Peer;
import io.levin.pd.Region;
import java.util.Arrays;
import java.util.List;
import org.junit.jupiter.api.Test;

final class StoreLoadTest {
  private static RegionJob job(long id, long... stores) {
    List<Peer> peers =
        Arrays.stream(stores).mapToObj(store -> Peer.voter(id * 10 + store, store)).toList();
    Region region =
        new Region(id, new byte[0], new byte[0], 1, 1, peers, peers.get(0), List.of(), List.of());
    return new RegionJob(new KeyRange(new byte[] {1}, new byte[] {2}), region, 0);
  }

  @Test
  void aJobOfIdleStoresComesBeforeOneOfABusyStore() {
    StoreLoad load = new StoreLoad();
    load.add(job(1, 1, 2));
    load.add(job(2, 1, 2));
    load.add(job(3, 3, 4));
    assertThat(load.take().region().id()).isEqualTo(1);
    assertThat(load.take().region().id()).isEqualTo(3);
    assertThat(load.take().region().id()).isEqualTo(2);
    assertThat(load.take()).isNull();
    assertThat(load.ready()).isZero();
  }

  @Test
  void ofJobsThatAreEquallyGoodTheOneThatWaitedLongestComesFirst() {
    StoreLoad load = new StoreLoad();
    for (int i = 1; i <= 5; i++) {
      load.add(job(i, 1, 2, 3));
    }
    for (int i = 1; i <= 5; i++) {
      assertThat(load.take().region().id()).isEqualTo(i);
    }
  }

  @Test
  void aStoreThatIsDoneIsIdleAgain() {
    StoreLoad load = new StoreLoad();
    load.add(job(1, 1));
    RegionJob first = load.take();
    load.add(job(2, 1));
    load.add(job(3, 2));
    load.done(first.region());
    RegionJob second = load.take();
    assertThat(second.region().id()).isEqualTo(2);
  }
}
