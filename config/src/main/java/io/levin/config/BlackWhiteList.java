package io.levin.config;

import java.util.ArrayList;
import java.util.List;
import java.util.regex.Pattern;

/**
 * Reads the old {@code [black-white-list]} as filter rules. The last rule that matches decides in a
 * filter, so what the old lists leave out comes last, and databases that are not wanted are left
 * out again behind the tables.
 */
final class BlackWhiteList {
  private static final Pattern PLAIN = Pattern.compile("[A-Za-z0-9_$*?\\[\\]!\\x80-\\x{10FFFF}]+");

  private BlackWhiteList() {}

  /** The same as filter rules; null where the file has no such lists. */
  static List<String> read(Reading reading, TomlTable t) {
    List<String> doDbs = patterns(t.texts("do-dbs", List.of()));
    List<String> ignoreDbs = patterns(t.texts("ignore-dbs", List.of()));
    List<String> doTables = tables(reading, t.tables("do-tables"), t.texts("do-dbs", List.of()));
    List<String> ignoreTables = tables(reading, t.tables("ignore-tables"), List.of());
    if (doDbs.isEmpty() && ignoreDbs.isEmpty() && doTables.isEmpty() && ignoreTables.isEmpty()) {
      return null;
    }
    List<String> rules = new ArrayList<>();
    if (t.has("do-tables")) {
      rules.addAll(doTables);
    } else if (!doDbs.isEmpty()) {
      doDbs.forEach(db -> rules.add(db + ".*"));
    } else {
      rules.add("*.*");
    }
    if (!t.has("do-tables")) {
      ignoreTables.forEach(table -> rules.add("!" + table));
    }
    if (doDbs.isEmpty()) {
      ignoreDbs.forEach(db -> rules.add("!" + db + ".*"));
    }
    reading.warn(
        "[black-white-list] is old; the same as a filter: mydumper.filter = " + toml(rules));
    return List.copyOf(rules);
  }

  private static String toml(List<String> rules) {
    return "['" + String.join("', '", rules) + "']";
  }

  /**
   * @param databases a table must be in one of them as well, unless there are none
   */
  private static List<String> tables(
      Reading reading, List<TomlTable> entries, List<String> databases) {
    List<String> result = new ArrayList<>();
    for (TomlTable t : entries) {
      String database = t.text("db-name", "*");
      boolean taken = databases.isEmpty() || databases.contains(database);
      if (!taken && !(isExact(database) && databases.stream().allMatch(BlackWhiteList::isExact))) {
        reading.fault(
            "black-white-list.do-dbs and the pattern '"
                + database
                + "' of black-white-list.do-tables cannot be put into one filter; write"
                + " mydumper.filter instead");
      } else if (taken) {
        result.add(pattern(database) + "." + pattern(t.text("tbl-name", "*")));
      }
    }
    return result;
  }

  private static boolean isExact(String name) {
    return !name.startsWith("~") && name.chars().noneMatch(c -> "*?[".indexOf(c) >= 0);
  }

  private static List<String> patterns(List<String> names) {
    return names.stream().map(BlackWhiteList::pattern).toList();
  }

  private static String pattern(String name) {
    if (name.startsWith("~")) {
      return "/" + name.substring(1).replace("/", "\\/") + "/";
    }
    return PLAIN.matcher(name).matches() ? name : '`' + name.replace("`", "``") + '`';
  }
}
