package io.levin.engine.cli;

import io.levin.base.ImportException;
import io.levin.config.ByteSize;
import io.levin.config.ConfigLoader;
import io.levin.config.Flags;
import io.levin.config.ImportFlags;
import io.levin.config.ProcessMemory;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.regex.Pattern;

/**
 * Prints the options of an import's JVM that follow from {@code levin.memory-budget} and from the
 * size of its source, on one line. The start script asks with the import's own arguments, because a
 * heap cannot be bounded, and a compiler not be chosen, once the JVM is there. What {@code
 * JAVA_OPTS} says itself is left out.
 */
public final class JvmOptionsMain {
  private static final List<String> OF_HEAP = List.of("-Xmx", "MaxHeapSize", "MaxRAMPercentage");
  private static final List<String> OF_COMPILERS =
      List.of("TieredStopAtLevel", "TieredCompilation", "-Xint", "CompilationMode");

  private static final Pattern SERVER =
      Pattern.compile("(?m)^\\s*(?:lightning\\.)?server-mode\\s*=\\s*true");

  private JvmOptionsMain() {}

  /** Prints the options for the import with these arguments. */
  public static void main(String[] arguments) {
    String given = Optional.ofNullable(System.getenv("JAVA_OPTS")).orElse("");
    System.out.println(String.join(" ", options(Arrays.asList(arguments), given)));
  }

  /**
   * The options for an import.
   *
   * @param given the options that a user has chosen
   */
  static List<String> options(List<String> arguments, String given) {
    Flags flags = null;
    String toml = "";
    try {
      flags = Flags.parse(ImportFlags.definitions(), arguments);
      Path file = Path.of(flags.text("config").orElse(""));
      toml = Files.isRegularFile(file) ? Files.readString(file) : "";
    } catch (Flags.FlagException | IOException | InvalidPathException e) {
      // What is wrong with the arguments or the file, the import itself will say.
      toml = "";
    }
    List<String> options = new ArrayList<>();
    if (OF_HEAP.stream().noneMatch(given::contains)) {
      ProcessMemory memory = ProcessMemory.of(budget(flags, toml));
      options.add("-Xmx" + memory.heap() / ByteSize.MIB + "m");
      options.add("-XX:MaxDirectMemorySize=" + memory.direct() / ByteSize.MIB + "m");
    }
    if (OF_COMPILERS.stream().noneMatch(given::contains) && isSmall(flags, toml)) {
      options.add("-XX:TieredStopAtLevel=1");
    }
    return options;
  }

  private static long budget(Flags flags, String toml) {
    long machine = Machine.memoryBytes();
    // To read a whole configuration takes a while, and most say nothing about it.
    if (flags != null && toml.contains("memory-budget")) {
      try {
        return new ConfigLoader(Machine.processors(), machine).load(flags).levin().memoryBudget();
      } catch (ImportException | IllegalArgumentException e) {
        return ConfigLoader.defaultMemoryBudget(machine);
      }
    }
    return ConfigLoader.defaultMemoryBudget(machine);
  }

  /** A server's tasks are not known when it starts. */
  private static boolean isSmall(Flags flags, String toml) {
    if (flags == null || flags.isSet("server-mode") || SERVER.matcher(toml).find()) {
      return false;
    }
    try {
      Optional<String> url = flags.text("d").or(() -> SmallSource.setting(toml));
      return url.flatMap(SmallSource::local).filter(SmallSource::isIn).isPresent();
    } catch (InvalidPathException e) {
      return false;
    }
  }
}
