package io.levin.engine.status;

import io.levin.base.Cancellation;
import io.levin.engine.log.LogFile;
import io.levin.engine.progress.Progress;
import java.io.IOException;
import java.io.InputStream;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.Map;
import java.util.concurrent.CancellationException;
import java.util.function.Supplier;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;

/**
 * What the status port answers: the paths, methods and texts of the original, for the one task that
 * a command line runs. Thread-safe.
 */
public final class StatusPages {
  private static final Pattern LEVEL =
      Pattern.compile("\\{\\s*\"level\"\\s*:\\s*\"([^\"]*)\"\\s*\\}");
  private static final int MOST_BODY = 1 << 20;
  private static final String METRICS = "text/plain; version=0.0.4; charset=utf-8";

  private final long taskId;
  private final String configuration;
  private final Progress progress;
  private final Cancellation cancellation;

  /**
   * @param taskId a number that names the task
   * @param configuration of the task as JSON, without secrets
   * @param cancellation ends the task
   */
  public StatusPages(
      long taskId, String configuration, Progress progress, Cancellation cancellation) {
    this.taskId = taskId;
    this.configuration = configuration;
    this.progress = progress;
    this.cancellation = cancellation;
  }

  Answer answer(String method, URI uri, InputStream body) throws IOException {
    String path = uri.getPath();
    if (path.startsWith("/debug/")) {
      return debug(path);
    }
    if (path.equals("/tasks") || path.startsWith("/tasks/")) {
      return tasks(method, path.substring("/tasks".length()));
    }
    return switch (path) {
      case "/metrics" -> new Answer(200, METRICS, Map.of(), MetricsText.of(progress));
      case "/progress/task" -> Answer.json(ProgressJson.task(progress));
      case "/progress/table" -> ProgressJson.table(progress, uri.getRawQuery());
      case "/pause" -> pause(method);
      case "/resume" -> resume(method);
      case "/loglevel" -> logLevel(method, body);
      case "/web/" -> new Answer(200, "text/html; charset=utf-8", Map.of(), WebPage.HTML);
      default -> Answer.redirect("/web/");
    };
  }

  private Answer tasks(String method, String rest) {
    boolean whole = rest.isEmpty() || rest.equals("/");
    switch (method) {
      case "GET" -> {
        if (whole) {
          String current = progress.hasEnded() ? "null" : Long.toString(taskId);
          return Answer.json("{\"current\":" + current + ",\"queue\":[]}\n");
        }
        return ofTask(rest, () -> Answer.json(configuration));
      }
      case "DELETE" -> {
        return ofTask(rest, this::cancel);
      }
      case "POST", "PATCH" -> {
        return Answer.error(501, "server-mode not enabled");
      }
      default -> {
        return Answer.notAllowed(
            "GET, POST, DELETE, PATCH", "only GET, POST, DELETE and PATCH are allowed");
      }
    }
  }

  private Answer ofTask(String rest, Supplier<Answer> then) {
    String id = rest.replaceFirst("^/", "");
    long number;
    try {
      number = Long.parseLong(id);
    } catch (NumberFormatException e) {
      return Answer.error(400, "invalid task ID: " + id);
    }
    return number == taskId && !progress.hasEnded()
        ? then.get()
        : Answer.error(404, "task ID not found");
  }

  private Answer cancel() {
    cancellation.cancel(new CancellationException("stopped by DELETE /tasks/" + taskId));
    return Answer.json("{}");
  }

  private Answer pause(String method) {
    return switch (method) {
      case "GET" -> Answer.json("{\"paused\":" + progress.pause().isOn() + "}");
      case "PUT" -> {
        progress.pause().begin();
        yield Answer.json("{}");
      }
      default -> Answer.notAllowed("GET, PUT", "only GET and PUT are allowed");
    };
  }

  private Answer resume(String method) {
    if (!method.equals("PUT")) {
      return Answer.notAllowed("PUT", "only PUT is allowed");
    }
    progress.pause().end();
    return Answer.json("{}");
  }

  private static Answer logLevel(String method, InputStream body) throws IOException {
    switch (method) {
      case "GET" -> {
        return Answer.json("{\"level\":\"" + LogFile.level() + "\"}\n");
      }
      case "PUT", "POST" -> {
        String text = new String(body.readNBytes(MOST_BODY), StandardCharsets.UTF_8).strip();
        Matcher level = LEVEL.matcher(text);
        if (!level.matches()) {
          return Answer.error(400, "invalid log level: the body must be {\"level\":\"info\"}");
        }
        return LogFile.setLevel(level.group(1))
            ? Answer.json("{}")
            : Answer.error(
                400, "invalid log level: unrecognized level: \"" + level.group(1) + "\"");
      }
      default -> {
        return Answer.notAllowed("GET, PUT, POST", "only GET, PUT and POST are allowed");
      }
    }
  }

  private static Answer debug(String path) {
    if (path.equals("/debug/threads")) {
      return Answer.text(
          200,
          Thread.getAllStackTraces().entrySet().stream()
              .map(
                  entry ->
                      entry.getKey()
                          + "\n"
                          + Arrays.stream(entry.getValue())
                              .map(frame -> "\tat " + frame + "\n")
                              .collect(Collectors.joining()))
              .sorted()
              .collect(Collectors.joining("\n")));
    }
    return Answer.text(
        404,
        path
            + ": there are no Go profiles here. GET /debug/threads shows what every thread does; on"
            + " the machine, jcmd "
            + ProcessHandle.current().pid()
            + " GC.class_histogram shows the heap, and jcmd "
            + ProcessHandle.current().pid()
            + " JFR.start duration=60s filename=levin.jfr records a profile.\n");
  }
}
