package io.levin.engine.cli;

import io.levin.base.Cancellation;
import io.levin.base.ErrorCode;
import io.levin.base.ImportException;
import io.levin.base.Redaction;
import io.levin.config.Config;
import io.levin.config.TaskConfigs;
import io.levin.engine.Import;
import io.levin.engine.log.FailureText;
import io.levin.engine.status.StatusPages;
import io.levin.engine.status.Tasks;
import io.levin.storage.LocalLocation;
import io.levin.storage.StorageLocation;
import java.io.PrintStream;
import java.nio.file.Files;
import java.util.concurrent.CancellationException;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * {@code lightning.server-mode}: waits for tasks that are posted to the status port and imports one
 * after the other, until a signal ends it. A task that fails ends only itself.
 */
final class TaskServer {
  private static final Logger LOG = LoggerFactory.getLogger(TaskServer.class);

  private final Config process;
  private final TaskConfigs configs;
  private final Redaction redaction;
  private final PrintStream out;
  private final PrintStream err;
  private final Tasks tasks = new Tasks();

  /**
   * @param process what the server itself was configured with
   * @param configs makes the configurations of tasks
   */
  TaskServer(Config process, TaskConfigs configs, PrintStream out, PrintStream err) {
    this.process = process;
    this.configs = configs;
    this.redaction = process.security().redaction();
    this.out = out;
    this.err = err;
  }

  /**
   * Serves until cancelled.
   *
   * @return the exit code: not 0 when a task was at work or waited
   * @throws ImportException when the port cannot be had
   */
  int serve(Cancellation stop) {
    try (StatusPort port = StatusPort.open(process, new StatusPages(tasks, this::read), err)) {
      LOG.atInfo()
          .addKeyValue("address", port.address())
          .log("Lightning server is running, post to /tasks to start an import task");
      while (true) {
        Tasks.Running task;
        try {
          task = tasks.take(stop);
        } catch (CancellationException e) {
          return ended(!tasks.areWaiting());
        }
        run(task, stop);
        if (stop.isCancelled()) {
          return ended(false);
        }
      }
    }
  }

  private int ended(boolean finished) {
    LOG.atInfo().addKeyValue("finished", finished).log("tidb lightning exit");
    out.println(finished ? "tidb lightning exit successfully" : "tidb lightning canceled");
    return finished ? ExitCode.OK : ExitCode.FAILED;
  }

  private Config read(String toml) {
    Config config = configs.task(toml);
    if (config.security().redactInfoLog() && !redaction.on()) {
      throw invalid(
          "security.redact-info-log is of the whole process",
          "start the server with -redact-info-log");
    }
    try {
      StorageLocation source = StorageLocation.parse(config.mydumper().dataSourceDir());
      if (source instanceof LocalLocation local && !Files.isDirectory(local.path())) {
        throw invalid(
            "'" + local.path() + "': `mydumper.data-source-dir` does not exist",
            "give a folder of this machine or the address of a bucket");
      }
    } catch (ImportException e) {
      throw e.code() == ErrorCode.UNCODED
          ? e
          : new ImportException(
              ErrorCode.UNCODED,
              "invalid task configuration: " + e.code() + e.problem(),
              e.remedy(),
              e);
    }
    return config;
  }

  private static ImportException invalid(String problem, String remedy) {
    return new ImportException(
        ErrorCode.UNCODED,
        "invalid task configuration: " + ErrorCode.INVALID_CONFIG + problem,
        remedy);
  }

  private void run(Tasks.Running task, Cancellation stop) {
    Config config = task.config();
    LOG.atInfo().addKeyValue("task", task.id()).addKeyValue("cfg", Tasks.json(config)).log("cfg");
    config.warnings().forEach(LOG::warn);
    String failure = null;
    try (Cancellation.Registration unused =
            stop.onCancel(() -> task.cancellation().cancel(stop.reason()));
        TerminalProgress terminal = TerminalProgress.start(out, task.progress(), config)) {
      new Import(config, task.progress(), task.cancellation(), terminal.printer()).run();
    } catch (CancellationException e) {
      Throwable reason = task.cancellation().reason();
      if (reason == null) {
        // Something ended as cancelled though nobody asked for it.
        failure = failed(task, e);
      } else {
        failure = String.valueOf(reason.getMessage());
        LOG.atInfo().addKeyValue("task", task.id()).log("tidb lightning canceled");
      }
    } catch (RuntimeException e) {
      failure = failed(task, e);
    }
    tasks.ended(failure);
  }

  private String failed(Tasks.Running task, RuntimeException e) {
    LOG.atError()
        .addKeyValue("task", task.id())
        .setCause(e)
        .log("tidb lightning encountered error");
    return new FailureText(redaction).of(e);
  }
}
