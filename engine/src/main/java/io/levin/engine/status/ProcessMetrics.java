package io.levin.engine.status;

import com.sun.management.UnixOperatingSystemMXBean;
import java.io.IOException;
import java.lang.management.BufferPoolMXBean;
import java.lang.management.GarbageCollectorMXBean;
import java.lang.management.ManagementFactory;
import java.lang.management.RuntimeMXBean;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;

/**
 * What the process uses. Some of it under names that dashboards made for the original ask for:
 * threads as {@code go_goroutines}, used heap as {@code go_memstats_heap_inuse_bytes}.
 */
final class ProcessMetrics {
  private static final int PAGE = 4096;

  private ProcessMetrics() {}

  static void write(MetricsText text) {
    long heap = ManagementFactory.getMemoryMXBean().getHeapMemoryUsage().getUsed();
    long max = ManagementFactory.getMemoryMXBean().getHeapMemoryUsage().getMax();
    int threads = ManagementFactory.getThreadMXBean().getThreadCount();
    gauge(text, "go_goroutines", "live threads, for dashboards of the original", threads);
    gauge(text, "go_memstats_heap_inuse_bytes", "used heap, for the same dashboards", heap);
    gauge(text, "levin_heap_max_bytes", "the largest heap", max);
    gauge(text, "levin_direct_buffer_bytes", "memory of buffers outside the heap", direct());
    text.family(
        "levin_gc_seconds_total",
        "counter",
        "time of garbage collections",
        List.of(" " + MetricsText.number(collectionSeconds())));
    RuntimeMXBean runtime = ManagementFactory.getRuntimeMXBean();
    gauge(text, "process_start_time_seconds", "since 1970", (runtime.getStartTime()) / 1000.0);
    gauge(text, "process_resident_memory_bytes", "memory of the process", resident());
    if (ManagementFactory.getOperatingSystemMXBean() instanceof UnixOperatingSystemMXBean os) {
      text.family(
          "process_cpu_seconds_total",
          "counter",
          "CPU time of the process",
          List.of(" " + MetricsText.number(os.getProcessCpuTime() / 1e9)));
      gauge(text, "process_open_fds", "open files", os.getOpenFileDescriptorCount());
      gauge(text, "process_max_fds", "how many may be open", os.getMaxFileDescriptorCount());
    }
  }

  private static void gauge(MetricsText text, String name, String help, double value) {
    text.family(name, "gauge", help, List.of(" " + MetricsText.number(value)));
  }

  private static long direct() {
    return ManagementFactory.getPlatformMXBeans(BufferPoolMXBean.class).stream()
        .mapToLong(BufferPoolMXBean::getMemoryUsed)
        .sum();
  }

  private static double collectionSeconds() {
    return ManagementFactory.getGarbageCollectorMXBeans().stream()
            .mapToLong(GarbageCollectorMXBean::getCollectionTime)
            .sum()
        / 1000.0;
  }

  /** Linux tells it in pages; elsewhere it is not known. */
  private static long resident() {
    try {
      return Long.parseLong(Files.readString(Path.of("/proc/self/statm")).split(" ")[1]) * PAGE;
    } catch (IOException | RuntimeException e) {
      return 0;
    }
  }
}
