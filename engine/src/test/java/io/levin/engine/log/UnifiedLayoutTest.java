package io.levin.engine.log;

import static org.assertj.core.api.Assertions.assertThat;

import ch.qos.logback.classic.Level;
import ch.qos.logback.classic.Logger;
import ch.qos.logback.classic.LoggerContext;
import ch.qos.logback.classic.spi.LoggingEvent;
import io.levin.base.Redaction;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.slf4j.event.KeyValuePair;

/** Lines as TiDB's programs write them: one event is one line, whatever its values hold. */
class UnifiedLayoutTest {
  private final Logger logger = new LoggerContext().getLogger("io.levin.engine.Import");

  private String line(Level level, String message, Throwable failure, KeyValuePair... pairs) {
    LoggingEvent event = new LoggingEvent("", logger, level, message, failure, null);
    event.setTimeStamp(1_700_000_000_123L);
    event.setKeyValuePairs(List.of(pairs));
    return new UnifiedLayout(false, Redaction.OFF).doLayout(event);
  }

  @Test
  void textsAreBareOrJsonStringsAndTheLineIsOne() {
    String line =
        line(
            Level.WARN,
            "restore table",
            null,
            new KeyValuePair("table", "`a`.`b`"),
            new KeyValuePair("count", 7),
            new KeyValuePair("empty", ""),
            new KeyValuePair("value", "a=\"1\" [x]\n\t\\\u0001é"));
    assertThat(line)
        .matches(
            "(?s)\\[\\d{4}/\\d\\d/\\d\\d \\d\\d:\\d\\d:\\d\\d\\.123 [+-]\\d\\d:\\d\\d\\] \\[WARN\\]"
                + " \\[Import\\] .*\n")
        .contains(
            "] [\"restore table\"] [table=`a`.`b`] [count=7] [empty=]"
                + " [value=\"a=\\\"1\\\" [x]\\n\\t\\\\\\u0001é\"]\n");
    assertThat(line.indexOf('\n')).isEqualTo(line.length() - 1);
  }

  @Test
  void anErrorIsAFieldAndLongValuesAreCut() {
    String line =
        line(
            Level.ERROR,
            "failed",
            new IllegalStateException("no = way"),
            new KeyValuePair("sql", "x".repeat(9000)));
    assertThat(line)
        .contains("] [failed] [sql=\"", "… (9000 characters)\"] [error=\"no = way\"]\n")
        .doesNotContain("errorVerbose");
  }
}
