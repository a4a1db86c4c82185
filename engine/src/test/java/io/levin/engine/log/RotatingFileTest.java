package io.levin.engine.log;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assumptions.assumeThat;

import io.levin.base.Ticker;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class RotatingFileTest {
  private static final String STAMP = "\\d{4}-\\d{2}-\\d{2}T\\d{2}-\\d{2}-\\d{2}\\.\\d{3}";

  @TempDir private Path folder;

  /** Time that only the test lets pass. */
  private static final class Hand implements Ticker {
    private long nanos = Long.MAX_VALUE - 10;

    @Override
    public long nanos() {
      return nanos;
    }

    @Override
    public void sleep(Duration duration) {
      nanos += duration.toNanos();
    }
  }

  private final Hand hand = new Hand();

  private RotatingFile open(Path path, long maxBytes, int maxDays, int maxBackups)
      throws IOException {
    return new RotatingFile(path, maxBytes, maxDays, maxBackups, hand);
  }

  private static void write(RotatingFile file, String line) throws Exception {
    file.write(line.getBytes(StandardCharsets.UTF_8));
    // The names of rotated files have milliseconds.
    Thread.sleep(2);
  }

  private List<String> rotated() throws IOException {
    try (Stream<Path> files = Files.list(folder)) {
      return files
          .map(path -> path.getFileName().toString())
          .filter(name -> !name.equals("a.log"))
          .sorted()
          .toList();
    }
  }

  @Test
  void aFileThatGrewLargeIsRenamedWithItsTimeAndNoLineIsCut() throws Exception {
    try (RotatingFile file = open(folder.resolve("a.log"), 15, 0, 0)) {
      for (int i = 0; i < 5; i++) {
        write(file, "line " + i + "...\n");
      }
    }
    assertThat(rotated()).hasSize(4).allMatch(name -> name.matches("a-" + STAMP + "\\.log"));
    assertThat(folder.resolve("a.log")).hasContent("line 4...\n");
    assertThat(folder.resolve(rotated().get(0))).hasContent("line 0...\n");
  }

  @Test
  void onlySoManyRotatedFilesAreKept() throws Exception {
    try (RotatingFile file = open(folder.resolve("a.log"), 10, 0, 2)) {
      for (int i = 0; i < 6; i++) {
        write(file, "line " + i + "...\n");
      }
    }
    assertThat(rotated()).hasSize(2);
    assertThat(folder.resolve(rotated().get(1))).hasContent("line 4...\n");
  }

  @Test
  void rotatedFilesThatAreTooOldAreDeleted() throws Exception {
    Path old = Files.writeString(folder.resolve("a-2020-01-02T03-04-05.678.log"), "old");
    Files.setLastModifiedTime(old, FileTime.from(Instant.now().minus(Duration.ofDays(8))));
    Path young = Files.writeString(folder.resolve("a-2020-01-02T03-04-06.678.log"), "young");
    Files.setLastModifiedTime(young, FileTime.from(Instant.now().minus(Duration.ofDays(6))));
    try (RotatingFile file = open(folder.resolve("a.log"), 10, 7, 0)) {
      write(file, "line 0...\n");
      write(file, "line 1...\n");
    }
    assertThat(old).doesNotExist();
    assertThat(young).exists();
  }

  @Test
  void aLogGoesOnInTheFileThatIsThere() throws Exception {
    Files.writeString(folder.resolve("a.log"), "before\n");
    try (RotatingFile file = open(folder.resolve("a.log"), 1000, 0, 0)) {
      write(file, "behind\n");
    }
    assertThat(folder.resolve("a.log")).hasContent("before\nbehind\n");
    assertThat(rotated()).isEmpty();
  }

  @Test
  void aFullDiskCostsLinesAndTheLogSaysHowManyWhenThereIsRoomAgain() throws Exception {
    Path file = folder.resolve("a.log");
    Path full = Path.of("/dev/full");
    assumeThat(Files.exists(full)).isTrue();
    Files.createSymbolicLink(file, full);
    try (RotatingFile log = open(file, 0, 0, 0)) {
      write(log, "lost\n");
      write(log, "lost, too\n");
      Files.delete(file);
      write(log, "there\n");
    }
    assertThat(Files.readString(file))
        .containsPattern(
            "\n\\[[^]]+] \\[WARN] \\[RotatingFile] \\[\"lines of this log were lost\"] \\[count=2]"
                + " \\[reason=\"No space left on device\"]\nthere\n$")
        .doesNotContain("lost, too");
  }

  @Test
  void aFileThatSomebodyElseHasMovedAwayIsBegunAnew() throws Exception {
    Path file = folder.resolve("a.log");
    try (RotatingFile log = open(file, 15, 0, 0)) {
      write(log, "line 0...\n");
      Files.move(file, folder.resolve("kept.txt"));
      write(log, "line 1...\n");
      write(log, "line 2...\n");
    }
    assertThat(folder.resolve("kept.txt")).hasContent("line 0...\n");
    assertThat(file).hasContent("line 2...\n");
    assertThat(rotated()).hasSize(2);
  }

  @Test
  void aFileThatCannotBeMovedGrowsAndIsTriedAgainAfterAWhile() throws Exception {
    // With the time behind it, this name is too long for the file system.
    Path file = folder.resolve("a".repeat(240) + ".log");
    try (RotatingFile log = open(file, 15, 0, 0)) {
      for (int i = 0; i < 5; i++) {
        write(log, "line " + i + "...\n");
      }
      assertThat(Files.readString(file))
          .startsWith("line 0...\n")
          .endsWith("line 4...\n")
          .containsOnlyOnce(
              "[WARN] [RotatingFile] [\"this log cannot be moved and goes on growing\"]")
          .contains("File name too long");
      hand.sleep(Duration.ofMinutes(2));
      write(log, "line 5...\n");
      assertThat(Files.readString(file)).containsOnlyOnce("[RotatingFile]");
      Files.delete(file);
      write(log, "written to nowhere\n");
      assertThat(file).as("nobody looks before a minute is over").doesNotExist();
      hand.sleep(Duration.ofMinutes(2));
      write(log, "line 6...\n");
    }
    assertThat(file).hasContent("line 6...\n");
  }
}
