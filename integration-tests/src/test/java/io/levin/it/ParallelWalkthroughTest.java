package io.levin.it;

import static org.assertj.core.api.Assertions.assertThat;

import io.levin.it.Launchers.Ended;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The commands of the documentation, as they stand there. */
final class ParallelWalkthroughTest {
  private static final Path DOCUMENT = Path.of("..", "docs", "parallel-import.md");

  private static final long MINUTES = 20;

  @TempDir Path home;

  @Test
  void theWalkthroughsImportWhatTheySay() throws Exception {
    Launchers launchers = new Launchers(home);
    StringBuilder script = new StringBuilder("set -eu\nPATH=$PWD/bin:$PATH\n");
    script.append("trap 'kill $playground 2>/dev/null || true' EXIT\n");
    boolean inside = false;
    for (String line : Files.readAllLines(DOCUMENT)) {
      if (line.startsWith("```")) {
        inside = line.equals("```sh");
      } else if (inside) {
        script.append(line).append('\n');
      }
    }
    Files.writeString(home.resolve("bin").resolve("walkthrough.sh"), script);
    Process walk = launchers.start(List.of("bash"), "walkthrough.sh");
    assertThat(walk.waitFor(MINUTES, TimeUnit.MINUTES)).as("it has ended").isTrue();
    Ended ended = launchers.awaitEnd(walk);
    assertThat(ended.code()).as("%s%n%s", ended.out(), ended.err()).isZero();
    assertThat(ended.out())
        .contains("tidb lightning exit successfully")
        .contains("my_table_01 | 2", "my_table_04 | 2")
        .contains("No import is under way")
        .contains("8        | 101     | 108")
        .contains("24       | 101     | 212");
  }
}
