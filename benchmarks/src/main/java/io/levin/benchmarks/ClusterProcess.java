package io.levin.benchmarks;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;

/** A playground in a process of its own. */
final class ClusterProcess implements AutoCloseable {
  private static final long START_MILLIS = 300_000;

  private final Process process;
  private final Map<String, String> addresses;
  private final double startSeconds;

  private ClusterProcess(Process process, Map<String, String> addresses, double startSeconds) {
    this.process = process;
    this.addresses = addresses;
    this.startSeconds = startSeconds;
  }

  /**
   * Starts it and waits until its ports are open.
   *
   * @param discard whether it drops what it is sent
   * @param faults rules of what goes wrong in it
   */
  static ClusterProcess start(
      Path distribution,
      Path scratch,
      boolean discard,
      int stores,
      int replicas,
      List<String> faults)
      throws IOException, InterruptedException {
    Path ports = scratch.resolve("ports");
    Path log = scratch.resolve("playground.log");
    List<String> command = new ArrayList<>();
    command.add(distribution.resolve("bin/levin").toAbsolutePath().toString());
    command.add("playground");
    command.addAll(List.of("--stores", "" + stores, "--replicas", "" + replicas));
    faults.forEach(fault -> command.addAll(List.of("--fault", fault)));
    command.addAll(
        List.of("--pd-port", "0", "--tikv-port", "0", "--tidb-port", "0", "--status-port", "0"));
    command.addAll(List.of("--data-dir", scratch.resolve("cluster").toString()));
    command.addAll(List.of("--addresses-file", ports.toString()));
    if (discard) {
      command.add("--null");
    }
    ProcessBuilder builder = new ProcessBuilder(command);
    builder.environment().put("JAVA_OPTS", "-Xmx1g");
    builder.redirectErrorStream(true).redirectOutput(log.toFile());
    long start = System.nanoTime();
    Process process = builder.start();
    long deadline = System.currentTimeMillis() + START_MILLIS;
    while (!Files.exists(ports)) {
      if (!process.isAlive() || System.currentTimeMillis() > deadline) {
        process.destroyForcibly();
        throw new IOException("the playground did not start; see " + log);
      }
      Thread.sleep(10);
    }
    double seconds = (System.nanoTime() - start) / 1e9;
    Map<String, String> addresses = new HashMap<>();
    for (String line : Files.readAllLines(ports)) {
      int equals = line.indexOf('=');
      addresses.put(line.substring(0, equals), line.substring(equals + 1));
    }
    return new ClusterProcess(process, addresses, seconds);
  }

  /** How long it took until its ports were open. */
  double startSeconds() {
    return startSeconds;
  }

  /** User and system time of its process so far. */
  double cpuSeconds() throws IOException {
    return ProcStat.read(Path.of("/proc", Long.toString(process.pid()), "stat")).seconds();
  }

  /** The most resident memory of its process so far. */
  long peakBytes() throws IOException {
    for (String line :
        Files.readAllLines(Path.of("/proc", Long.toString(process.pid()), "status"))) {
      if (line.startsWith("VmHWM:")) {
        return Long.parseLong(line.replaceAll("\\D", "")) << 10;
      }
    }
    return 0;
  }

  String pdAddresses() {
    return addresses.get("PD_ADDRESSES");
  }

  String tidbPort() {
    return addresses.get("TIDB_PORT");
  }

  String statusPort() {
    return addresses.get("STATUS_PORT");
  }

  @Override
  public void close() {
    process.destroy();
    try {
      if (!process.waitFor(30, TimeUnit.SECONDS)) {
        process.destroyForcibly();
      }
    } catch (InterruptedException e) {
      process.destroyForcibly();
      Thread.currentThread().interrupt();
    }
  }
}
