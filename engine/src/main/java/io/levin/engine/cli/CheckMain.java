package io.levin.engine.cli;

import ch.qos.logback.classic.Level;
import io.levin.base.ImportException;
import io.levin.base.Redaction;
import io.levin.config.Config;
import io.levin.config.ConfigLoader;
import io.levin.config.Flags;
import io.levin.config.Flags.Definition;
import io.levin.config.Flags.Kind;
import io.levin.config.ImportFlags;
import io.levin.engine.check.CheckOptions;
import io.levin.engine.check.CheckReport;
import io.levin.engine.check.DumpCheck;
import io.levin.engine.check.ReportJson;
import io.levin.engine.check.ReportText;
import io.levin.engine.log.LogFile;
import java.io.IOException;
import java.io.PrintStream;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/**
 * {@code levin check}: what an import would do and what is wrong with its source, without a
 * cluster. Takes the flags of {@code tidb-lightning} and a few of its own.
 */
public final class CheckMain {
  private static final String PROGRAM = "levin check";

  private final PrintStream out;
  private final PrintStream err;

  /** Prints to the given streams. */
  public CheckMain(PrintStream out, PrintStream err) {
    this.out = out;
    this.err = err;
  }

  /** Runs a check and ends the process with its exit code. */
  public static void main(String[] arguments) {
    int code =
        ExitCode.of(
            () -> new CheckMain(System.out, System.err).run(Arrays.asList(arguments)), System.err);
    System.out.flush();
    System.exit(code);
  }

  /** All flags. */
  static List<Definition> definitions() {
    List<Definition> all = new ArrayList<>(ImportFlags.definitions());
    all.add(Definition.of("json", Kind.BOOLEAN, "print the report as JSON"));
    all.add(Definition.of("verbose", Kind.BOOLEAN, "print all tables and findings"));
    all.add(
        Definition.of(
            "sample-files",
            Kind.TEXT,
            "data files to read of each table, 0 for all (default "
                + CheckOptions.DEFAULT_FILES
                + ")"));
    all.add(
        Definition.of(
            "sample-rows",
            Kind.TEXT,
            "rows to read of each of them, 0 for all (default " + CheckOptions.DEFAULT_ROWS + ")"));
    return all;
  }

  /**
   * Runs a check.
   *
   * @return 0 when an import would find nothing wrong with what was read, 1 when it would, 2 for a
   *     wrong command line or a file that is no TOML, 3 for a defect
   */
  public int run(List<String> arguments) {
    Invocation invocation = Invocation.of(PROGRAM, definitions(), arguments, out, err);
    if (invocation.ends()) {
      return invocation.code();
    }
    Flags flags = invocation.flags();
    CheckOptions options;
    try {
      options =
          new CheckOptions(
              (int) count(flags, "sample-files", CheckOptions.DEFAULT_FILES),
              count(flags, "sample-rows", CheckOptions.DEFAULT_ROWS));
    } catch (IllegalArgumentException e) {
      return Invocation.wrong(e.getMessage(), PROGRAM, definitions(), out, err);
    }
    // What is worth knowing is in the report.
    LogFile.attach(err, Level.ERROR, Redaction.OFF);
    Config config = null;
    try {
      config = new ConfigLoader(Machine.processors(), Machine.memoryBytes()).load(complete(flags));
      LogFile.attach(err, Level.ERROR, config.security().redaction());
      return report(new DumpCheck(config, options).run(), flags);
    } catch (ImportException e) {
      if (LightningMain.BEFORE_THE_TASK.contains(e.code())) {
        out.println(e.getMessage());
        return ExitCode.USAGE;
      }
      return ExitCode.told("", e, config, err);
    } catch (RuntimeException | Error e) {
      return ExitCode.told("", e, config, err);
    }
  }

  /** Without a file, {@code -d} alone is enough: nothing is imported. */
  private static Flags complete(Flags flags) {
    return flags.text("config").isPresent()
        ? flags
        : flags.orElse("backend", "local").orElse("sorted-kv-dir", ".");
  }

  private int report(CheckReport report, Flags flags) {
    if (flags.isSet("json")) {
      try {
        ReportJson.write(report, out);
      } catch (IOException e) {
        err.println("cannot write the report: " + e.getMessage());
        return ExitCode.FAILED;
      }
    } else {
      out.print(ReportText.of(report, flags.isSet("verbose")));
    }
    return report.ok() ? ExitCode.OK : ExitCode.FAILED;
  }

  private static long count(Flags flags, String name, long fallback) {
    String text = flags.text(name).orElse(String.valueOf(fallback));
    try {
      long value = Long.parseLong(text);
      if (value >= 0 && value <= Integer.MAX_VALUE) {
        return value;
      }
    } catch (NumberFormatException e) {
      // The message below says it for numbers out of range as well.
    }
    throw new IllegalArgumentException(
        "invalid value \"" + text + "\" for flag -" + name + ": parse error");
  }
}
