package io.levin.benchmarks;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;

/** One run of the distribution's {@code tidb-lightning}, watched through {@code /proc}. */
final class ImportProcess {
  private static final long LOOK_EVERY_MILLIS = 20;
  private static final int LOOKS_PER_LOOK_AT_THREADS = 10;

  private final Path distribution;
  private final Path scratch;
  private final int heapMebibytes;
  private final String options;
  private final boolean record;
  private final String classArchive;

  /**
   * @param options further options of its JVM
   * @param record whether its flight recorder is on
   * @param classArchive folder of an archive of classes; empty for none
   */
  ImportProcess(
      Path distribution,
      Path scratch,
      int heapMebibytes,
      String options,
      boolean record,
      String classArchive) {
    this.classArchive = classArchive;
    this.distribution = distribution;
    this.scratch = scratch;
    this.heapMebibytes = heapMebibytes;
    this.options = options;
    this.record = record;
  }

  /**
   * What an import took.
   *
   * @param wallSeconds from its start to its end, that of the JVM included
   * @param cpuSeconds of the importer's process, user and system
   * @param peakBytes of its resident memory
   * @param threads CPU seconds of its threads, by name without numbers
   */
  record Usage(
      double wallSeconds, double cpuSeconds, long peakBytes, Map<String, Double> threads) {}

  /** The flight recording. */
  Path recording() {
    return scratch.resolve("import.jfr");
  }

  /**
   * Imports a dump.
   *
   * @param checksum whether the cluster's checksum is compared
   * @param lines of TOML at the end of its configuration
   * @throws IOException if the import fails
   */
  Usage run(Path dump, ClusterProcess cluster, boolean checksum, List<String> lines)
      throws IOException, InterruptedException {
    Path toml = scratch.resolve("tidb-lightning.toml");
    Files.writeString(
        toml,
        """
        [lightning]
        file = "%1$s/tidb-lightning.log"
        [tikv-importer]
        backend = "local"
        sorted-kv-dir = "%1$s/sorted-kv"
        [mydumper]
        data-source-dir = "%2$s"
        [mydumper.csv]
        header = false
        [tidb]
        host = "127.0.0.1"
        port = %3$s
        status-port = %4$s
        user = "root"
        pd-addr = "%5$s"
        [checkpoint]
        driver = "file"
        dsn = "%1$s/checkpoint.pb"
        [post-restore]
        checksum = "%6$s"
        analyze = "off"
        %7$s
        """
            .formatted(
                scratch.toAbsolutePath(),
                dump.toAbsolutePath(),
                cluster.tidbPort(),
                cluster.statusPort(),
                cluster.pdAddresses(),
                checksum ? "required" : "off",
                String.join("\n", lines)));
    Path log = scratch.resolve("import.out");
    ProcessBuilder builder =
        new ProcessBuilder(
            distribution.resolve("bin/tidb-lightning").toAbsolutePath().toString(),
            "-config",
            toml.toString());
    String flags = (heapMebibytes == 0 ? "" : "-Xmx" + heapMebibytes + "m ") + options;
    if (record) {
      flags += " -XX:StartFlightRecording=settings=profile,filename=" + recording();
    }
    builder.environment().put("JAVA_OPTS", flags);
    if (classArchive.isEmpty()) {
      builder.environment().put("LEVIN_CDS", "off");
    } else {
      builder.environment().put("LEVIN_CACHE_DIR", classArchive);
    }
    builder.redirectErrorStream(true).redirectOutput(log.toFile());
    double cpuBefore = cpuOfEndedChildren();
    long start = System.nanoTime();
    Process process = builder.start();
    Path status = Path.of("/proc", Long.toString(process.pid()), "status");
    ThreadTimes threads = new ThreadTimes(process.pid());
    long peak = 0;
    for (int look = 0; process.isAlive(); look++) {
      peak = Math.max(peak, peakBytes(status));
      if (look % LOOKS_PER_LOOK_AT_THREADS == 0) {
        threads.look();
      }
      Thread.sleep(LOOK_EVERY_MILLIS);
    }
    double wall = (System.nanoTime() - start) / 1e9;
    if (process.waitFor() != 0) {
      throw new IOException("the import failed; see " + log + ": " + Files.readString(log));
    }
    return new Usage(wall, cpuOfEndedChildren() - cpuBefore, peak, threads.byName());
  }

  /**
   * User and system time of children that were waited for; the launching script is the importer.
   */
  private static double cpuOfEndedChildren() throws IOException {
    return ProcStat.read(Path.of("/proc/self/stat")).childrenSeconds();
  }

  private static long peakBytes(Path status) {
    try {
      for (String line : Files.readAllLines(status)) {
        if (line.startsWith("VmHWM:")) {
          return Long.parseLong(line.replaceAll("\\D", "")) << 10;
        }
      }
    } catch (IOException e) {
      // It has just ended.
      return 0;
    }
    return 0;
  }
}
