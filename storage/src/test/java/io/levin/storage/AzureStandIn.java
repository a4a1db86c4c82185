package io.levin.storage;

import com.sun.net.httpserver.Headers;
import com.sun.net.httpserver.HttpExchange;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.Map;

/** Speaks the part of Azure's Blob service that is used, for one account with one container. */
final class AzureStandIn extends StandInStore {
  static final String ACCOUNT = "levinstore";

  /** What a shared access signature must hold. */
  static final String SIGNATURE = "Zm9vL2Jhcis9PXNlY3JldHNlY3JldA==";

  private static final String ROOT = "/" + ACCOUNT + "/";
  private static final String CONTAINER = ROOT + "dump";

  AzureStandIn() throws IOException {}

  @Override
  void handle(HttpExchange exchange) throws IOException {
    String path = exchange.getRequestURI().getRawPath();
    Map<String, String> query = query(exchange);
    String authorization = exchange.getRequestHeaders().getFirst("Authorization");
    boolean signed = SIGNATURE.equals(rawSignature(exchange));
    boolean keyed = authorization != null && authorization.startsWith("SharedKey " + ACCOUNT + ":");
    if (!signed && !keyed) {
      error(
          exchange,
          403,
          "AuthenticationFailed",
          "Server failed to authenticate the request.\nsig=" + query.get("sig"));
    } else if (!path.startsWith(CONTAINER)) {
      error(exchange, 404, "ContainerNotFound", "The specified container does not exist.");
    } else if ("list".equals(query.get("comp"))) {
      list(exchange, query);
    } else {
      blob(exchange, decode(path.substring(CONTAINER.length() + 1)));
    }
  }

  private static String rawSignature(HttpExchange exchange) {
    return query(exchange).getOrDefault("sig", "").replace(' ', '+');
  }

  private void list(HttpExchange exchange, Map<String, String> query) throws IOException {
    int limit = Integer.parseInt(query.getOrDefault("maxresults", "5000"));
    StringBuilder blobs = new StringBuilder();
    String next = "";
    int count = 0;
    for (Map.Entry<String, Stored> entry :
        page(query.getOrDefault("prefix", ""), query.getOrDefault("marker", ""), limit)
            .entrySet()) {
      if (count++ == limit) {
        next = entry.getKey();
        break;
      }
      blobs
          .append("<Blob><Name>")
          .append(escaped(entry.getKey()))
          .append("</Name><Properties><Creation-Time>Sat, 21 Nov 2026 10:00:00 GMT</Creation-Time>")
          .append("<Last-Modified>Sat, 21 Nov 2026 10:00:00 GMT</Last-Modified><Etag>")
          .append(etag(entry.getValue()))
          .append("</Etag><Content-Length>")
          .append(entry.getValue().content().length)
          .append("</Content-Length><BlobType>BlockBlob</BlobType></Properties></Blob>");
    }
    exchange.getResponseHeaders().set("Content-Type", "application/xml");
    answer(
        exchange,
        200,
        ("<?xml version=\"1.0\" encoding=\"utf-8\"?><EnumerationResults ServiceEndpoint=\"x\""
                + " ContainerName=\"dump\"><Blobs>"
                + blobs
                + "</Blobs><NextMarker>"
                + escaped(next)
                + "</NextMarker></EnumerationResults>")
            .getBytes(StandardCharsets.UTF_8));
  }

  private void blob(HttpExchange exchange, String key) throws IOException {
    if (exchange.getRequestMethod().equals("PUT")) {
      Stored stored = put(key, exchange.getRequestBody().readAllBytes());
      describe(exchange.getResponseHeaders(), stored);
      answer(exchange, 201, new byte[0]);
      return;
    }
    Stored stored = get(key);
    if (stored == null) {
      error(exchange, 404, "BlobNotFound", "The specified blob does not exist.");
      return;
    }
    String match = exchange.getRequestHeaders().getFirst("If-Match");
    if (match != null && !match.equals(etag(stored))) {
      error(exchange, 412, "ConditionNotMet", "The condition specified is not met.");
    } else if (exchange.getRequestMethod().equals("DELETE")) {
      remove(key);
      answer(exchange, 202, new byte[0]);
    } else {
      describe(exchange.getResponseHeaders(), stored);
      String range = exchange.getRequestHeaders().getFirst("x-ms-range");
      answerPart(exchange, stored.content(), range);
    }
  }

  private static void describe(Headers headers, Stored stored) {
    headers.set("ETag", etag(stored));
    headers.set("Last-Modified", "Sat, 21 Nov 2026 10:00:00 GMT");
    headers.set("x-ms-blob-type", "BlockBlob");
    headers.set("x-ms-creation-time", "Sat, 21 Nov 2026 10:00:00 GMT");
    headers.set("x-ms-version", "2026-02-06");
    headers.set("Accept-Ranges", "bytes");
  }

  private static String etag(Stored stored) {
    return "\"0x" + Long.toHexString(stored.version()).toUpperCase() + "\"";
  }

  private static String escaped(String text) {
    return text.replace("&", "&amp;").replace("<", "&lt;").replace(">", "&gt;");
  }

  private static void error(HttpExchange exchange, int status, String code, String message)
      throws IOException {
    exchange.getResponseHeaders().set("x-ms-error-code", code);
    exchange.getResponseHeaders().set("Content-Type", "application/xml");
    answer(
        exchange,
        status,
        ("<?xml version=\"1.0\" encoding=\"utf-8\"?><Error><Code>"
                + code
                + "</Code><Message>"
                + escaped(message)
                + "</Message></Error>")
            .getBytes(StandardCharsets.UTF_8));
  }
}
