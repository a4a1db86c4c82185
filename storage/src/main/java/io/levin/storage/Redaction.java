package io.levin.storage;

import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Map;

/** Takes the secrets of one address out of whatever text a library makes of them. */
final class Redaction {
  /** Shorter ones would replace parts of ordinary words, and are no secrets. */
  private static final int SHORTEST = 4;

  private final List<String> secrets = new ArrayList<>();

  Redaction(ObjectLocation location) {
    for (Map.Entry<String, String> parameter : location.parameters().entrySet()) {
      String value = parameter.getValue();
      if (!SecretText.isSecret(parameter.getKey()) || value.length() < SHORTEST) {
        continue;
      }
      add(value);
      add(URLEncoder.encode(value, StandardCharsets.UTF_8));
      add(PercentText.encodePath(value));
      // Of a shared access signature the part that must not be known.
      for (String part : value.split("[?&]")) {
        if (part.startsWith("sig=") && part.length() > 4 + SHORTEST) {
          add(part.substring(4));
          add(new String(PercentText.decodeOrSame(part.substring(4)), StandardCharsets.UTF_8));
        }
      }
    }
    secrets.sort(Comparator.comparingInt(String::length).reversed());
  }

  /** The text without secrets. */
  String of(String text) {
    String out = text;
    for (String secret : secrets) {
      out = out.replace(secret, SecretText.MASK);
    }
    return SecretText.redactUrl(out);
  }

  /** The failure as a cause to show, or null if its text or that of one under it holds a secret. */
  Throwable cause(Throwable failure) {
    for (Throwable t = failure; t != null; t = t.getCause()) {
      if (t.getMessage() != null && !of(t.getMessage()).equals(t.getMessage())) {
        return null;
      }
      if (t.getCause() == t) {
        break;
      }
    }
    return failure;
  }

  private void add(String secret) {
    if (!secrets.contains(secret)) {
      secrets.add(secret);
    }
  }
}
