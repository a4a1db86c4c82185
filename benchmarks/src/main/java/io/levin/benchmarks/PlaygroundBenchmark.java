package io.levin.benchmarks;

import io.levin.base.Cancellation;
import io.levin.base.KvChecksum;
import io.levin.pd.PdClient;
import io.levin.pd.TlsFiles;
import io.levin.tikv.ChecksumOptions;
import io.levin.tikv.RawRange;
import io.levin.tikv.TikvClient;
import io.levin.tikv.TikvOptions;
import java.io.IOException;
import java.io.PrintWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Locale;
import java.util.concurrent.Callable;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/**
 * What the playground bears: how fast it starts, how fast it takes pairs over gRPC from one
 * importer, and with how much memory. The importer makes its pairs as it goes and does nothing
 * else, so that the playground is measured and not an import.
 */
@Command(
    name = "playground-benchmark",
    mixinStandardHelpOptions = true,
    description = "Measures the playground: start, pairs per second over gRPC, CPU and memory.")
public final class PlaygroundBenchmark implements Callable<Integer> {
  private static final double MB = 1e6;
  private static final double MIB = 1 << 20;

  @Option(
      names = "--distribution",
      description = "the folder with bin/ and lib/ (${DEFAULT-VALUE})")
  private Path distribution = Path.of("deploy/target/levin/levin");

  @Option(names = "--work", description = "for the cluster's files (${DEFAULT-VALUE})")
  private Path work = Path.of("benchmarks/target/playground");

  @Option(names = "--starts", description = "how often it is started (${DEFAULT-VALUE})")
  private int starts = 5;

  @Option(
      names = "--mebibytes",
      split = ",",
      description = "keys and values that are written, 0 for nothing (${DEFAULT-VALUE})")
  private List<Integer> sizes = List.of(1024);

  @Option(names = "--workers", description = "regions written at a time (${DEFAULT-VALUE})")
  private int workers = 4;

  @Option(names = "--region-mebibytes", description = "of each region (${DEFAULT-VALUE})")
  private int regionMebibytes = 96;

  @Option(names = "--stores", description = "of the cluster (${DEFAULT-VALUE})")
  private int stores = 3;

  @Option(names = "--replicas", description = "of each region (${DEFAULT-VALUE})")
  private int replicas = 3;

  @Option(names = "--null", description = "a playground that drops what it is sent")
  private boolean discard;

  @Spec private CommandSpec spec;

  private PlaygroundBenchmark() {}

  /** Runs the benchmark. */
  public static void main(String[] arguments) {
    System.exit(new CommandLine(new PlaygroundBenchmark()).execute(arguments));
  }

  @Override
  public Integer call() throws Exception {
    PrintWriter out = spec.commandLine().getOut();
    if (starts > 0) {
      measureStarts(out);
    }
    List<Integer> wanted = sizes.stream().filter(size -> size > 0).toList();
    if (!wanted.isEmpty()) {
      out.println(
          "| MiB of pairs | pairs | wall s | MB/s | playground CPU s | importer CPU s | CPU s/GB"
              + " both | VmHWM MiB | disk MiB | checksum s |");
      out.println("|---|---|---|---|---|---|---|---|---|---|");
    }
    for (int size : wanted) {
      measureWrites(size, out);
    }
    return 0;
  }

  private void measureStarts(PrintWriter out) throws IOException, InterruptedException {
    List<Double> seconds = new ArrayList<>();
    List<Double> cpu = new ArrayList<>();
    for (int i = 0; i < starts; i++) {
      try (ClusterProcess cluster = start(scratch())) {
        seconds.add(cluster.startSeconds());
        cpu.add(cluster.cpuSeconds());
      }
    }
    out.printf(Locale.ROOT, "First start: %.2f s wall, %.2f s CPU.%n", seconds.get(0), cpu.get(0));
    Collections.sort(seconds);
    Collections.sort(cpu);
    out.printf(
        Locale.ROOT,
        "%d starts: median %.2f s wall, %.2f s CPU; longest %.2f s wall.%n%n",
        starts,
        seconds.get(starts / 2),
        cpu.get(starts / 2),
        seconds.get(starts - 1));
    out.flush();
  }

  private void measureWrites(int mebibytes, PrintWriter out) throws Exception {
    Path scratch = scratch();
    Cancellation cancellation = new Cancellation();
    try (ClusterProcess cluster = start(scratch);
        PdClient pd =
            PdClient.connect(
                List.of(cluster.pdAddresses().split(",")), TlsFiles.NONE, cancellation);
        TikvClient tikv = new TikvClient(pd, TikvOptions.defaults())) {
      PairStream pairs = PairStream.ofBytes((long) mebibytes << 20);
      RegionLoad load = new RegionLoad(pd, tikv, pairs, (long) regionMebibytes << 20);
      load.split(cancellation);
      double cpuBefore = ProcStat.read(Path.of("/proc/self/stat")).seconds();
      double clusterBefore = cluster.cpuSeconds();
      long start = System.nanoTime();
      KvChecksum sum = load.run(workers, cancellation);
      double wall = (System.nanoTime() - start) / 1e9;
      double cpu = ProcStat.read(Path.of("/proc/self/stat")).seconds() - cpuBefore;
      double clusterCpu = cluster.cpuSeconds() - clusterBefore;
      start = System.nanoTime();
      if (!discard) {
        compare(tikv, pd, pairs, sum, cancellation);
      }
      double checksum = (System.nanoTime() - start) / 1e9;
      out.printf(
          Locale.ROOT,
          "| %.0f | %d | %.1f | %.1f | %.1f | %.1f | %.1f | %.0f | %.0f | %.1f |%n",
          sum.bytes() / MIB,
          sum.pairs(),
          wall,
          sum.bytes() / MB / wall,
          clusterCpu,
          cpu,
          (cpu + clusterCpu) * 1000 * MB / sum.bytes(),
          cluster.peakBytes() / MIB,
          Directories.bytes(scratch.resolve("cluster")) / MIB,
          checksum);
      out.flush();
    }
  }

  /** The cluster's own checksum says whether all arrived. */
  private static void compare(
      TikvClient tikv, PdClient pd, PairStream pairs, KvChecksum sent, Cancellation cancellation) {
    KvChecksum found =
        tikv.checksum(
            List.of(new RawRange(pairs.firstKey(), pairs.endKey())),
            pd.tso(cancellation),
            ChecksumOptions.of(2),
            cancellation);
    if (!found.equals(sent)) {
      throw new IllegalStateException("sent " + sent + ", found " + found);
    }
  }

  private ClusterProcess start(Path scratch) throws IOException, InterruptedException {
    return ClusterProcess.start(distribution, scratch, discard, stores, replicas, List.of());
  }

  private Path scratch() throws IOException {
    Path scratch = work.resolve("scratch");
    if (Files.exists(scratch)) {
      Directories.delete(scratch);
    }
    return Files.createDirectories(scratch);
  }
}
