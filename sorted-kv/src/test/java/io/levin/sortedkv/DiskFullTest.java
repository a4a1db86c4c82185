package io.levin.sortedkv;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.levin.base.KvBuffer;
import io.levin.base.KvChecksum;
import io.levin.base.MemoryBudget;
import io.levin.base.SmallDisk;
import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A small file system of its own is filled; needs the right to mount one, else it is skipped. */
class DiskFullTest {
  private static final EngineId FIRST = new EngineId("`db`.`first`", 0);
  private static final EngineId SECOND = new EngineId("`db`.`second`", 0);

  @TempDir Path temp;
  private SmallDisk disk;

  @BeforeEach
  void mount() throws IOException {
    disk = SmallDisk.mount(temp.resolve("disk"), "40m");
  }

  @AfterEach
  void unmount() throws IOException {
    if (disk != null) {
      disk.close();
    }
  }

  private static KvBuffer megabytes(int count, int seed) {
    Random random = new Random(seed);
    KvBuffer buffer = new KvBuffer(count << 20, 1024);
    byte[] value = new byte[1000];
    for (int i = 0; i < count * 1000; i++) {
      byte[] key = Pairs.bytes(String.format("%04d%08d", seed, random.nextInt(100_000_000)));
      random.nextBytes(value);
      buffer.begin(i);
      buffer.write(key, 0, key.length);
      buffer.endKey();
      buffer.write(value, 0, value.length);
      buffer.endPair();
    }
    return buffer;
  }

  private static void append(SortedKv kv, EngineId engine, KvBuffer pairs, int position) {
    kv.append(
        Append.of(
            List.of(new EnginePairs(engine, pairs)),
            List.of(
                new ChunkProgress(
                    engine, "chunk", new byte[] {(byte) position}, KvChecksum.EMPTY))),
        Appending.NEVER);
  }

  private static int count(SortedKv kv, EngineId engine) {
    try (SortedPairs pairs = kv.snapshot(engine, Appending.NEVER)) {
      return Pairs.read(Pairs.all(pairs, EqualKeyListener.keepFirst(), Appending.NEVER)).size();
    }
  }

  /** Appends until the disk is full; returns how many appends succeeded. */
  private static int fill(SortedKv kv, int megabytes) {
    for (int i = 0; ; i++) {
      KvBuffer pairs = megabytes(megabytes, i);
      long before = kv.diskBytes();
      try {
        append(kv, SECOND, pairs, i + 1);
      } catch (DiskFullException e) {
        assertThat(e).hasMessageContaining("no space left for the sorted-kv directory");
        assertThat(e.asImportException()).hasMessageContaining("tikv-importer.disk-quota");
        if (!kv.mustReopen()) {
          assertThat(kv.diskBytes()).as("what was written is gone").isEqualTo(before);
        }
        return i;
      }
    }
  }

  @Test
  void whenARunDoesNotFitTheAppendIsUndoneAndADeletedEngineMakesRoom() {
    SortedKvOptions options = SortedKvOptions.defaults();
    try (SortedKv kv = SortedKv.open(disk.path().resolve("kv"), options, budget())) {
      append(kv, FIRST, megabytes(8, 1000), 1);
      int appended = fill(kv, 5);
      assertThat(appended).isPositive();
      assertThat(kv.mustReopen()).isFalse();
      assertThat(kv.progress(SECOND).get("chunk").payload()).containsExactly(appended);
      assertThat(kv.stats(SECOND).runs()).isEqualTo(appended);
      assertThat(count(kv, FIRST)).isGreaterThan(7900);
      kv.deleteEngine(FIRST);
      append(kv, SECOND, megabytes(5, 999), 99);
      assertThat(kv.stats(SECOND).runs()).isEqualTo(appended + 1);
    }
    try (SortedKv kv = SortedKv.open(disk.path().resolve("kv"), options, budget())) {
      assertThat(kv.progress(SECOND).get("chunk").payload()).containsExactly(99);
      assertThat(count(kv, SECOND)).isGreaterThan(5 * 990);
      assertThat(kv.engines()).containsExactly(SECOND);
    }
  }

  @Test
  void whenTheManifestDoesNotFitTheStoreIsOpenedAnewWithAllThatWasAppended()
      throws IOException, InterruptedException {
    SortedKvOptions options = SortedKvOptions.builder().inlineBytes(4 << 20).build();
    int appended;
    try (SortedKv kv = SortedKv.open(disk.path().resolve("kv"), options, budget())) {
      append(kv, FIRST, megabytes(8, 1000), 1);
      appended = fill(kv, 1);
      assertThat(appended).isPositive();
      assertThat(kv.mustReopen()).isTrue();
      assertThatThrownBy(() -> append(kv, SECOND, megabytes(1, 7), 50))
          .isInstanceOf(DiskFullException.class);
      assertThat(count(kv, FIRST)).as("still readable").isGreaterThan(7900);
    }
    disk.resize("120m");
    try (SortedKv kv = SortedKv.open(disk.path().resolve("kv"), options, budget())) {
      assertThat(kv.progress(SECOND).get("chunk").payload()[0])
          .isBetween((byte) appended, (byte) (appended + 1));
      assertThat(kv.stats(SECOND).runs()).isEqualTo(kv.progress(SECOND).get("chunk").payload()[0]);
      assertThat(count(kv, SECOND)).isPositive();
      kv.deleteEngine(FIRST);
      append(kv, SECOND, megabytes(1, 7), 50);
    }
  }

  private static MemoryBudget budget() {
    return new MemoryBudget("test", 128 << 20);
  }
}
