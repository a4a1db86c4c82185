package io.levin.engine.plan;

import static org.assertj.core.api.Assertions.assertThat;

import io.levin.engine.progress.Timings;
import io.levin.storage.ForwardingStorage;
import io.levin.storage.LimitedStorage;
import io.levin.storage.LocalLocation;
import io.levin.storage.Storage;
import java.io.InputStream;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class MeasuredStorageTest {
  private static final long AHEAD = 3 << 20;

  @Test
  void memory_for_reading_ahead_is_known_through_what_is_laid_around_a_storage(@TempDir Path dir) {
    Storage reader =
        new ForwardingStorage(Storage.open(new LocalLocation(dir))) {
          @Override
          protected InputStream wrap(InputStream opened) {
            return opened;
          }

          @Override
          public long aheadBytes() {
            return AHEAD;
          }
        };
    try (Storage storage = new LimitedStorage(new MeasuredStorage(reader, Timings.empty()), 1)) {
      assertThat(storage.aheadBytes()).isEqualTo(AHEAD);
    }
  }
}
