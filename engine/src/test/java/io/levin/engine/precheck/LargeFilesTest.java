package io.levin.engine.precheck;

import static org.assertj.core.api.Assertions.assertThat;

import io.levin.base.Cancellation;
import io.levin.config.Config;
import io.levin.config.ConfigLoader;
import io.levin.config.Flags;
import io.levin.source.Dump;
import io.levin.source.ScanOptions;
import io.levin.storage.LocalLocation;
import io.levin.storage.Storage;
import java.io.RandomAccessFile;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The check of files that are so large that one parser would read for hours. */
class LargeFilesTest {
  private static final long TEN_GIB = 10L << 30;

  @TempDir Path folder;

  private CheckResult check(long size, String more) throws Exception {
    try (RandomAccessFile sparse = new RandomAccessFile(folder.resolve("d.t.csv").toFile(), "rw")) {
      sparse.setLength(size);
    }
    Flags flags =
        Flags.none().orElse("backend", "local").orElse("sorted-kv-dir", "/s").orElse("d", "/d");
    Config config = new ConfigLoader(1, 4L << 30).load("t.toml", more, flags);
    Dump dump = Dump.scan(Storage.open(new LocalLocation(folder)), ScanOptions.defaults());
    return new SourceChecks(config, null, new Cancellation()).largeFiles(dump);
  }

  @Test
  void aFileOfMoreThanTenGigabytesIsAWarningUnlessItIsCut() throws Exception {
    assertThat(check(TEN_GIB, ""))
        .isEqualTo(CheckResult.pass(false, "Source data files size is proper"));
    CheckResult large = check(TEN_GIB + 1, "");
    assertThat(large.passed()).isFalse();
    assertThat(large.critical()).isFalse();
    assertThat(large.message())
        .startsWith(
            "large data file: d.t.csv file exists and it will slow down import performance; split"
                + " it");
    assertThat(
            check(TEN_GIB + 1, "[mydumper]\nstrict-format = true\ncsv.terminator = \"\\n\"")
                .message())
        .isEqualTo("Skip the data file size check, because config.StrictFormat is true");
  }
}
