package io.levin.storage;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.levin.base.RetryPolicy;
import java.io.EOFException;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.NoSuchFileException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Random;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** What every storage promises, wherever its bytes are. */
@Timeout(120)
abstract class StorageContract {
  static final int FIRST_PART = 64 << 10;

  static final RequestLimits LIMITS =
      new RequestLimits(
          new RetryPolicy(3, Duration.ofMillis(10), Duration.ofMillis(20)),
          new RetryPolicy(8, Duration.ofMillis(10), Duration.ofMillis(20)),
          Duration.ofSeconds(5),
          Duration.ofSeconds(1),
          FIRST_PART,
          FIRST_PART / 2,
          2,
          32 << 10);

  /** Opens the storage at a prefix that is this test's own. */
  abstract Storage open(String prefix);

  /** Puts a file there, past the storage. */
  abstract void put(String key, byte[] content) throws Exception;

  /** Removes a file, past the storage. */
  abstract void remove(String key) throws Exception;

  @Test
  void reportsEveryFileBelowTheRootOnceInOrderWithItsSize() throws Exception {
    put("walk/b.sql", bytes(3));
    put("walk/a/z.sql", bytes(1));
    put("walk/a/b/c.sql", bytes(4));
    put("walk/empty.csv", bytes(0));
    put("walker/x.sql", bytes(9));
    put("wal", bytes(9));
    assertThat(walk("walk")).containsExactly("a/b/c.sql:4", "a/z.sql:1", "b.sql:3", "empty.csv:0");
  }

  @Test
  void namesMayHoldAnyCharacter() throws Exception {
    List<String> names =
        List.of("a b.sql", "a%20b.sql", "a+b.sql", "a&b=c?.sql", "d'e\"f.sql", "é中😀.sql", "#.sql");
    for (String name : names) {
      put("names/x/" + name, name.getBytes(java.nio.charset.StandardCharsets.UTF_8));
    }
    try (Storage storage = open("names")) {
      List<String> found = new ArrayList<>();
      storage.walk((path, size) -> found.add(path));
      assertThat(found)
          .containsExactlyInAnyOrderElementsOf(names.stream().map(name -> "x/" + name).toList());
      for (String path : found) {
        assertThat(new String(storage.read(path), java.nio.charset.StandardCharsets.UTF_8))
            .isEqualTo(path.substring(2));
        assertThat(storage.size(path)).isEqualTo(storage.read(path).length);
      }
    }
  }

  @Test
  void readsFromAnyOffset() throws Exception {
    byte[] content = bytes(5 * FIRST_PART + 17);
    put("read/large", content);
    put("read/empty", bytes(0));
    put("read/one-part", bytes(FIRST_PART));
    try (Storage storage = open("read")) {
      for (int offset :
          new int[] {
            0, 1, FIRST_PART - 1, FIRST_PART, 2 * FIRST_PART + 1, content.length - 1, content.length
          }) {
        try (InputStream in = storage.open("large", offset)) {
          assertThat(in.readAllBytes())
              .isEqualTo(Arrays.copyOfRange(content, offset, content.length));
          assertThat(in.read()).isEqualTo(-1);
        }
      }
      assertThat(storage.read("empty")).isEmpty();
      assertThat(storage.read("one-part")).isEqualTo(bytes(FIRST_PART));
      assertThat(storage.size("large")).isEqualTo(content.length);
    }
  }

  @Test
  void partsOfAFileEndWhereTheyShould() throws Exception {
    byte[] content = bytes(3 * FIRST_PART);
    put("part/f", content);
    try (Storage storage = open("part");
        InputStream whole = storage.open("f", 0, content.length);
        InputStream middle = storage.open("f", 1000, 2 * FIRST_PART);
        InputStream beyond = storage.open("f", content.length - 10, 1 << 20);
        InputStream none = storage.open("f", 10, 0)) {
      assertThat(middle.readAllBytes())
          .isEqualTo(Arrays.copyOfRange(content, 1000, 1000 + 2 * FIRST_PART));
      assertThat(beyond.readAllBytes())
          .isEqualTo(Arrays.copyOfRange(content, content.length - 10, content.length));
      assertThat(whole.readAllBytes()).isEqualTo(content);
      assertThat(none.read()).isEqualTo(-1);
      assertThat(none.available()).isZero();
    }
  }

  @Test
  void aStreamMaySkipAndBeClosedAnywhere() throws Exception {
    byte[] content = bytes(6 * FIRST_PART);
    put("skip/f", content);
    try (Storage storage = open("skip")) {
      try (InputStream in = storage.open("f", 0)) {
        in.skipNBytes(3 * FIRST_PART);
        assertThat(in.readNBytes(10))
            .isEqualTo(Arrays.copyOfRange(content, 3 * FIRST_PART, 3 * FIRST_PART + 10));
        assertThatThrownBy(() -> in.skipNBytes(content.length)).isInstanceOf(EOFException.class);
      }
      for (int i = 0; i < 20; i++) {
        try (InputStream in = storage.open("f", i)) {
          assertThat(in.read()).isEqualTo(content[i] & 0xff);
        }
      }
    }
  }

  @Test
  void whatIsNotThereIsSaidSo() throws Exception {
    put("missing/f", bytes(1));
    try (Storage storage = open("missing")) {
      assertThat(storage.exists("f")).isTrue();
      assertThat(storage.exists("g")).isFalse();
      assertThatThrownBy(() -> storage.open("g", 0))
          .isInstanceOf(NoSuchFileException.class)
          .hasMessageContaining("missing/g");
      assertThatThrownBy(() -> storage.size("g")).isInstanceOf(NoSuchFileException.class);
      remove("missing/f");
      assertThatThrownBy(() -> storage.read("f")).isInstanceOf(NoSuchFileException.class);
    }
  }

  @Test
  void filesAreReplacedAsAWholeAndDeleted() throws Exception {
    try (Storage storage = open("replace")) {
      storage.replace("sub/cp.pb", bytes(10));
      assertThat(storage.read("sub/cp.pb")).isEqualTo(bytes(10));
      storage.replace("sub/cp.pb", bytes(100_000));
      assertThat(storage.read("sub/cp.pb")).isEqualTo(bytes(100_000));
      storage.replace("sub/cp.pb", bytes(0));
      assertThat(storage.read("sub/cp.pb")).isEmpty();
      assertThat(walk("replace")).containsExactly("sub/cp.pb:0");
      storage.delete("sub/cp.pb");
      storage.delete("sub/cp.pb");
      assertThat(storage.exists("sub/cp.pb")).isFalse();
    }
  }

  @Test
  void manyThreadsMayRead() throws Exception {
    byte[] content = bytes(8 * FIRST_PART);
    put("threads/f", content);
    ExecutorService threads = Executors.newFixedThreadPool(4);
    try (Storage storage = open("threads")) {
      List<Callable<byte[]>> tasks = new ArrayList<>();
      for (int i = 0; i < 12; i++) {
        int offset = i * 40_000;
        tasks.add(
            () -> {
              try (InputStream in = storage.open("f", offset)) {
                return in.readNBytes(100_000);
              }
            });
      }
      List<Future<byte[]>> parts = threads.invokeAll(tasks);
      for (int i = 0; i < parts.size(); i++) {
        int offset = i * 40_000;
        int end = Math.min(content.length, offset + 100_000);
        assertThat(parts.get(i).get()).isEqualTo(Arrays.copyOfRange(content, offset, end));
      }
    } finally {
      threads.shutdownNow();
    }
  }

  @Test
  void listingsMayBeLongerThanAPage() throws Exception {
    for (int i = 0; i < 1001; i++) {
      put("many/t." + i + ".csv", bytes(i % 3));
    }
    assertThat(walk("many"))
        .hasSize(1001)
        .doesNotHaveDuplicates()
        .contains("t.0.csv:0", "t.999.csv:0", "t.1000.csv:1");
  }

  final List<String> walk(String prefix) throws IOException {
    List<String> found = new ArrayList<>();
    try (Storage storage = open(prefix)) {
      storage.walk((path, size) -> found.add(path + ":" + size));
    }
    return found;
  }

  /** The same bytes for the same length; no two places of them look alike. */
  static byte[] bytes(int length) {
    byte[] out = new byte[length];
    new Random(42).nextBytes(out);
    return out;
  }
}
