package io.levin.engine.cli;

import io.levin.base.ImportException;
import io.levin.config.ByteSize;
import io.levin.config.ConfigLoader;
import io.levin.config.Flags;
import io.levin.config.ImportFlags;
import io.levin.config.ProcessMemory;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;

/**
 * Prints the options of an import's JVM that follow from {@code levin.memory-budget}, on one line.
 * The start script asks with the import's own arguments, because a heap cannot be bounded once it
 * is there.
 */
public final class JvmOptionsMain {
  private JvmOptionsMain() {}

  /** Prints the options for the import with these arguments. */
  public static void main(String[] arguments) {
    System.out.println(String.join(" ", options(Arrays.asList(arguments))));
  }

  static List<String> options(List<String> arguments) {
    ProcessMemory memory = ProcessMemory.of(budget(arguments));
    return List.of(
        "-Xmx" + memory.heap() / ByteSize.MIB + "m",
        "-XX:MaxDirectMemorySize=" + memory.direct() / ByteSize.MIB + "m");
  }

  /** What is wrong with the arguments or the file, the import itself will say. */
  private static long budget(List<String> arguments) {
    long machine = Machine.memoryBytes();
    try {
      Flags flags = Flags.parse(ImportFlags.definitions(), arguments);
      Path file = Path.of(flags.text("config").orElse(""));
      // To read a whole configuration takes a while, and most say nothing about it.
      if (Files.isRegularFile(file) && Files.readString(file).contains("memory-budget")) {
        return new ConfigLoader(Machine.processors(), machine).load(flags).levin().memoryBudget();
      }
      return ConfigLoader.defaultMemoryBudget(machine);
    } catch (Flags.FlagException | ImportException | IOException | IllegalArgumentException e) {
      return ConfigLoader.defaultMemoryBudget(machine);
    }
  }
}
