package io.levin.benchmarks;

import com.sun.management.OperatingSystemMXBean;
import io.levin.source.Dump;
import io.levin.source.DumpDatabase;
import io.levin.source.DumpTable;
import io.levin.source.PlanOptions;
import io.levin.source.ReadOptions;
import io.levin.source.ScanOptions;
import io.levin.source.TablePlanner;
import io.levin.storage.LocalLocation;
import io.levin.storage.Storage;
import java.io.IOException;
import java.lang.management.ManagementFactory;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;

/**
 * How long it takes to scan a folder of many files and to plan their chunks, and what is left in
 * the heap: {@code benchmarks/run files [FILES [TABLES]]}.
 */
public final class ManyFilesBenchmark {
  private static final int COLUMNS = 10;

  private ManyFilesBenchmark() {}

  /** Makes the files, empty and then with a row each; scans and plans them cold and warm. */
  public static void main(String[] arguments) throws IOException {
    int files = arguments.length > 0 ? Integer.parseInt(arguments[0]) : 100_000;
    int tables = arguments.length > 1 ? Integer.parseInt(arguments[1]) : 1000;
    System.out.println("| files | tables | content | run | scan s | plan s | CPU s | heap MiB |");
    System.out.println("|---|---|---|---|---|---|---|---|");
    for (String text : new String[] {"", "1,2,3,4,5,6,7,8,9,10\n"}) {
      Path folder = Files.createTempDirectory("levin-files");
      try {
        write(folder, files, tables, text);
        for (String run : new String[] {"cold", "warm"}) {
          measure(folder, files, tables, text.isEmpty() ? "empty" : "one row", run);
        }
      } finally {
        Directories.delete(folder);
      }
    }
  }

  private static void write(Path folder, int files, int tables, String text) throws IOException {
    Files.writeString(folder.resolve("many-schema-create.sql"), "CREATE DATABASE many;\n");
    for (int i = 0; i < files; i++) {
      String name = String.format(Locale.ROOT, "many.t%05d.%09d.csv", i % tables, i / tables);
      Files.writeString(folder.resolve(name), text);
    }
  }

  private static void measure(Path folder, int files, int tables, String content, String run) {
    OperatingSystemMXBean process =
        ManagementFactory.getPlatformMXBean(OperatingSystemMXBean.class);
    long cpu = process.getProcessCpuTime();
    long start = System.nanoTime();
    Storage storage = Storage.open(new LocalLocation(folder));
    Dump dump = Dump.scan(storage, ScanOptions.defaults());
    long scanned = System.nanoTime();
    TablePlanner planner =
        new TablePlanner(
            storage,
            ReadOptions.defaults().withCsv(ReadOptions.defaults().csv().withHeader(false, true)),
            PlanOptions.defaults());
    List<Object> plans = new ArrayList<>();
    for (DumpDatabase database : dump.databases()) {
      for (DumpTable table : database.tables()) {
        plans.add(planner.plan(table, COLUMNS, false));
      }
    }
    long planned = System.nanoTime();
    cpu = process.getProcessCpuTime() - cpu;
    System.gc();
    long heap = Runtime.getRuntime().totalMemory() - Runtime.getRuntime().freeMemory();
    System.out.printf(
        Locale.ROOT,
        "| %d | %d | %s | %s | %.1f | %.1f | %.1f | %d |%n",
        files,
        plans.size(),
        content,
        run,
        (scanned - start) / 1e9,
        (planned - scanned) / 1e9,
        cpu / 1e9,
        heap >> 20);
    storage.close();
    if (dump.tableCount() != tables) {
      throw new IllegalStateException(dump.tableCount() + " tables in place of " + tables);
    }
  }
}
