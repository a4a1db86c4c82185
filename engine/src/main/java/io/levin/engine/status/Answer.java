package io.levin.engine.status;

import com.fasterxml.jackson.core.io.JsonStringEncoder;
import java.util.Map;

/**
 * What a page answers.
 *
 * @param status of HTTP
 * @param type of the content
 * @param headers further ones
 */
record Answer(int status, String type, Map<String, String> headers, String body) {
  private static final String JSON = "application/json";

  static Answer text(int status, String body) {
    return new Answer(status, "text/plain; charset=utf-8", Map.of(), body);
  }

  static Answer json(String body) {
    return new Answer(200, JSON, Map.of(), body);
  }

  static Answer json(int status, String body) {
    return new Answer(status, JSON, Map.of(), body);
  }

  static Answer error(int status, String text) {
    return new Answer(status, JSON, Map.of(), "{\"error\":" + quoted(text) + "}\n");
  }

  static Answer notAllowed(String allow, String text) {
    return new Answer(405, JSON, Map.of("Allow", allow), "{\"error\":" + quoted(text) + "}\n");
  }

  static Answer redirect(String to) {
    return new Answer(302, "text/plain; charset=utf-8", Map.of("Location", to), "");
  }

  /** A text as JSON writes it. */
  static String quoted(String text) {
    return '"' + new String(JsonStringEncoder.getInstance().quoteAsString("" + text)) + '"';
  }
}
