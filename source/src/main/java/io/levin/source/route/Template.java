package io.levin.source.route;

import com.google.re2j.Matcher;
import com.google.re2j.Pattern;
import java.util.ArrayList;
import java.util.List;

/**
 * Text with variables for the groups of an expression: {@code $1}, {@code ${name}}, and {@code $$}
 * for a dollar.
 */
final class Template {
  private static final Pattern VARIABLE =
      Pattern.compile("\\$(?:\\$|[\\pL\\p{Nd}_]+|\\{[\\pL\\p{Nd}_]+\\})");

  private final List<Part> parts;

  private Template(List<Part> parts) {
    this.parts = parts;
  }

  /** A literal text, or a group if the index is not negative. */
  private record Part(String text, int group) {}

  static Template literal(String text) {
    return new Template(List.of(new Part(text, -1)));
  }

  /**
   * Compiles a template.
   *
   * @throws IllegalArgumentException if it names a group that the expression does not have
   */
  static Template compile(String text, Pattern expression) {
    List<Part> parts = new ArrayList<>();
    Matcher matcher = VARIABLE.matcher(text);
    int from = 0;
    while (matcher.find()) {
      parts.add(new Part(text.substring(from, matcher.start()), -1));
      String name = matcher.group().substring(1);
      if (name.startsWith("{")) {
        name = name.substring(1, name.length() - 1);
      }
      parts.add(name.equals("$") ? new Part("$", -1) : new Part("", group(name, expression)));
      from = matcher.end();
    }
    parts.add(new Part(text.substring(from), -1));
    return new Template(parts);
  }

  String evaluate(Matcher matcher) {
    StringBuilder out = new StringBuilder();
    for (Part part : parts) {
      if (part.group < 0) {
        out.append(part.text);
      } else {
        String group = matcher.group(part.group);
        out.append(group == null ? "" : group);
      }
    }
    return out.toString();
  }

  private static int group(String name, Pattern expression) {
    boolean number = name.chars().allMatch(c -> c >= '0' && c <= '9');
    if (!number) {
      Integer index = expression.namedGroups().get(name);
      if (index == null) {
        throw new IllegalArgumentException("invalid named capture '" + name + "'");
      }
      return index;
    }
    int index = name.length() > 6 ? Integer.MAX_VALUE : Integer.parseInt(name);
    if (index > expression.groupCount()) {
      throw new IllegalArgumentException("sub pattern capture '$" + name + "' out of range");
    }
    return index;
  }
}
