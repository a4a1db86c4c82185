package io.levin.config;

import java.util.HashMap;
import java.util.HashSet;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * The lines on which the keys of a TOML text stand, for messages: the parser forgets them. Of keys
 * that occur several times the first line is kept; keys of inline tables have the line of the
 * table.
 */
final class KeyLines {
  private static final Pattern HEADER = Pattern.compile("^\\s*\\[\\[?\\s*([^\\]]+?)\\s*\\]\\]?.*");
  private static final Pattern KEY = Pattern.compile("^\\s*([A-Za-z0-9_.\"' -]+?)\\s*=.*");

  private final Map<String, Integer> lines = new HashMap<>();

  private String repeated;
  private int repeatedLine;

  private KeyLines() {}

  static KeyLines of(String toml) {
    KeyLines result = new KeyLines();
    Set<String> arrays = new HashSet<>();
    String table = "";
    int number = 0;
    for (String line : toml.split("\n", -1)) {
      number++;
      Matcher header = HEADER.matcher(line);
      Matcher key = KEY.matcher(line);
      if (header.matches()) {
        String name = plain(header.group(1));
        if (line.strip().startsWith("[[")) {
          arrays.add(name);
        }
        table = name + ".";
        result.note(name, number, arrays);
      } else if (key.matches()) {
        result.note(table + plain(key.group(1)), number, arrays);
      }
    }
    return result;
  }

  private void note(String key, int line, Set<String> arrays) {
    boolean again = lines.putIfAbsent(key, line) != null;
    if (again
        && repeated == null
        && arrays.stream().noneMatch(a -> (key + ".").startsWith(a + "."))) {
      repeated = key;
      repeatedLine = line;
    }
  }

  /** Where a key stands for the second time, in the words of the original; null where none does. */
  String repetition() {
    return repeated == null
        ? null
        : "line "
            + repeatedLine
            + " (last key \""
            + repeated
            + "\"): Key '"
            + repeated
            + "' has already been defined.";
  }

  /** The line of a key, or of the table that it is in; 0 when neither is found. */
  int line(String dotted) {
    String name = dotted.toLowerCase(Locale.ROOT);
    while (!name.isEmpty()) {
      Integer line = lines.get(name);
      if (line != null) {
        return line;
      }
      int dot = name.lastIndexOf('.');
      name = dot < 0 ? "" : name.substring(0, dot);
    }
    return 0;
  }

  private static String plain(String name) {
    return name.replaceAll("[\"' ]", "").toLowerCase(Locale.ROOT);
  }
}
