package io.levin.source.route;

import java.util.List;

/** Which tables and databases count. */
public interface TableFilter {
  /** The list that is in force when {@code mydumper.filter} is absent. */
  List<String> DEFAULT_RULES =
      List.of(
          "*.*",
          "!mysql.*",
          "!sys.*",
          "!INFORMATION_SCHEMA.*",
          "!PERFORMANCE_SCHEMA.*",
          "!METRICS_SCHEMA.*",
          "!INSPECTION_SCHEMA.*");

  /** Whether the table is taken. */
  boolean matchesTable(String schema, String table);

  /** Whether the database's own schema file is taken. */
  boolean matchesSchema(String schema);

  /** Takes everything. */
  static TableFilter all() {
    return parse(List.of("*.*"), false);
  }

  /**
   * Reads a list of rules: the last one that matches decides.
   *
   * @throws io.levin.base.ImportException if a rule is wrong
   */
  static TableFilter parse(List<String> rules, boolean caseSensitive) {
    return RuleFilter.of(new FilterRuleReader(caseSensitive).read(rules), caseSensitive);
  }
}
