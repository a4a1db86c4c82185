package io.levin.it;

import java.io.IOException;
import java.io.OutputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.jar.Attributes;
import java.util.jar.JarOutputStream;
import java.util.jar.Manifest;
import java.util.stream.Collectors;

/**
 * The start scripts of the distribution, as they are, in a home of their own whose only library
 * refers to what this test runs with.
 */
final class Launchers {
  private static final Path SCRIPTS = Path.of("..", "deploy", "src", "main", "bin");
  private static final long SECONDS = 120;

  private final Path home;
  private final String javaOptions;

  Launchers(Path home) throws IOException {
    this(home, "-Xmx384m -XX:TieredStopAtLevel=1 -Xshare:auto");
  }

  /**
   * @param javaOptions the user's own options of the JVM
   */
  Launchers(Path home, String javaOptions) throws IOException {
    this.home = home;
    this.javaOptions = javaOptions;
    Files.createDirectories(home.resolve("bin"));
    Files.createDirectories(home.resolve("lib"));
    for (String name : List.of("levin", "tidb-lightning", "tidb-lightning-ctl")) {
      Path script = Files.copy(SCRIPTS.resolve(name), home.resolve("bin").resolve(name));
      Files.setPosixFilePermissions(script, PosixFilePermissions.fromString("rwxr-xr-x"));
    }
    Manifest manifest = new Manifest();
    manifest.getMainAttributes().put(Attributes.Name.MANIFEST_VERSION, "1.0");
    manifest
        .getMainAttributes()
        .put(
            Attributes.Name.CLASS_PATH,
            Arrays.stream(System.getProperty("java.class.path").split(":"))
                .filter(entry -> !entry.endsWith("test-classes") && !entry.endsWith("-tests.jar"))
                .map(entry -> Path.of(entry).toUri().toString())
                .collect(Collectors.joining(" ")));
    try (OutputStream out = Files.newOutputStream(home.resolve("lib").resolve("all.jar"))) {
      new JarOutputStream(out, manifest).close();
    }
  }

  /** What a script printed, and how it ended. */
  record Ended(int code, String out, String err) {}

  /** Runs a script to its end. */
  Ended run(String script, String... arguments) throws Exception {
    return awaitEnd(start(List.of(), script, arguments));
  }

  /** Starts a script behind other words, such as nohup. */
  Process start(List<String> before, String script, String... arguments) throws IOException {
    List<String> command = new ArrayList<>(before);
    command.add(home.resolve("bin").resolve(script).toString());
    command.addAll(List.of(arguments));
    ProcessBuilder builder = new ProcessBuilder(command).directory(home.toFile());
    // What this runs with is no library of which an archive of classes could be made.
    builder.environment().put("LEVIN_CACHE_DIR", home.resolve("cache").toString());
    builder.environment().put("JAVA_HOME", System.getProperty("java.home"));
    builder.environment().put("JAVA_OPTS", javaOptions);
    return builder
        .redirectInput(ProcessBuilder.Redirect.from(Path.of("/dev/null").toFile()))
        .redirectOutput(home.resolve("out").toFile())
        .redirectError(home.resolve("err").toFile())
        .start();
  }

  /** Waits for the end. */
  Ended awaitEnd(Process process) throws Exception {
    if (!process.waitFor(SECONDS, TimeUnit.SECONDS)) {
      process.destroyForcibly();
      throw new AssertionError("the program did not end");
    }
    return new Ended(
        process.exitValue(),
        Files.readString(home.resolve("out")),
        Files.readString(home.resolve("err")));
  }
}
