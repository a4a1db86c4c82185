package io.levin.source.route;

import com.google.re2j.Pattern;
import com.google.re2j.PatternSyntaxException;
import io.levin.base.ErrorCode;
import io.levin.base.ImportException;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;

/** Reads the rules of a table filter. Not thread-safe: it remembers where it is in a rule. */
final class FilterRuleReader {
  private final boolean caseSensitive;
  private String line;
  private int at;

  FilterRuleReader(boolean caseSensitive) {
    this.caseSensitive = caseSensitive;
  }

  List<RuleFilter.Rule> read(List<String> lines) {
    List<RuleFilter.Rule> rules = new ArrayList<>();
    for (String text : lines) {
      readLine(text, "<cmdline>:1", true, rules);
    }
    return rules;
  }

  private void readLine(String text, String place, boolean mayImport, List<RuleFilter.Rule> rules) {
    line = trimmed(text);
    at = 0;
    if (line.isEmpty() || line.startsWith("#")) {
      return;
    }
    try {
      if (line.startsWith("@")) {
        if (!mayImport) {
          throw new IllegalArgumentException("importing filter files recursively is not allowed");
        }
        importFile(line.substring(1), rules);
        return;
      }
      rules.add(rule());
    } catch (IllegalArgumentException e) {
      throw new ImportException(
          ErrorCode.INVALID_CONFIG,
          "parse filter failed: at " + place + ": " + e.getMessage(),
          "the rule is: " + trimmed(text),
          e);
    }
  }

  private void importFile(String name, List<RuleFilter.Rule> rules) {
    List<String> lines;
    try {
      String content = Files.readString(Path.of(name), StandardCharsets.UTF_8);
      lines = content.lines().toList();
    } catch (NoSuchFileException e) {
      throw new IllegalArgumentException(
          "cannot open filter file: open " + name + ": no such file or directory", e);
    } catch (IOException e) {
      throw new IllegalArgumentException("cannot read filter file " + name + ": " + e, e);
    }
    for (int i = 0; i < lines.size(); i++) {
      readLine(lines.get(i), name + ":" + (i + 1), false, rules);
    }
  }

  private RuleFilter.Rule rule() {
    boolean positive = true;
    if (line.startsWith("!")) {
      positive = false;
      at = 1;
      if (at == line.length()) {
        throw new IllegalArgumentException("syntax error: missing pattern");
      }
    }
    NamePattern schema = pattern();
    if (at == line.length()) {
      throw new IllegalArgumentException("wrong table pattern");
    }
    if (line.charAt(at) != '.') {
      throw new IllegalArgumentException(
          "syntax error: missing '.' between schema and table patterns");
    }
    at++;
    if (at == line.length()) {
      throw new IllegalArgumentException("syntax error: missing pattern");
    }
    NamePattern table = pattern();
    if (at < line.length()) {
      throw new IllegalArgumentException("syntax error: stray characters after table pattern");
    }
    return new RuleFilter.Rule(schema, table, positive);
  }

  private NamePattern pattern() {
    char first = line.charAt(at);
    return switch (first) {
      case '/' -> expression();
      case '"', '`' -> quoted(first);
      default -> wildcards();
    };
  }

  private NamePattern expression() {
    int end = at + 1;
    while (end < line.length() && line.charAt(end) != '/') {
      end += line.charAt(end) == '\\' ? 2 : 1;
    }
    if (end >= line.length() || end == at + 1) {
      throw new IllegalArgumentException("syntax error: incomplete regexp");
    }
    String text = line.substring(at + 1, end);
    at = end + 1;
    return found((caseSensitive ? "" : "(?i)") + text);
  }

  private NamePattern quoted(char quote) {
    StringBuilder name = new StringBuilder();
    int i = at + 1;
    for (; ; i++) {
      if (i >= line.length()) {
        throw new IllegalArgumentException("syntax error: incomplete quoted identifier");
      }
      if (line.charAt(i) == quote) {
        if (i + 1 >= line.length() || line.charAt(i + 1) != quote) {
          break;
        }
        i++;
      }
      name.append(line.charAt(i));
    }
    if (name.isEmpty()) {
      throw new IllegalArgumentException("syntax error: incomplete quoted identifier");
    }
    at = i + 1;
    return new NamePattern.Exact(folded(name.toString()));
  }

  private NamePattern wildcards() {
    int start = at;
    StringBuilder plain = new StringBuilder();
    StringBuilder expression = new StringBuilder(caseSensitive ? "(?s)^" : "(?is)^");
    boolean wild = false;
    while (at < line.length() && line.charAt(at) != '.') {
      char c = line.charAt(at);
      if (c == '*' || c == '?') {
        wild = true;
        expression.append(c == '*' ? ".*" : ".");
        at++;
      } else if (c == '[') {
        wild = true;
        expression.append(characterClass());
      } else {
        char literal = literal(c);
        plain.append(literal);
        expression.append(Pattern.quote(String.valueOf(literal)));
      }
    }
    if (!wild) {
      return new NamePattern.Exact(folded(plain.toString()));
    }
    if (line.substring(start, at).equals("*")) {
      return new NamePattern.Everything();
    }
    return found(expression.append('$').toString());
  }

  private char literal(char c) {
    if (c == '\\') {
      if (at + 1 >= line.length()) {
        throw new IllegalArgumentException("syntax error: cannot place \\ at end of line");
      }
      char escaped = line.charAt(at + 1);
      if (escaped < 0x80 && Character.isLetterOrDigit(escaped)) {
        throw new IllegalArgumentException(
            "cannot escape a letter or number (\\"
                + escaped
                + "), it is reserved for future extension");
      }
      at += 2;
      return escaped;
    }
    if (c < 0x80 && !Character.isLetterOrDigit(c) && c != '$' && c != '_') {
      throw new IllegalArgumentException("unexpected special character '" + c + "'");
    }
    at++;
    return c;
  }

  private String characterClass() {
    int end = at + 1;
    while (end < line.length() && line.charAt(end) != ']') {
      end += line.charAt(end) == '\\' ? 2 : 1;
    }
    if (end >= line.length() || end == at + 1) {
      throw new IllegalArgumentException("syntax error: failed to parse character class");
    }
    String members = line.substring(at + 1, end);
    at = end + 1;
    String negation = "";
    if (members.startsWith("!")) {
      negation = "^";
      members = members.substring(1);
    } else if (members.startsWith("^")) {
      members = "\\" + members;
    }
    StringBuilder out = new StringBuilder("[").append(negation);
    for (int i = 0; i < members.length(); i++) {
      char c = members.charAt(i);
      if (c == '\\') {
        out.append(c).append(members.charAt(++i));
      } else {
        out.append(c == '[' ? "\\[" : c);
      }
    }
    return out.append(']').toString();
  }

  private static NamePattern found(String expression) {
    try {
      return new NamePattern.Found(Pattern.compile(expression));
    } catch (PatternSyntaxException e) {
      throw new IllegalArgumentException("invalid pattern: " + e.getMessage(), e);
    }
  }

  private String folded(String name) {
    return caseSensitive ? name : name.toLowerCase(Locale.ROOT);
  }

  private static String trimmed(String text) {
    int from = 0;
    int to = text.length();
    while (from < to && isBlank(text.charAt(from))) {
      from++;
    }
    while (to > from && isBlank(text.charAt(to - 1))) {
      to--;
    }
    return text.substring(from, to);
  }

  private static boolean isBlank(char c) {
    return c == ' ' || c == '\t' || c == '\r';
  }
}
