package io.levin.engine.log;

import io.levin.base.ErrorCode;
import io.levin.base.ImportException;
import io.levin.base.Redaction;
import io.levin.kv.RowException;
import java.io.UncheckedIOException;
import java.sql.SQLException;
import java.util.Collections;
import java.util.IdentityHashMap;
import java.util.Set;
import java.util.concurrent.CancellationException;

/**
 * What a failure shows of itself: its class and the places in the program always, its message
 * unless that may quote values of rows where these must not show ({@code
 * security.redact-info-log}). Levin's own messages leave them out by themselves; what TiDB refuses,
 * and what the JDK's parsers of numbers and dates take offense at, is quoted.
 *
 * @param redaction what the text may show
 */
public record FailureText(Redaction redaction) {
  private static final String OF_THE_JDK = "java.";

  /** The failure for people, in one line, with the code that every error has. */
  public String of(Throwable failure) {
    return redaction.keys(
        failure instanceof ImportException
            ? failure.getMessage()
            : ErrorCode.UNKNOWN + messageOr(failure.getClass().getSimpleName(), failure));
  }

  /** The message, or the name of the class where there is none to show. */
  public String message(Throwable failure) {
    return messageOr(failure.getClass().getName(), failure);
  }

  /** Classes, messages and places of a failure and of what caused it, each on a line. */
  public String stack(Throwable failure) {
    StringBuilder out = new StringBuilder();
    Set<Throwable> seen = Collections.newSetFromMap(new IdentityHashMap<>());
    for (Throwable at = failure; at != null && seen.add(at); at = at.getCause()) {
      out.append(at == failure ? "" : "Caused by: ").append(at.getClass().getName());
      String message = messageOr("", at);
      out.append(message.isEmpty() ? "" : ": " + message).append('\n');
      for (StackTraceElement place : at.getStackTrace()) {
        out.append("\tat ").append(place).append('\n');
      }
    }
    return redaction.keys(out.toString());
  }

  private String messageOr(String other, Throwable failure) {
    return failure.getMessage() == null || redaction.on() && mayQuoteRows(failure)
        ? other
        : failure.getMessage();
  }

  private static boolean mayQuoteRows(Throwable failure) {
    if (failure instanceof SQLException || failure instanceof RowException) {
      return true;
    }
    return failure instanceof RuntimeException
        && failure.getClass().getName().startsWith(OF_THE_JDK)
        && !(failure instanceof IllegalStateException
            || failure instanceof CancellationException
            || failure instanceof UncheckedIOException);
  }
}
