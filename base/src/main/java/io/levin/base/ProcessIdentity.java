package io.levin.base;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.time.temporal.ChronoUnit;

/** This process as others are told of it: number, machine, and since when it runs. */
public final class ProcessIdentity {
  private ProcessIdentity() {}

  /** Such as {@code pid 4711 on host importer-1, since 2025-11-20T21:03:17Z}. */
  public static String describe() {
    ProcessHandle process = ProcessHandle.current();
    Instant since = process.info().startInstant().orElseGet(Instant::now);
    return "pid "
        + process.pid()
        + " on host "
        + host()
        + ", since "
        + since.truncatedTo(ChronoUnit.SECONDS);
  }

  private static String host() {
    try {
      // Asking the resolver for our own name may wait for a name server.
      return Files.readString(Path.of("/proc/sys/kernel/hostname")).strip();
    } catch (IOException e) {
      return System.getenv().getOrDefault("HOSTNAME", "unknown");
    }
  }
}
