package io.levin.kv.golden;

import static org.assertj.core.api.Assertions.assertThat;

import java.net.URISyntaxException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;

/**
 * TiDB's own encoder as the judge: every case of the vectors gives the same pairs in the same
 * order, the same checksums, and the same class of error. {@code -Dlevin.golden.dir=DIR} reads
 * other vectors of the same form.
 */
class GoldenVectorsTest {
  @Test
  void every_vector_gives_the_pairs_and_errors_that_tidb_gave() throws Exception {
    Path folder = folder();
    GoldenRun run = GoldenRun.of(folder);
    run.print(System.out);
    assertThat(run.failed()).as("cases that differ from TiDB").isEmpty();
    assertThat(run.rows())
        .as("rows of vectors (*.jsonl, *.jsonl.gz, *.jsonl.zst) in %s", folder.toAbsolutePath())
        .isPositive();
  }

  /** The given folder; a relative one may also be meant from the root of the build. */
  private static Path folder() throws URISyntaxException {
    String given = System.getProperty("levin.golden.dir");
    if (given == null) {
      return Path.of(GoldenVectorsTest.class.getResource("/golden").toURI());
    }
    Path folder = Path.of(given);
    Path fromRoot = Path.of("..").resolve(folder);
    assertThat(Files.isDirectory(folder) || Files.isDirectory(fromRoot))
        .as(
            "levin.golden.dir=%s is a folder: neither %s nor %s is one",
            given, folder.toAbsolutePath(), fromRoot.toAbsolutePath().normalize())
        .isTrue();
    return Files.isDirectory(folder) ? folder : fromRoot;
  }
}
