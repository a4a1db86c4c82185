package io.levin.engine.precheck;

import com.sun.management.UnixOperatingSystemMXBean;
import io.levin.base.ErrorCode;
import io.levin.base.ImportException;
import io.levin.config.Config;
import io.levin.sortedkv.SortedKvOptions;
import java.lang.management.ManagementFactory;

/**
 * Whether a process may open as many files as an import needs. The JVM has raised the limit to the
 * hard one by itself.
 */
public final class OpenFiles {
  /** The libraries of the program, its logs, and connections to a cluster of some dozen stores. */
  private static final long OF_THE_PROCESS = 200;

  /** A chunk, and what is read ahead of it or in parts. */
  private static final long OF_A_CHUNK = 3;

  private OpenFiles() {}

  /**
   * Compares the limit of this process with what an import may open at a time.
   *
   * @throws ImportException {@link ErrorCode#SYSTEM_REQUIREMENT_NOT_MET}
   */
  public static void check(Config config) {
    if (config.lightning().checkRequirements()
        && ManagementFactory.getOperatingSystemMXBean() instanceof UnixOperatingSystemMXBean os) {
      check(config, os.getMaxFileDescriptorCount());
    }
  }

  static void check(Config config, long limit) {
    long needed =
        OF_THE_PROCESS
            + SortedKvOptions.defaults().maxOpenFiles()
            + OF_A_CHUNK * config.lightning().regionConcurrency();
    if (limit < needed) {
      throw new ImportException(
          ErrorCode.SYSTEM_REQUIREMENT_NOT_MET,
          "the maximum number of open file descriptors is too small, got "
              + limit
              + ", expect greater or equal to "
              + needed,
          "raise the hard limit (ulimit -n "
              + needed
              + " as root, LimitNOFILE of the systemd unit), or lower"
              + " lightning.region-concurrency");
    }
  }
}
