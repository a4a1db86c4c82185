package io.levin.engine.log;

import ch.qos.logback.classic.Level;
import ch.qos.logback.classic.Logger;
import ch.qos.logback.classic.LoggerContext;
import ch.qos.logback.classic.spi.ILoggingEvent;
import ch.qos.logback.core.OutputStreamAppender;
import ch.qos.logback.core.encoder.LayoutWrappingEncoder;
import io.levin.base.ErrorCode;
import io.levin.base.ImportException;
import io.levin.base.Redaction;
import io.levin.base.Ticker;
import io.levin.config.Config;
import io.levin.storage.DurableFiles;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.ZonedDateTime;
import java.time.format.DateTimeFormatter;
import java.util.Locale;
import org.slf4j.LoggerFactory;

/** Sends the process's log where {@code [lightning]} says. */
public final class LogFile {
  private static final DateTimeFormatter STAMP =
      DateTimeFormatter.ofPattern("yyyy-MM-dd'T'HH.mm.ssXX");

  private LogFile() {}

  /**
   * A log.
   *
   * @param path that is written to, or {@code -} for standard output
   * @param shared whether another process writes into the same file
   */
  public record Opened(String path, boolean shared) {}

  /**
   * Opens the log.
   *
   * @throws ImportException when the file cannot be opened
   */
  public static Opened open(Config whole, OutputStream standardOutput) {
    Config.Lightning config = whole.lightning();
    String file = config.file();
    if (file.isEmpty()) {
      file =
          Path.of(System.getProperty("java.io.tmpdir"))
              .resolve("lightning.log." + STAMP.format(ZonedDateTime.now()))
              .toString();
    }
    OutputStream out;
    boolean shared = false;
    if (file.equals("-")) {
      out = standardOutput;
    } else {
      Path path = Path.of(file).toAbsolutePath();
      prepare(path);
      try {
        RotatingFile rotating =
            new RotatingFile(
                path,
                (long) config.maxSizeMib() << 20,
                config.maxDays(),
                config.maxBackups(),
                Ticker.system());
        shared = rotating.isShared();
        out = rotating;
      } catch (IOException e) {
        throw cannot("cannot open log file " + file + ": " + e.getMessage(), e);
      }
    }
    attach(out, level(config.level()), whole.security().redaction());
    return new Opened(file, shared);
  }

  private static void prepare(Path path) {
    if (Files.isDirectory(path)) {
      throw cannot("can't use directory as log file name: " + path, null);
    }
    try {
      DurableFiles.onDisk().createDirectories(path.getParent());
    } catch (IOException e) {
      throw cannot(
          "cannot create log directory: mkdir " + path.getParent() + ": " + e.getMessage(), e);
    }
  }

  private static ImportException cannot(String problem, IOException cause) {
    return new ImportException(
        ErrorCode.INVALID_ARGUMENT,
        problem,
        "set lightning.file or -log-file to a path that can be written",
        cause);
  }

  /** The level in force, such as {@code info}. */
  public static String level() {
    return own().getEffectiveLevel().toString().toLowerCase(Locale.ROOT);
  }

  /**
   * Sets the level.
   *
   * @param name {@code debug info warn error}, or a word of the original for what is worse than an
   *     error, which is {@code error} here
   * @return false when there is no such level
   */
  public static boolean setLevel(String name) {
    switch (name.toLowerCase(Locale.ROOT)) {
      case "debug" -> own().setLevel(Level.DEBUG);
      case "info" -> own().setLevel(Level.INFO);
      case "warn", "warning" -> own().setLevel(Level.WARN);
      case "error", "dpanic", "panic", "fatal" -> own().setLevel(Level.ERROR);
      default -> {
        return false;
      }
    }
    return true;
  }

  private static Logger own() {
    return ((LoggerContext) LoggerFactory.getILoggerFactory()).getLogger("io.levin");
  }

  /**
   * Sends log lines of the given level and above to a stream.
   *
   * @param redaction what they may show of rows
   */
  public static void attach(OutputStream out, Level level, Redaction redaction) {
    LoggerContext context = (LoggerContext) LoggerFactory.getILoggerFactory();
    context.reset();
    UnifiedLayout layout = new UnifiedLayout(!level.isGreaterOrEqual(Level.INFO), redaction);
    layout.setContext(context);
    layout.start();
    LayoutWrappingEncoder<ILoggingEvent> encoder = new LayoutWrappingEncoder<>();
    encoder.setContext(context);
    encoder.setCharset(StandardCharsets.UTF_8);
    encoder.setLayout(layout);
    encoder.start();
    OutputStreamAppender<ILoggingEvent> appender = new OutputStreamAppender<>();
    appender.setContext(context);
    appender.setEncoder(encoder);
    appender.setOutputStream(out);
    appender.start();
    Logger root = context.getLogger(Logger.ROOT_LOGGER_NAME);
    root.setLevel(Level.WARN);
    root.addAppender(appender);
    own().setLevel(level);
  }

  private static Level level(String name) {
    return switch (name) {
      case "debug" -> Level.DEBUG;
      case "warn" -> Level.WARN;
      case "error", "fatal" -> Level.ERROR;
      default -> Level.INFO;
    };
  }
}
