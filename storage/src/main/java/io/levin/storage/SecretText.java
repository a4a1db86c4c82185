package io.levin.storage;

import java.util.Locale;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** Takes secrets out of addresses before they are shown. */
public final class SecretText {
  static final String MASK = "xxxxxx";

  private static final Set<String> SECRETS =
      Set.of(
          "access-key",
          "secret-access-key",
          "session-token",
          "account-key",
          "sas-token",
          "encryption-key",
          "sse-kms-key-id",
          "credentials-file");

  private static final Pattern PARAMETER = Pattern.compile("([?&])([^=&?#\\s]+)=([^&#\\s]*)");

  private SecretText() {}

  static boolean isSecret(String parameter) {
    return SECRETS.contains(parameter.toLowerCase(Locale.ROOT).replace('_', '-'));
  }

  /**
   * Replaces the values of secret parameters in any text that holds storage URLs, such as a message
   * of a library, by {@code xxxxxx}.
   */
  public static String redactUrl(String text) {
    Matcher matcher = PARAMETER.matcher(text);
    StringBuilder out = new StringBuilder();
    while (matcher.find()) {
      String value = isSecret(matcher.group(2)) ? MASK : matcher.group(3);
      matcher.appendReplacement(
          out, Matcher.quoteReplacement(matcher.group(1) + matcher.group(2) + "=" + value));
    }
    return matcher.appendTail(out).toString();
  }
}
