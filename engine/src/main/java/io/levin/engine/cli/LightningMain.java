package io.levin.engine.cli;

import io.levin.base.Cancellation;
import io.levin.base.ErrorCode;
import io.levin.base.ImportException;
import io.levin.config.Config;
import io.levin.config.ConfigLoader;
import io.levin.config.Flags;
import io.levin.config.ImportFlags;
import io.levin.config.TaskConfigs;
import io.levin.engine.Import;
import io.levin.engine.log.LogFile;
import io.levin.engine.progress.ImportReport;
import io.levin.engine.progress.Progress;
import io.levin.engine.status.StatusPages;
import io.levin.engine.status.Tasks;
import java.io.PrintStream;
import java.security.SecureRandom;
import java.util.Arrays;
import java.util.List;
import java.util.Set;
import java.util.concurrent.CancellationException;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** {@code tidb-lightning}: one import, from the command line to the exit code. */
public final class LightningMain {
  /** Faults of the file that are found before there is a task. */
  static final Set<ErrorCode> BEFORE_THE_TASK =
      Set.of(ErrorCode.READ_CONFIG_FILE, ErrorCode.PARSE_CONFIG_FILE);

  private final PrintStream out;
  private final PrintStream err;

  /** Prints to the given streams. */
  public LightningMain(PrintStream out, PrintStream err) {
    this.out = out;
    this.err = err;
  }

  /** Runs an import and ends the process with its exit code. */
  public static void main(String[] arguments) {
    Cancellation cancellation = new Cancellation();
    StopSignals.install(cancellation, System.err);
    int code =
        ExitCode.of(
            () ->
                new LightningMain(System.out, System.err)
                    .run(Arrays.asList(arguments), cancellation),
            System.err);
    System.out.flush();
    System.err.flush();
    System.exit(code);
  }

  /**
   * Runs one import.
   *
   * @return the exit code
   */
  public int run(List<String> arguments, Cancellation cancellation) {
    Invocation invocation =
        Invocation.of("tidb-lightning", ImportFlags.definitions(), arguments, out, err);
    if (invocation.ends()) {
      return invocation.code();
    }
    Flags flags = invocation.flags();
    ConfigLoader loader = new ConfigLoader(Machine.processors(), Machine.memoryBytes());
    Config config;
    try {
      config = loader.loadProcess(flags);
    } catch (ImportException e) {
      out.println(e.getMessage());
      return ExitCode.USAGE;
    }
    try {
      if (config.lightning().serverMode()) {
        return serve(config, loader.tasks(flags), cancellation);
      }
      config = loader.load(flags);
    } catch (ImportException e) {
      if (BEFORE_THE_TASK.contains(e.code())) {
        out.println(e.getMessage());
        return ExitCode.USAGE;
      }
      return failed(e, null);
    }
    return openLog(config) ? run(config, cancellation) : ExitCode.FAILED;
  }

  private int serve(Config process, TaskConfigs tasks, Cancellation cancellation) {
    if (!openLog(process)) {
      return ExitCode.FAILED;
    }
    try {
      return new TaskServer(process, tasks, out, err).serve(cancellation);
    } catch (RuntimeException | Error e) {
      return failed(e, process);
    }
  }

  private boolean openLog(Config config) {
    LogFile.Opened opened;
    try {
      opened = LogFile.open(config, out);
      if (!opened.path().equals("-")) {
        out.println("Verbose debug logs will be written to " + opened.path());
        out.println();
      }
    } catch (ImportException e) {
      out.println("Failed to initialize environment: " + e.getMessage());
      return false;
    }
    Logger log = LoggerFactory.getLogger(LightningMain.class);
    log.atInfo()
        .addKeyValue("release-version", Version.release())
        .addKeyValue("java-version", System.getProperty("java.version"))
        .log("Welcome to TiDB-Lightning");
    if (opened.shared()) {
      String text =
          "another running instance writes into log file "
              + opened.path()
              + " too: give every instance a lightning.file (-log-file) of its own";
      log.warn(text);
      out.println(text);
    }
    return true;
  }

  private int run(Config config, Cancellation cancellation) {
    Logger log = LoggerFactory.getLogger(LightningMain.class);
    config.warnings().forEach(log::warn);
    long taskId = new SecureRandom().nextLong(Long.MAX_VALUE) + 1;
    Tasks tasks = new Tasks();
    Progress progress = tasks.begin(taskId, config, cancellation).progress();
    boolean complete;
    try {
      log.atInfo().addKeyValue("cfg", Tasks.json(config)).log("cfg");
      try (StatusPort port = StatusPort.open(config, new StatusPages(tasks, null), err);
          TerminalProgress terminal = TerminalProgress.start(out, progress, config)) {
        complete = new Import(config, progress, cancellation, terminal.printer()).run();
      }
    } catch (CancellationException e) {
      log.atInfo().addKeyValue("finished", false).log("tidb lightning exit");
      out.println("tidb lightning canceled");
      return ExitCode.FAILED;
    } catch (RuntimeException | Error e) {
      log.atInfo().addKeyValue("finished", false).log("tidb lightning exit");
      return failed(e, config);
    }
    tasks.ended(null);
    log.atInfo().addKeyValue("finished", complete).log("tidb lightning exit");
    if (Boolean.getBoolean("levin.terminal") || Boolean.getBoolean("levin.report")) {
      out.println();
      out.println(ImportReport.of(progress));
    }
    out.println(
        complete
            ? "tidb lightning exit successfully"
            : "tidb lightning exit: others go on with the import");
    return ExitCode.OK;
  }

  private int failed(Throwable failure, Config config) {
    if (config != null) {
      LoggerFactory.getLogger(LightningMain.class)
          .error("tidb lightning encountered error stack info", failure);
    }
    return ExitCode.told("tidb lightning encountered error: ", failure, config, err);
  }
}
