package io.levin.it;

import io.levin.base.Step;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.file.Files;
import java.nio.file.Path;

/**
 * How often a process went through each step; it has counted in a file, so that a kill does not
 * matter.
 */
final class StepCounts {
  private final long[] counts = new long[Step.values().length];

  /** Reads the file of a process; a process that did not come so far has counted nothing. */
  static StepCounts read(Path file) {
    StepCounts read = new StepCounts();
    try {
      if (Files.exists(file)) {
        ByteBuffer bytes = ByteBuffer.wrap(Files.readAllBytes(file)).order(ByteOrder.LITTLE_ENDIAN);
        for (int i = 0; bytes.remaining() >= Long.BYTES; i++) {
          read.counts[i] = bytes.getLong();
        }
      }
      return read;
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** Adds those of another process. */
  void add(StepCounts other) {
    for (int i = 0; i < counts.length; i++) {
      counts[i] += other.counts[i];
    }
  }

  /** Passes of a step. */
  long of(Step step) {
    return counts[step.ordinal()];
  }
}
