package io.levin.source;

import io.levin.base.ErrorCode;
import io.levin.base.ImportException;
import io.levin.schema.Identifiers;
import io.levin.source.route.TableFilter;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Locale;
import java.util.Set;

/** Which columns of which target tables are left out: {@code [[mydumper.ignore-columns]]}. */
public final class IgnoredColumns {
  private final List<Rule> rules;
  private final boolean caseSensitive;

  private IgnoredColumns(List<Rule> rules, boolean caseSensitive) {
    this.rules = List.copyOf(rules);
    this.caseSensitive = caseSensitive;
  }

  /**
   * One entry of the configuration; absent keys are empty.
   *
   * @param schema {@code db}
   * @param table {@code table}
   * @param tableFilter rules of a table filter
   * @param columns to be ignored
   */
  public record Entry(
      String schema, String table, List<String> tableFilter, List<String> columns) {}

  private record Rule(String schema, String table, TableFilter filter, Set<String> columns) {}

  /** No column is ignored. */
  public static IgnoredColumns none() {
    return new IgnoredColumns(List.of(), false);
  }

  /**
   * Compiles entries.
   *
   * @throws ImportException if a filter is wrong
   */
  public static IgnoredColumns of(List<Entry> entries, boolean caseSensitive) {
    List<Rule> rules = new ArrayList<>();
    for (Entry entry : entries) {
      Set<String> columns = new LinkedHashSet<>();
      entry.columns().forEach(column -> columns.add(Identifiers.lower(column)));
      rules.add(
          new Rule(
              folded(entry.schema(), caseSensitive),
              folded(entry.table(), caseSensitive),
              entry.tableFilter().isEmpty() ? null : filter(entry, caseSensitive),
              Set.copyOf(columns)));
    }
    return new IgnoredColumns(rules, caseSensitive);
  }

  /** The ignored columns of a table by its names in the target, in lower case. */
  public Set<String> of(String schema, String table) {
    String schemaName = folded(schema, caseSensitive);
    String tableName = folded(table, caseSensitive);
    for (Rule rule : rules) {
      boolean named = rule.schema.equals(schemaName) && rule.table.equals(tableName);
      if (named || rule.filter != null && rule.filter.matchesTable(schema, table)) {
        return rule.columns;
      }
    }
    return Set.of();
  }

  private static TableFilter filter(Entry entry, boolean caseSensitive) {
    try {
      return TableFilter.parse(entry.tableFilter(), caseSensitive);
    } catch (ImportException e) {
      throw new ImportException(
          ErrorCode.INVALID_CONFIG,
          "invalid table filter " + entry.tableFilter() + " in ignore columns: " + e.problem(),
          e.remedy(),
          e);
    }
  }

  private static String folded(String name, boolean caseSensitive) {
    return caseSensitive ? name : name.toLowerCase(Locale.ROOT);
  }
}
