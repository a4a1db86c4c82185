package io.levin.kv.jsonschema;

import io.levin.kv.value.ConversionException;
import io.levin.kv.value.GoRegexp;
import java.nio.charset.StandardCharsets;
import java.util.regex.Pattern;

/**
 * The keyword {@code format}. What an address of mail or a URI is depends on the version of Go that
 * TiDB was built with; so only what is one in all versions, or in none, is told, and the rest
 * cannot be said.
 */
final class Formats {
  private static final int MAX_HOST = 255;

  private static final Pattern HOST =
      Pattern.compile(
          "([a-zA-Z0-9]|[a-zA-Z0-9][a-zA-Z0-9-]{0,61}[a-zA-Z0-9])"
              + "(\\.([a-zA-Z0-9]|[a-zA-Z0-9][a-zA-Z0-9-]{0,61}[a-zA-Z0-9]))*");

  /** What may not be in an internationalized host name. */
  private static final String NOT_IN_HOST =
      " -\u00A2\u00A3\u00A4\u00A5\u034F\u0640\u07FA\u180B\u180C\u180D\u200B\u2060\u2104\u2108\u2114"
          + "\u2117\u2118\u211E\u211F\u2123\u2125\u2282\u2283\u2284\u2285\u2286\u2287\u2288\u2616"
          + "\u2617\u2619\u262F\u2638\u266C\u266D\u266F\u2752\u2756\u2758\u275E\u2761\u2775\u2794"
          + "\u2798\u27AF\u27B1\u27BE\u3004\u3012\u3013\u3020\u302E\u302F\u3031\u3032\u3035\u303B"
          + "\u3164\uFFA0";

  private static final String ATOM = "[A-Za-z0-9!#$%&'*+/=?^_`{|}~-]+";
  private static final Pattern PLAIN_MAIL =
      Pattern.compile(ATOM + "(?:\\." + ATOM + ")*+@[A-Za-z0-9-]+(?:\\.[A-Za-z0-9-]+)*+");

  /**
   * A path, query and fragment that every version takes; beyond ASCII everything. Groups that are
   * repeated without ever going back ({@code *+}) take no stack, however long the text is.
   */
  private static final String PLAIN_REST =
      "(?:[A-Za-z0-9._~!$&'()*+,;=:@/?-]|%[0-9A-Fa-f]{2}|[^\\x00-\\x7F])*+"
          + "(#(?:[A-Za-z0-9._~!$&'()*+,;=:@/?-]|%[0-9A-Fa-f]{2}|[^\\x00-\\x7F])*+)?";

  private static final Pattern PLAIN_URI =
      Pattern.compile(
          "[A-Za-z][A-Za-z0-9+.-]*:(//[A-Za-z0-9._-]+(:[0-9]*)?([/?#]"
              + PLAIN_REST
              + ")?|(?!//)"
              + PLAIN_REST
              + ")");

  private static final Pattern PLAIN_RELATIVE =
      Pattern.compile(
          "([/?#]|(?:[A-Za-z0-9._~!$&'()*+,;=@-]|[^\\x00-\\x7F])++([/?#]|$)|$)(?!/)" + PLAIN_REST);

  /** A colon in the first part of what has no scheme. */
  private static final Pattern ODD_COLON =
      Pattern.compile("(?![A-Za-z][A-Za-z0-9+.-]*:)[^/?#]*:.*", Pattern.DOTALL);

  private static final Pattern CONTROL = Pattern.compile("[\\x00-\\x1F\\x7F]");
  private static final Pattern TEMPLATE_PART = Pattern.compile("\\{[^{}\\\\]*\\}");

  private Formats() {}

  /**
   * True if a text has a format; a format that is not known has every text.
   *
   * @throws ConversionException if that depends on the version of Go
   */
  static boolean accepts(String format, String text) throws ConversionException {
    return switch (format) {
      case "date-time" -> Rfc3339.accepts(text);
      case "date" -> Rfc3339.accepts(text + "T08:30:06.283185Z");
      case "time" -> Rfc3339.accepts("1963-06-19T" + text);
      case "hostname" -> text.length() <= MAX_HOST && HOST.matcher(text).matches();
      case "idn-hostname" -> internationalHost(text);
      case "ipv4" -> text.indexOf('.') >= 0 && IpAddress.accepts(text);
      case "ipv6" -> text.indexOf(':') >= 0 && IpAddress.accepts(text);
      case "json-pointer" -> pointer(text);
      case "relative-json-pointer" -> relativePointer(text);
      case "regex" -> regex(text);
      case "email", "idn-email" -> mail(text);
      case "uri", "iri" -> uri(text);
      case "uri-reference", "iri-reference" -> reference(text);
      case "uri-template" -> template(text);
      default -> true;
    };
  }

  private static boolean internationalHost(String text) {
    return text.getBytes(StandardCharsets.UTF_8).length <= MAX_HOST
        && text.chars().noneMatch(c -> NOT_IN_HOST.indexOf(c) >= 0);
  }

  private static boolean pointer(String text) {
    if (text.isEmpty()) {
      return true;
    }
    for (int i = 1; i < text.length(); i++) {
      boolean escaped = i + 1 < text.length() && "01".indexOf(text.charAt(i + 1)) >= 0;
      if (text.charAt(i) == '~' && !escaped) {
        return false;
      }
    }
    return text.charAt(0) == '/';
  }

  private static boolean relativePointer(String text) {
    int slash = text.indexOf('/');
    int end = slash >= 0 ? slash : text.indexOf('#');
    String up = end < 0 ? text : text.substring(0, end);
    if (!up.matches("\\+?[0-9]{1,18}|-0{1,18}")) {
      return false;
    }
    String rest = text.substring(up.length());
    return rest.startsWith("#") || pointer(rest);
  }

  private static boolean regex(String text) throws ConversionException {
    try {
      GoRegexp.compile(text, 0);
      return true;
    } catch (com.google.re2j.PatternSyntaxException e) {
      return false;
    }
  }

  private static boolean mail(String text) throws ConversionException {
    if (PLAIN_MAIL.matcher(text).matches()) {
      return true;
    } else if (text.indexOf('@') < 0) {
      return false;
    }
    throw unknown("address of mail");
  }

  private static boolean uri(String text) throws ConversionException {
    boolean odd = ODD_COLON.matcher(text).matches();
    if (odd || text.indexOf(':') <= 0 || CONTROL.matcher(text).find()) {
      return false;
    } else if (PLAIN_URI.matcher(text).matches()) {
      return true;
    }
    throw unknown("URI");
  }

  private static boolean reference(String text) throws ConversionException {
    boolean odd = ODD_COLON.matcher(text).matches();
    if (odd || text.indexOf('\\') >= 0 || CONTROL.matcher(text).find()) {
      return false;
    } else if (PLAIN_URI.matcher(text).matches() || PLAIN_RELATIVE.matcher(text).matches()) {
      return true;
    }
    throw unknown("URI");
  }

  private static boolean template(String text) throws ConversionException {
    String filled = TEMPLATE_PART.matcher(text).replaceAll("aaa");
    return filled.indexOf('{') < 0 && filled.indexOf('}') < 0 && reference(filled);
  }

  private static ConversionException unknown(String what) {
    return SchemaReader.unsupported("an unusual " + what);
  }
}
