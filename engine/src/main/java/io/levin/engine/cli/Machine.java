package io.levin.engine.cli;

import java.lang.management.ManagementFactory;

/** What the machine or container gives to this process. */
final class Machine {
  private Machine() {}

  static int processors() {
    return Runtime.getRuntime().availableProcessors();
  }

  /** Memory of the machine, or of the container when that has less. */
  static long memoryBytes() {
    if (ManagementFactory.getOperatingSystemMXBean()
        instanceof com.sun.management.OperatingSystemMXBean os) {
      return os.getTotalMemorySize();
    }
    return 4L << 30;
  }
}
