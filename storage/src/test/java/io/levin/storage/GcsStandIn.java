package io.levin.storage;

import com.sun.net.httpserver.HttpExchange;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * Speaks the part of the JSON API of Google Cloud Storage that is used, and gives out tokens to
 * service accounts.
 */
final class GcsStandIn extends StandInStore {
  /** The token that requests must carry. */
  static final String TOKEN = "ya29.c.b0AXv0zTPsecretsecretsecret";

  private static final Pattern OBJECT = Pattern.compile("(?:/download)?/storage/v1/b/dump/o/(.+)");

  private volatile boolean accountRefused;

  GcsStandIn() throws IOException {}

  /** From now on no token is given out. */
  void refuseAccount(boolean refused) {
    accountRefused = refused;
  }

  @Override
  void handle(HttpExchange exchange) throws IOException {
    String path = exchange.getRequestURI().getRawPath();
    if (path.equals("/token")) {
      token(exchange);
      return;
    }
    String authorization = exchange.getRequestHeaders().getFirst("Authorization");
    if (!("Bearer " + TOKEN).equals(authorization)) {
      error(exchange, 401, "Anonymous caller does not have storage.objects.list access");
      return;
    }
    Matcher object = OBJECT.matcher(path);
    if (path.equals("/storage/v1/b/dump/o")) {
      list(exchange);
    } else if (path.equals("/upload/storage/v1/b/dump/o")) {
      upload(exchange);
    } else if (object.matches()) {
      object(exchange, decode(object.group(1)));
    } else {
      error(exchange, 404, "The specified bucket does not exist.");
    }
  }

  private void token(HttpExchange exchange) throws IOException {
    if (accountRefused) {
      json(
          exchange,
          400,
          "{\"error\":\"invalid_grant\",\"error_description\":\"Invalid JWT Signature.\"}");
      return;
    }
    json(
        exchange,
        200,
        "{\"access_token\":\"" + TOKEN + "\",\"expires_in\":3600,\"token_type\":\"Bearer\"}");
  }

  private void list(HttpExchange exchange) throws IOException {
    Map<String, String> query = query(exchange);
    int limit = Integer.parseInt(query.getOrDefault("maxResults", "1000"));
    StringBuilder items = new StringBuilder();
    String next = null;
    int count = 0;
    for (Map.Entry<String, Stored> entry :
        page(query.getOrDefault("prefix", ""), query.getOrDefault("pageToken", ""), limit)
            .entrySet()) {
      if (count++ == limit) {
        next = entry.getKey();
        break;
      }
      items.append(items.isEmpty() ? "" : ",").append(item(entry.getKey(), entry.getValue()));
    }
    json(
        exchange,
        200,
        "{\"kind\":\"storage#objects\",\"items\":["
            + items
            + "]"
            + (next == null ? "" : ",\"nextPageToken\":" + quoted(next))
            + "}");
  }

  private void object(HttpExchange exchange, String key) throws IOException {
    Stored stored = get(key);
    if (stored == null) {
      error(exchange, 404, "No such object: dump/" + key);
      return;
    }
    Map<String, String> query = query(exchange);
    String generation = query.get("ifGenerationMatch");
    if (generation != null && Long.parseLong(generation) != stored.version()) {
      error(exchange, 412, "At least one of the pre-conditions you specified did not hold.");
    } else if (exchange.getRequestMethod().equals("DELETE")) {
      remove(key);
      answer(exchange, 204, new byte[0]);
    } else if ("media".equals(query.get("alt"))) {
      exchange.getResponseHeaders().set("x-goog-generation", String.valueOf(stored.version()));
      answerPart(exchange, stored.content(), exchange.getRequestHeaders().getFirst("Range"));
    } else {
      json(exchange, 200, item(key, stored));
    }
  }

  /** A body of two parts: a JSON object with the name, and the content. */
  private void upload(HttpExchange exchange) throws IOException {
    byte[] body = exchange.getRequestBody().readAllBytes();
    String type = exchange.getRequestHeaders().getFirst("Content-Type");
    String boundary = "--" + type.replaceAll(".*boundary=\"?([^\";]+)\"?.*", "$1");
    String text = new String(body, StandardCharsets.ISO_8859_1);
    Matcher name = Pattern.compile("\"name\":\"([^\"]*)\"").matcher(text);
    if (!name.find()) {
      error(exchange, 400, "Required");
      return;
    }
    int second = text.indexOf(boundary, text.indexOf(boundary) + 1);
    int start = text.indexOf("\r\n\r\n", second) + 4;
    int end = text.indexOf("\r\n" + boundary, start - 2);
    String key =
        new String(name.group(1).getBytes(StandardCharsets.ISO_8859_1), StandardCharsets.UTF_8);
    byte[] content = end < start ? new byte[0] : java.util.Arrays.copyOfRange(body, start, end);
    json(exchange, 200, item(key, put(key, content)));
  }

  private static String item(String key, Stored stored) {
    return "{\"name\":"
        + quoted(key)
        + ",\"size\":\""
        + stored.content().length
        + "\",\"generation\":\""
        + stored.version()
        + "\"}";
  }

  private static String quoted(String text) {
    return '"' + text.replace("\\", "\\\\").replace("\"", "\\\"") + '"';
  }

  private static void error(HttpExchange exchange, int status, String message) throws IOException {
    json(
        exchange,
        status,
        "{\"error\":{\"code\":"
            + status
            + ",\"message\":"
            + quoted(message)
            + ",\"errors\":[{\"message\":"
            + quoted(message)
            + ",\"domain\":\"global\",\"reason\":\"x\"}]}}");
  }

  private static void json(HttpExchange exchange, int status, String text) throws IOException {
    exchange.getResponseHeaders().set("Content-Type", "application/json; charset=UTF-8");
    answer(exchange, status, text.getBytes(StandardCharsets.UTF_8));
  }
}
