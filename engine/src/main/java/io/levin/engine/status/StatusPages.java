package io.levin.engine.status;

import io.levin.base.ImportException;
import io.levin.config.Config;
import io.levin.engine.log.LogFile;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.Map;
import java.util.function.Function;
import java.util.function.LongFunction;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;

/**
 * What the status port answers: the paths, methods and texts of the original. Tasks can be posted
 * to a server of tasks only. Thread-safe.
 */
public final class StatusPages {
  private static final Pattern LEVEL =
      Pattern.compile("\\{\\s*\"level\"\\s*:\\s*\"([^\"]*)\"\\s*\\}");
  private static final int MOST_BODY = 1 << 20;
  private static final int MOST_TASK = 16 << 20;
  private static final String METRICS = "text/plain; version=0.0.4; charset=utf-8";

  private final Tasks tasks;
  private final Function<String, Config> reader;

  /**
   * @param reader makes the configuration of a task from the TOML that was posted, throwing {@link
   *     ImportException} for a wrong one; null where tasks cannot be posted
   */
  public StatusPages(Tasks tasks, Function<String, Config> reader) {
    this.tasks = tasks;
    this.reader = reader;
  }

  Answer answer(String method, URI uri, InputStream body) throws IOException {
    String path = uri.getPath();
    if (path.startsWith("/debug/")) {
      return debug(path);
    }
    if (path.equals("/tasks") || path.startsWith("/tasks/")) {
      return tasks(method, path.substring("/tasks".length()).replaceFirst("^/", ""), body);
    }
    return switch (path) {
      case "/metrics" -> new Answer(200, METRICS, Map.of(), MetricsText.of(tasks.measured()));
      case "/progress/task" ->
          Answer.json(tasks.progress().map(ProgressJson::task).orElseGet(ProgressJson::nothing));
      case "/progress/table" -> ProgressJson.table(tasks.progress(), uri.getRawQuery());
      case "/pause" -> pause(method);
      case "/resume" -> resume(method);
      case "/loglevel" -> logLevel(method, body);
      case "/web/" -> new Answer(200, "text/html; charset=utf-8", Map.of(), WebPage.HTML);
      default -> Answer.redirect("/web/");
    };
  }

  private Answer tasks(String method, String rest, InputStream body) throws IOException {
    return switch (method) {
      case "GET" ->
          rest.isEmpty()
              ? Answer.json(tasks.json())
              : ofTask(rest, id -> tasks.configuration(id).map(Answer::json).orElse(null));
      case "DELETE" -> ofTask(rest, id -> tasks.cancel(id) ? Answer.json("{}") : null);
      case "POST" -> reader == null ? notAServer() : post(body);
      case "PATCH" -> reader == null ? notAServer() : patch(rest);
      default ->
          Answer.notAllowed(
              "GET, POST, DELETE, PATCH", "only GET, POST, DELETE and PATCH are allowed");
    };
  }

  private static Answer notAServer() {
    return Answer.error(501, "server-mode not enabled");
  }

  private Answer post(InputStream body) throws IOException {
    byte[] toml = body.readNBytes(MOST_TASK + 1);
    if (toml.length > MOST_TASK) {
      // Who sends must come to its end before it listens.
      body.transferTo(OutputStream.nullOutputStream());
      return Answer.error(400, "cannot read request: it has more than " + MOST_TASK + " bytes");
    }
    try {
      Config config = reader.apply(new String(toml, StandardCharsets.UTF_8));
      return Answer.json("{\"id\":" + tasks.add(config) + "}\n");
    } catch (ImportException e) {
      return Answer.error(400, e.getMessage());
    }
  }

  private Answer patch(String rest) {
    int slash = rest.indexOf('/');
    String action = slash < 0 ? "" : rest.substring(slash + 1);
    return ofTask(
        slash < 0 ? rest : rest.substring(0, slash),
        id ->
            switch (action) {
              case "front", "back" ->
                  tasks.move(id, action.equals("front")) ? Answer.json("{}") : null;
              default -> Answer.error(400, "unknown patch action");
            });
  }

  /** What is said of a task; the answer that there is none where that is null. */
  private static Answer ofTask(String id, LongFunction<Answer> then) {
    long number;
    try {
      number = Long.parseLong(id);
    } catch (NumberFormatException e) {
      return Answer.error(
          400, "invalid task ID: strconv.ParseInt: parsing \"" + id + "\": invalid syntax");
    }
    Answer answer = then.apply(number);
    return answer == null ? Answer.error(404, "task ID not found") : answer;
  }

  private Answer pause(String method) {
    return switch (method) {
      case "GET" -> Answer.json("{\"paused\":" + tasks.pause().isOn() + "}");
      case "PUT" -> {
        tasks.pause().begin();
        yield Answer.json("{}");
      }
      default -> Answer.notAllowed("GET, PUT", "only GET and PUT are allowed");
    };
  }

  private Answer resume(String method) {
    if (!method.equals("PUT")) {
      return Answer.notAllowed("PUT", "only PUT is allowed");
    }
    tasks.pause().end();
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
