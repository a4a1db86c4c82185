package io.levin.engine;

import static org.assertj.core.api.Assertions.assertThat;

import io.levin.base.Ticker;
import io.levin.checkpoint.CheckpointStore;
import io.levin.checkpoint.FileCheckpointStore;
import io.levin.storage.Disk;
import io.levin.storage.DurableFiles;
import java.io.IOException;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

final class CheckpointSavesTest {
  private final FillingDisk disk = new FillingDisk();
  private final SteppedTicker ticker = new SteppedTicker();
  private final List<RuntimeException> given = new ArrayList<>();
  private final CheckpointStore store =
      FileCheckpointStore.open(Path.of("checkpoint.pb"), new DurableFiles(disk));
  private final CheckpointSaves saves = new CheckpointSaves(store, ticker, given::add);

  private void runFor(Duration time) {
    for (long second = 0; second < time.toSeconds(); second++) {
      store.note("second", String.valueOf(ticker.nanos()));
      ticker.sleep(Duration.ofSeconds(1));
      saves.run();
    }
  }

  @Test
  void a_checkpoint_that_cannot_be_written_for_minutes_ends_the_import() {
    runFor(Duration.ofSeconds(10));
    assertThat(disk.written).isPositive();
    disk.full = true;
    runFor(Duration.ofSeconds(170));
    assertThat(given).as("there may be room again").isEmpty();
    runFor(Duration.ofSeconds(15));
    assertThat(given.get(0))
        .hasMessageContaining("update checkpoint error")
        .hasMessageContaining("No space left on device")
        .hasMessageContaining("make room");
  }

  @Test
  void one_save_that_succeeds_is_enough() {
    for (int i = 0; i < 5; i++) {
      disk.full = true;
      runFor(Duration.ofSeconds(150));
      disk.full = false;
      runFor(Duration.ofSeconds(5));
    }
    assertThat(given).isEmpty();
  }

  @Test
  void a_checkpoint_that_takes_long_to_write_is_written_less_often() {
    disk.takes = Duration.ofMillis(200);
    runFor(Duration.ofSeconds(90));
    assertThat(disk.renamed).isBetween(9, 13);
  }

  private static final class SteppedTicker implements Ticker {
    private long now = 1;

    @Override
    public long nanos() {
      return now;
    }

    @Override
    public void sleep(Duration duration) {
      now += duration.toNanos();
    }
  }

  /** Takes files and forgets them. */
  private final class FillingDisk implements Disk {
    private boolean full;
    private int written;
    private int renamed;
    private Duration takes = Duration.ZERO;

    @Override
    public byte[] read(Path file) throws IOException {
      throw new NoSuchFileException(file.toString());
    }

    @Override
    public boolean exists(Path file) {
      return false;
    }

    @Override
    public void write(Path file, byte[] content) throws IOException {
      if (full) {
        throw new IOException("No space left on device");
      }
      written++;
    }

    @Override
    public void sync(Path file) {
      // It keeps nothing.
    }

    @Override
    public void rename(Path from, Path to) {
      if (!to.toString().endsWith(".json")) {
        renamed++;
        ticker.sleep(takes);
      }
    }

    @Override
    public void delete(Path file) {
      // It keeps nothing.
    }

    @Override
    public void syncDirectory(Path folder) {
      // It keeps nothing.
    }

    @Override
    public void createDirectories(Path folder) {
      // It keeps nothing.
    }
  }
}
