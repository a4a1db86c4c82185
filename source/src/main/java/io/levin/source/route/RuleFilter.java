package io.levin.source.route;

import java.util.List;
import java.util.Locale;

/** A filter of positive and negative rules. */
final class RuleFilter implements TableFilter {
  private final List<Rule> rules;
  private final boolean caseSensitive;

  private RuleFilter(List<Rule> rules, boolean caseSensitive) {
    this.rules = List.copyOf(rules);
    this.caseSensitive = caseSensitive;
  }

  /** One rule. */
  record Rule(NamePattern schema, NamePattern table, boolean positive) {}

  static RuleFilter of(List<Rule> rules, boolean caseSensitive) {
    return new RuleFilter(rules, caseSensitive);
  }

  @Override
  public boolean matchesTable(String schema, String table) {
    String schemaName = folded(schema);
    String tableName = folded(table);
    for (int i = rules.size() - 1; i >= 0; i--) {
      Rule rule = rules.get(i);
      if (rule.schema.matches(schemaName) && rule.table.matches(tableName)) {
        return rule.positive;
      }
    }
    return false;
  }

  @Override
  public boolean matchesSchema(String schema) {
    String schemaName = folded(schema);
    for (int i = rules.size() - 1; i >= 0; i--) {
      Rule rule = rules.get(i);
      // The exclusion of some tables does not exclude their database.
      boolean counts = rule.positive || rule.table.isEverything();
      if (counts && rule.schema.matches(schemaName)) {
        return rule.positive;
      }
    }
    return false;
  }

  private String folded(String name) {
    return caseSensitive ? name : name.toLowerCase(Locale.ROOT);
  }
}
