package io.levin.it;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.TimeUnit;

/**
 * The original {@code tidb-lightning-ctl}, which {@code LEVIN_TEST_TIDB_LIGHTNING_CTL} names.
 *
 * @param program the executable file
 * @param clusterVersion the version of cluster that it takes
 */
record OriginalControl(Path program, String clusterVersion) {
  /** Names the executable. */
  static final String VARIABLE = "LEVIN_TEST_TIDB_LIGHTNING_CTL";

  private static final long SECONDS = 120;

  /** The program of the environment, if one is named there. */
  static Optional<OriginalControl> fromEnvironment() {
    String path = System.getenv(VARIABLE);
    if (path == null || path.isEmpty()) {
      return Optional.empty();
    }
    Path program = Path.of(path);
    return Optional.of(new OriginalControl(program, OriginalLightning.clusterVersionFor(program)));
  }

  /** True for the line that knows clusters of version 5 only. */
  boolean isOld() {
    return OriginalLightning.isOld(clusterVersion);
  }

  /** How an action ended, and all that it said. */
  record Said(int code, String text) {
    Said succeeded() {
      assertThat(code).as(text).isZero();
      return this;
    }
  }

  /** Does something with the configuration of an import. */
  Said run(ImportHarness harness, String... arguments) throws Exception {
    Path config = harness.directory().resolve("original-ctl.toml");
    Toml toml = harness.toml();
    toml.remove("levin");
    toml.write(config);
    List<String> command =
        new ArrayList<>(List.of(program.toString(), "-config", config.toString()));
    command.addAll(List.of(arguments));
    Path out = harness.directory().resolve("original-ctl.out");
    Process process =
        new ProcessBuilder(command)
            .directory(harness.directory().toFile())
            .redirectErrorStream(true)
            .redirectOutput(out.toFile())
            .start();
    if (!process.waitFor(SECONDS, TimeUnit.SECONDS)) {
      process.destroyForcibly();
      throw new AssertionError("the original ctl did not end: " + Files.readString(out));
    }
    return new Said(process.exitValue(), Files.readString(out));
  }
}
