package io.levin.base;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class ProcessLockTest {
  @TempDir Path folder;

  /** Holds the lock until its input ends. */
  public static final class Holder {
    public static void main(String[] args) throws IOException {
      try (ProcessLock held = ProcessLock.take(Path.of(args[0]), ProcessIdentity.describe())) {
        System.out.println("held");
        System.out.flush();
        int end = System.in.read();
        System.out.println(held + " " + end);
      }
    }
  }

  @Test
  void a_lock_that_is_held_names_its_holder_and_is_free_again_after_close() throws Exception {
    Path file = folder.resolve("x.lock");
    ProcessLock first = ProcessLock.take(file, "pid 1 on host a");
    assertThatThrownBy(() -> ProcessLock.take(file, "pid 2"))
        .isInstanceOf(ProcessLock.HeldException.class)
        .hasMessage("held by pid 1 on host a");
    first.close();
    assertThat(file).doesNotExist();
    ProcessLock.take(file, "pid 2").close();
  }

  @Test
  void a_lock_of_another_process_is_respected_until_that_process_is_killed() throws Exception {
    Path file = folder.resolve("x.lock");
    Process other =
        new ProcessBuilder(
                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                "-Xshare:auto",
                "-XX:TieredStopAtLevel=1",
                "-cp",
                System.getProperty("java.class.path"),
                Holder.class.getName(),
                file.toString())
            .start();
    try {
      assertThat(other.inputReader().readLine()).isEqualTo("held");
      assertThatThrownBy(() -> ProcessLock.take(file, "me"))
          .hasMessageStartingWith("held by pid " + other.pid() + " on host ")
          .hasMessageContaining(", since 20");
    } finally {
      other.destroyForcibly();
    }
    assertThat(other.waitFor(10, TimeUnit.SECONDS)).isTrue();
    assertThat(Files.exists(file)).isTrue();
    ProcessLock.take(file, "me").close();
  }
}
