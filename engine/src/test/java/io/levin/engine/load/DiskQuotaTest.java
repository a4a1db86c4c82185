package io.levin.engine.load;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.levin.base.Cancellation;
import io.levin.base.KvBuffer;
import io.levin.base.MemoryBudget;
import io.levin.sortedkv.Append;
import io.levin.sortedkv.EngineId;
import io.levin.sortedkv.EnginePairs;
import io.levin.sortedkv.SortedKv;
import io.levin.sortedkv.SortedKvOptions;
import java.nio.ByteBuffer;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CancellationException;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

final class DiskQuotaTest {
  private static final int BUFFER = 300_000;
  private static final int WORKERS = 4;
  private static final long QUOTA = 5L * BUFFER;
  private static final EngineId ENGINE = new EngineId("`db`.`t`", 0);
  private static final EngineId PART = new EngineId("`db`.`t`", -2);
  private static final Cancellation NEVER = new Cancellation();

  @TempDir Path directory;

  /** Frees all that is there, as an import in part does. */
  private static final class Parts implements DiskQuota.Loading {
    private final SortedKv store;
    private final AtomicInteger imported = new AtomicInteger();

    Parts(SortedKv store) {
      this.store = store;
    }

    @Override
    public long bytes() {
      return store.stats(ENGINE).storedBytes();
    }

    @Override
    public void importPart() {
      store.setAside(List.of(ENGINE), PART);
      store.deleteEngine(PART);
      imported.incrementAndGet();
    }
  }

  private SortedKv open() {
    return SortedKv.open(
        directory.resolve("kv"), SortedKvOptions.defaults(), new MemoryBudget("test", 256 << 20));
  }

  private static Append buffer(int seed) {
    KvBuffer pairs = new KvBuffer(BUFFER, 300);
    byte[] value = new byte[990];
    for (int i = 0; i < BUFFER / 1000; i++) {
      byte[] key = ByteBuffer.allocate(8).putInt(seed).putInt(i).array();
      pairs.begin(i);
      pairs.write(key, 0, key.length);
      pairs.endKey();
      pairs.write(value, 0, value.length);
      pairs.endPair();
    }
    return Append.of(List.of(new EnginePairs(ENGINE, pairs)), List.of());
  }

  @Test
  void theQuotaIsNeverExceededByMoreThanABufferAWorker() throws Exception {
    AtomicLong most = new AtomicLong();
    AtomicInteger seeds = new AtomicInteger();
    try (SortedKv store = open()) {
      DiskQuota quota = new DiskQuota(store, QUOTA, NEVER);
      Parts parts = new Parts(store);
      ExecutorService workers = Executors.newFixedThreadPool(WORKERS);
      List<Future<?>> ends = new ArrayList<>();
      try (DiskQuota.Phase ignored = quota.loading(parts)) {
        for (int worker = 0; worker < WORKERS; worker++) {
          ends.add(
              workers.submit(
                  () -> {
                    for (int i = 0; i < 20; i++) {
                      quota.await();
                      store.append(buffer(seeds.incrementAndGet()), NEVER);
                      most.accumulateAndGet(store.diskBytes(), Math::max);
                    }
                  }));
        }
        for (Future<?> end : ends) {
          end.get();
        }
      } finally {
        workers.shutdownNow();
      }
      // Stored, a buffer is a little larger than its pairs: lengths, row ids, indexes.
      assertThat(most.get()).isBetween(QUOTA, QUOTA + WORKERS * (BUFFER + BUFFER / 20));
      assertThat(parts.imported.get()).isPositive();
    }
  }

  @Test
  void theQuotaCountsWhatAnEarlierRunLeft() {
    try (SortedKv store = open()) {
      for (int i = 0; i < 5; i++) {
        store.append(buffer(i), NEVER);
      }
    }
    try (SortedKv store = open()) {
      DiskQuota quota = new DiskQuota(store, QUOTA, NEVER);
      assertThat(quota.allows(1)).isFalse();
      Parts parts = new Parts(store);
      try (DiskQuota.Phase ignored = quota.loading(parts)) {
        quota.await();
      }
      assertThat(parts.imported.get()).isEqualTo(1);
      assertThat(quota.allows(QUOTA)).isTrue();
    }
  }

  @Test
  void whoWaitsForRoomEndsWithTheImport() {
    try (SortedKv store = open()) {
      store.append(buffer(1), NEVER);
      Cancellation cancellation = new Cancellation();
      DiskQuota quota = new DiskQuota(store, 1000, cancellation);
      cancellation.cancel(new CancellationException("stopped"));
      assertThatThrownBy(quota::await).isInstanceOf(CancellationException.class);
      assertThat(quota.makeRoom()).as("nothing is loading").isFalse();
    }
  }

  private static void await(CountDownLatch latch) {
    try {
      latch.await();
    } catch (InterruptedException e) {
      throw new AssertionError(e);
    }
  }

  @Test
  void whoFindsTheDiskFullWhileAPartIsBeingImportedWaitsForItsRoom() throws Exception {
    try (SortedKv store = open()) {
      store.append(buffer(1), NEVER);
      DiskQuota quota = new DiskQuota(store, Long.MAX_VALUE, NEVER);
      CountDownLatch importing = new CountDownLatch(1);
      CountDownLatch mayEnd = new CountDownLatch(1);
      Parts parts = new Parts(store);
      DiskQuota.Loading slow =
          new DiskQuota.Loading() {
            @Override
            public long bytes() {
              return parts.bytes();
            }

            @Override
            public void importPart() {
              importing.countDown();
              await(mayEnd);
              parts.importPart();
            }
          };
      ExecutorService workers = Executors.newFixedThreadPool(2);
      try (DiskQuota.Phase ignored = quota.loading(slow)) {
        Future<Boolean> first = workers.submit(quota::makeRoom);
        await(importing);
        Future<Boolean> second = workers.submit(quota::makeRoom);
        assertThatThrownBy(() -> second.get(200, TimeUnit.MILLISECONDS))
            .as("another one is making room")
            .isInstanceOf(TimeoutException.class);
        mayEnd.countDown();
        assertThat(first.get()).isTrue();
        assertThat(second.get()).isTrue();
        assertThat(parts.imported.get()).isEqualTo(1);
        assertThat(quota.makeRoom()).as("nothing is left to import").isFalse();
      } finally {
        mayEnd.countDown();
        workers.shutdownNow();
      }
    }
  }
}
