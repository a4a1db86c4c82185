package io.levin.engine.log;

import ch.qos.logback.classic.Level;
import ch.qos.logback.classic.spi.ILoggingEvent;
import ch.qos.logback.classic.spi.IThrowableProxy;
import ch.qos.logback.classic.spi.ThrowableProxy;
import ch.qos.logback.core.LayoutBase;
import io.levin.base.Redaction;
import java.time.ZoneId;
import org.slf4j.event.KeyValuePair;

/**
 * One event a line: {@code [time] [LEVEL] [logger] [message] [key=value] …}, where a text that
 * holds blanks, quotes, {@code =} or brackets is written as a JSON string (TiKV RFC 18).
 */
public final class UnifiedLayout extends LayoutBase<ILoggingEvent> {
  private static final int MAX_VALUE_CHARS = 8 * 1024;

  private final Stamps stamps = new Stamps(ZoneId.systemDefault());
  private final boolean stacks;
  private final Redaction redaction;
  private final FailureText failures;

  /**
   * @param stacks whether errors carry their stack as {@code errorVerbose}
   * @param redaction what lines may show of rows
   */
  public UnifiedLayout(boolean stacks, Redaction redaction) {
    this.stacks = stacks;
    this.redaction = redaction;
    this.failures = new FailureText(redaction);
  }

  @Override
  public String doLayout(ILoggingEvent event) {
    StringBuilder out = new StringBuilder(160);
    stamps.append(out.append('['), event.getTimeStamp());
    out.append("] [");
    out.append(event.getLevel() == Level.WARN ? "WARN" : event.getLevel().toString()).append("] [");
    String logger = event.getLoggerName();
    out.append(logger.substring(logger.lastIndexOf('.') + 1)).append("] [");
    text(out, event.getFormattedMessage()).append(']');
    if (event.getKeyValuePairs() != null) {
      for (KeyValuePair pair : event.getKeyValuePairs()) {
        out.append(" [");
        text(out, pair.key).append('=');
        text(out, String.valueOf(pair.value)).append(']');
      }
    }
    IThrowableProxy thrown = event.getThrowableProxy();
    if (thrown != null) {
      Throwable failure = ((ThrowableProxy) thrown).getThrowable();
      text(out.append(" [error="), failures.message(failure)).append(']');
      if (stacks) {
        text(out.append(" [errorVerbose="), failures.stack(failure)).append(']');
      }
    }
    return redaction.keys(out.append('\n').toString());
  }

  private static StringBuilder text(StringBuilder out, String value) {
    String text =
        value.length() <= MAX_VALUE_CHARS
            ? value
            : value.substring(0, MAX_VALUE_CHARS) + "… (" + value.length() + " characters)";
    if (isBare(text)) {
      return out.append(text);
    }
    out.append('"');
    for (int i = 0; i < text.length(); i++) {
      char c = text.charAt(i);
      switch (c) {
        case '"' -> out.append("\\\"");
        case '\\' -> out.append("\\\\");
        case '\n' -> out.append("\\n");
        case '\r' -> out.append("\\r");
        case '\t' -> out.append("\\t");
        default -> {
          if (c < 0x20) {
            out.append(String.format("\\u%04x", (int) c));
          } else {
            out.append(c);
          }
        }
      }
    }
    return out.append('"');
  }

  private static boolean isBare(String text) {
    for (int i = 0; i < text.length(); i++) {
      char c = text.charAt(i);
      if (c <= 0x20 || c == '"' || c == '=' || c == '[' || c == ']') {
        return false;
      }
    }
    return true;
  }
}
