package io.levin.playground.sample;

import java.io.IOException;
import java.nio.file.Path;
import java.util.Locale;
import java.util.concurrent.Callable;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** {@code levin sample}: writes the sample dump into a folder. */
@Command(
    name = "levin sample",
    mixinStandardHelpOptions = true,
    description = "Writes a deterministic dump of a shop, as Dumpling would.")
public final class SampleMain implements Callable<Integer> {
  @Parameters(index = "0", paramLabel = "DIR", description = "The folder to write to.")
  private Path directory;

  @Option(
      names = "--scale",
      defaultValue = "1.0",
      description = "Size as a multiple of about 65 MB (default ${DEFAULT-VALUE}).")
  private double scale;

  @Option(
      names = "--seed",
      defaultValue = "42",
      description = "The same seed gives the same dump (default ${DEFAULT-VALUE}).")
  private long seed;

  /** Runs the command. */
  public static void main(String[] arguments) {
    System.exit(new CommandLine(new SampleMain()).execute(arguments));
  }

  @Override
  public Integer call() throws IOException {
    long bytes = new ShopDump(directory, scale, seed).write();
    System.out.printf(Locale.ROOT, "Wrote %,d bytes to %s%n", bytes, directory);
    return 0;
  }
}
