package io.levin.it;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * The original {@code tidb-lightning}, which {@code LEVIN_TEST_TIDB_LIGHTNING} names, as a second
 * opinion.
 *
 * @param program the executable file
 * @param clusterVersion the version of cluster that it takes
 */
record OriginalLightning(Path program, String clusterVersion) {
  /** Names the executable. */
  static final String VARIABLE = "LEVIN_TEST_TIDB_LIGHTNING";

  private static final Pattern RELEASE = Pattern.compile("Release Version:\\s*v(\\d+)\\.");
  private static final int OLD_LINE = 5;

  /** Its checks demand that sorted data and source are on two disks. */
  private static final Path OTHER_DISK = Path.of("/dev/shm");

  /** The program of the environment, if one is named there. */
  static Optional<OriginalLightning> fromEnvironment() {
    String path = System.getenv(VARIABLE);
    if (path == null || path.isEmpty()) {
      return Optional.empty();
    }
    Path program = Path.of(path);
    return Optional.of(new OriginalLightning(program, clusterVersionFor(program)));
  }

  /** True for the line that knows clusters of version 5 only. */
  boolean isOld() {
    return isOld(clusterVersion);
  }

  /** True for a version of cluster that only the old line takes. */
  static boolean isOld(String clusterVersion) {
    return clusterVersion.startsWith(OLD_LINE + ".");
  }

  /** Imports what a harness describes, with the checks on where there is a second disk. */
  ImportRun run(ImportHarness harness, String... arguments) {
    try {
      return awaitEnd(harness, start(harness, arguments));
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** Starts an import. */
  Process start(ImportHarness harness, String... arguments) throws IOException {
    Path directory = harness.directory();
    Toml toml = harness.toml();
    toml.remove("levin");
    if (Files.isWritable(OTHER_DISK)) {
      toml.set("tikv-importer", "sorted-kv-dir", sortedOnOtherDisk(directory));
    } else {
      toml.set("lightning", "check-requirements", false);
    }
    Path config = directory.resolve("original.toml");
    toml.write(config);
    String[] command = new String[arguments.length + 3];
    command[0] = program.toString();
    command[1] = "-config";
    command[2] = config.toString();
    System.arraycopy(arguments, 0, command, 3, arguments.length);
    return new ProcessBuilder(command)
        .redirectErrorStream(true)
        .redirectOutput(directory.resolve("original.out").toFile())
        .start();
  }

  /** Waits for the end of an import. */
  ImportRun awaitEnd(ImportHarness harness, Process process) throws IOException {
    try {
      if (!process.waitFor(10, TimeUnit.MINUTES)) {
        process.destroyForcibly();
        throw new AssertionError("the original did not end; " + harness.logText());
      }
    } catch (InterruptedException e) {
      process.destroyForcibly();
      Thread.currentThread().interrupt();
      throw new AssertionError("interrupted", e);
    }
    String out = Files.readString(harness.directory().resolve("original.out"));
    return new ImportRun(process.exitValue(), out, "", harness.logText());
  }

  /** What it left behind in a cluster; its service safe point it lets expire. */
  List<String> leftBesideItsSafePoint(ClusterUnderTest cluster) {
    return cluster.problems().stream()
        .filter(problem -> !problem.contains("service safe point"))
        .toList();
  }

  private static Path sortedOnOtherDisk(Path directory) {
    return OTHER_DISK.resolve("levin-differential" + directory.toString().replace('/', '-'));
  }

  /** The version of cluster that a program takes, by what it says of itself. */
  static String clusterVersionFor(Path program) {
    try {
      Process process =
          new ProcessBuilder(program.toString(), "-V").redirectErrorStream(true).start();
      String text = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
      Matcher release = RELEASE.matcher(text);
      boolean old = release.find() && Integer.parseInt(release.group(1)) <= OLD_LINE;
      return old ? "5.3.0" : "8.5.0";
    } catch (IOException e) {
      throw new UncheckedIOException("cannot run " + program, e);
    }
  }
}
