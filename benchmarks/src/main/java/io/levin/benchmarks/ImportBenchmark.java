package io.levin.benchmarks;

import io.levin.benchmarks.ImportProcess.Usage;
import java.io.IOException;
import java.io.PrintWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.concurrent.Callable;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/**
 * Whole imports by the distribution's own program, in a process of its own, into a playground and
 * into one that drops what it is sent. Prints a table in Markdown.
 */
@Command(
    name = "import-benchmark",
    mixinStandardHelpOptions = true,
    description = "Measures whole imports: wall time, CPU and memory of the importer's process.")
public final class ImportBenchmark implements Callable<Integer> {
  private static final double MIB = 1 << 20;

  /** About how long a row of sysbench's table is. */
  private static final long BYTES_PER_ROW = 203;

  /** What is imported into. */
  enum Target {
    /** A playground that keeps what it is sent; its checksum is compared. */
    PLAYGROUND,
    /** A playground that drops what it is sent. */
    NULL
  }

  @Option(
      names = "--distribution",
      description = "the folder with bin/ and lib/ (${DEFAULT-VALUE})")
  private Path distribution = Path.of("deploy/target/levin/levin");

  @Option(names = "--work", description = "for dumps, clusters and sorted data (${DEFAULT-VALUE})")
  private Path work = Path.of("benchmarks/target/import");

  @Option(
      names = "--mebibytes",
      split = ",",
      description = "sizes of the dumps of large tables, 0 for none (${DEFAULT-VALUE})")
  private List<Integer> sizes = List.of(64, 256);

  @Option(
      names = "--small-tables",
      split = ",",
      description = "numbers of tables of ten rows, 0 for none (${DEFAULT-VALUE})")
  private List<Integer> smallTables = List.of(200, 2000);

  @Option(
      names = "--tables",
      split = ",",
      description = "large tables: ${COMPLETION-CANDIDATES} (${DEFAULT-VALUE})")
  private List<SampleTable> tables = List.of(SampleTable.SYSBENCH, SampleTable.LINEITEM);

  @Option(
      names = "--targets",
      split = ",",
      description = "${COMPLETION-CANDIDATES} (${DEFAULT-VALUE})")
  private List<Target> targets = List.of(Target.values());

  @Option(
      names = "--copies",
      description = "how many tables of each size are imported at once (${DEFAULT-VALUE})")
  private int copies = 1;

  @Option(names = "--stores", description = "of the cluster (${DEFAULT-VALUE})")
  private int stores = 1;

  @Option(names = "--replicas", description = "of each region (${DEFAULT-VALUE})")
  private int replicas = 1;

  @Option(names = "--fault", description = "a rule of the playground, such as a stall; repeatable")
  private List<String> faults = List.of();

  @Option(
      names = "--regions",
      description =
          "into which each large table is split beforehand, 0 for none (${DEFAULT-VALUE})")
  private int regions;

  @Option(
      names = "--heap-mebibytes",
      description = "of the importer, 0 for what follows from its budget (${DEFAULT-VALUE})")
  private int heap = 1024;

  @Option(names = "--importer-opts", description = "further options of the importer's JVM")
  private String importerOptions = "";

  @Option(
      names = "--class-archive",
      description = "folder of an archive of classes; the first import makes it (none)")
  private String classArchive = "";

  @Option(
      names = "--profile",
      description = "record each import and print where its Java threads spent their time")
  private boolean profile;

  @Option(
      names = "--lines",
      split = ";",
      description = "further lines of the importer's TOML, such as \"[lightning]\"")
  private List<String> lines = List.of();

  @Spec private CommandSpec spec;

  private ImportBenchmark() {}

  /** Runs the benchmark. */
  public static void main(String[] arguments) {
    System.exit(
        new CommandLine(new ImportBenchmark())
            .setCaseInsensitiveEnumValuesAllowed(true)
            .execute(arguments));
  }

  /** A measured import. */
  private record Result(long amount, Usage usage) {}

  @Override
  public Integer call() throws IOException, InterruptedException {
    PrintWriter out = spec.commandLine().getOut();
    sizes = sizes.stream().filter(size -> size > 0).toList();
    smallTables = smallTables.stream().filter(count -> count > 0).toList();
    if (sizes.isEmpty()) {
      tables = List.of();
    }
    SampleDump dumps = new SampleDump(work.resolve("dumps"));
    for (SampleTable table : tables) {
      for (Target target : targets) {
        heading(out, table + " into " + target);
        out.println("| MiB | wall s | MB/s | CPU s | CPU s/GiB | VmHWM MiB |");
        out.println("|---|---|---|---|---|---|");
        List<Result> results = new ArrayList<>();
        for (int size : sizes) {
          Path dump = dumps.ofCopies(table, (long) size << 20, copies);
          long bytes = SampleDump.dataBytes(dump);
          Usage usage = run(dump, target, out);
          results.add(new Result(bytes, usage));
          out.printf(
              Locale.ROOT,
              "| %.0f | %.1f | %.1f | %.1f | %.1f | %.0f |%n",
              bytes / MIB,
              usage.wallSeconds(),
              bytes / 1e6 / usage.wallSeconds(),
              usage.cpuSeconds(),
              usage.cpuSeconds() * 1024 * MIB / bytes,
              usage.peakBytes() / MIB);
          out.flush();
        }
        slope(out, results, 1024 * MIB, "CPU s/GiB", "s/GiB");
      }
    }
    for (Target target : targets) {
      if (smallTables.isEmpty()) {
        break;
      }
      heading(out, "Tables of ten rows into " + target);
      out.println("| tables | wall s | CPU s | wall ms/table | CPU ms/table | VmHWM MiB |");
      out.println("|---|---|---|---|---|---|");
      List<Result> results = new ArrayList<>();
      for (int count : smallTables) {
        Usage usage = run(dumps.ofSmallTables(count), target, out);
        results.add(new Result(count, usage));
        out.printf(
            Locale.ROOT,
            "| %d | %.1f | %.1f | %.1f | %.1f | %.0f |%n",
            count,
            usage.wallSeconds(),
            usage.cpuSeconds(),
            usage.wallSeconds() * 1000 / count,
            usage.cpuSeconds() * 1000 / count,
            usage.peakBytes() / MIB);
        out.flush();
      }
      slope(out, results, 1000, "CPU ms/table", "ms/table");
    }
    return 0;
  }

  private static void heading(PrintWriter out, String text) {
    out.println();
    out.println("### " + text);
    out.println();
  }

  /** What each further unit costs, and what the import costs before the first. */
  private static void slope(
      PrintWriter out, List<Result> results, double unit, String cpuUnit, String wallUnit) {
    if (results.size() < 2) {
      return;
    }
    Result first = results.get(0);
    Result last = results.get(results.size() - 1);
    double amount = (last.amount() - first.amount()) / unit;
    double cpu = (last.usage().cpuSeconds() - first.usage().cpuSeconds()) / amount;
    double wall = (last.usage().wallSeconds() - first.usage().wallSeconds()) / amount;
    out.printf(
        Locale.ROOT,
        "%nSlope: %.1f %s, %.1f %s wall. Fixed: %.1f CPU s, %.1f s wall.%n",
        cpu,
        cpuUnit,
        wall,
        wallUnit,
        first.usage().cpuSeconds() - cpu * first.amount() / unit,
        first.usage().wallSeconds() - wall * first.amount() / unit);
    out.flush();
  }

  private Usage run(Path dump, Target target, PrintWriter out)
      throws IOException, InterruptedException {
    Path scratch = work.resolve("scratch");
    if (Files.exists(scratch)) {
      Directories.delete(scratch);
    }
    Files.createDirectories(scratch);
    try (ClusterProcess cluster =
        ClusterProcess.start(
            distribution, scratch, target == Target.NULL, stores, replicas, faults)) {
      if (regions > 0) {
        long start = System.nanoTime();
        new PresplitTables(cluster)
            .make(dump, regions, SampleDump.dataBytes(dump) / copies / BYTES_PER_ROW);
        out.printf(Locale.ROOT, "split in %.1f s%n", (System.nanoTime() - start) / 1e9);
      }
      ImportProcess importer =
          new ImportProcess(distribution, scratch, heap, importerOptions, profile, classArchive);
      Usage usage = importer.run(dump, cluster, target == Target.PLAYGROUND, lines);
      if (profile) {
        usage
            .threads()
            .forEach(
                (name, seconds) -> out.printf(Locale.ROOT, "    %6.2f s  %s%n", seconds, name));
        StageShares.of(importer.recording()).print(out);
      }
      return usage;
    }
  }
}
