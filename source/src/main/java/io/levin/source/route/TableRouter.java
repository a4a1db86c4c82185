package io.levin.source.route;

import com.google.re2j.Matcher;
import com.google.re2j.Pattern;
import com.google.re2j.PatternSyntaxException;
import io.levin.base.ErrorCode;
import io.levin.base.ImportException;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;

/** Renames tables and merges shards: {@code [[routes]]}. Not thread-safe. */
public final class TableRouter {
  private final List<Rule> tableRules = new ArrayList<>();
  private final List<Rule> schemaRules = new ArrayList<>();

  /** Rules that no table has matched yet. */
  private final List<RouteRule> unused = new ArrayList<>();

  private final boolean caseSensitive;
  private final String sourceId;

  private TableRouter(boolean caseSensitive, String sourceId) {
    this.caseSensitive = caseSensitive;
    this.sourceId = sourceId;
  }

  /**
   * Where a table goes.
   *
   * @param schema target database
   * @param table target table
   * @param constants columns that the rule fills
   */
  public record Target(String schema, String table, ConstantColumns constants) {}

  private record Rule(
      RouteRule rule,
      RoutePattern schema,
      RoutePattern table,
      List<CompiledExtractor> extractors) {}

  private record CompiledExtractor(char source, String column, Pattern expression) {}

  /**
   * Compiles rules.
   *
   * @param sourceId {@code mydumper.source-id}
   * @throws ImportException if a rule is wrong
   */
  public static TableRouter of(List<RouteRule> rules, boolean caseSensitive, String sourceId) {
    TableRouter router = new TableRouter(caseSensitive, sourceId);
    for (RouteRule rule : rules) {
      router.add(rule);
    }
    return router;
  }

  /** Whether there is no rule at all. */
  public boolean isEmpty() {
    return tableRules.isEmpty() && schemaRules.isEmpty();
  }

  /** The rules that have routed nothing so far. */
  public List<RouteRule> unusedRules() {
    return List.copyOf(unused);
  }

  /**
   * Where a table goes; it stays where it is if no rule matches.
   *
   * @throws ImportException if two rules of the same rank match
   */
  public Target route(String schema, String table) {
    String schemaName = folded(schema);
    String tableName = folded(table);
    Rule chosen = null;
    for (Rule rule : tableRules) {
      if (rule.schema.matches(schemaName) && rule.table.matches(tableName)) {
        chosen = only(chosen, rule, schema, table);
      }
    }
    if (chosen == null) {
      for (Rule rule : schemaRules) {
        if (rule.schema.matches(schemaName)) {
          chosen = only(chosen, rule, schema, table);
        }
      }
    }
    if (chosen == null) {
      return new Target(schema, table, ConstantColumns.NONE);
    }
    unused.remove(chosen.rule);
    String targetTable = chosen.rule.targetTable();
    boolean keepsName = chosen.table == null || targetTable.isEmpty();
    return new Target(
        chosen.rule.targetSchema(),
        keepsName ? table : targetTable,
        constants(chosen, schema, table));
  }

  private void add(RouteRule rule) {
    check(rule);
    List<CompiledExtractor> extractors = new ArrayList<>();
    addExtractor(extractors, 't', "table", rule.tableExtractor());
    addExtractor(extractors, 's', "schema", rule.schemaExtractor());
    addExtractor(extractors, 'i', "source", rule.sourceExtractor());
    unused.add(rule);
    RoutePattern schema = pattern(rule, rule.schemaPattern());
    if (rule.tablePattern().isEmpty()) {
      schemaRules.add(new Rule(rule, schema, null, extractors));
    } else {
      tableRules.add(new Rule(rule, schema, pattern(rule, rule.tablePattern()), extractors));
    }
  }

  private static void check(RouteRule rule) {
    if (rule.schemaPattern().isEmpty()) {
      throw invalid(rule, "schema pattern of table route rule should not be empty");
    }
    if (rule.targetSchema().isEmpty()) {
      throw invalid(rule, "target schema of table route rule should not be empty");
    }
  }

  private RoutePattern pattern(RouteRule rule, String text) {
    try {
      return RoutePattern.compile(folded(text));
    } catch (IllegalArgumentException e) {
      throw new ImportException(
          ErrorCode.INVALID_CONFIG,
          "invalid table route rule: add rule &" + rule + " into table router: " + e.getMessage(),
          "a '*' may only be the last character; use an expression after '~' instead");
    }
  }

  private static void addExtractor(
      List<CompiledExtractor> list, char source, String name, RouteRule.Extractor extractor) {
    if (extractor == null) {
      return;
    }
    if (extractor.targetColumn().isEmpty()) {
      throw invalid(null, name + " extractor target column cannot be empty");
    }
    try {
      list.add(
          new CompiledExtractor(
              source, extractor.targetColumn(), Pattern.compile(extractor.expression())));
    } catch (PatternSyntaxException e) {
      throw invalid(
          null, name + " extractor " + name + " regexp illegal " + extractor.expression());
    }
  }

  private static Rule only(Rule before, Rule rule, String schema, String table) {
    if (before != null) {
      throw new ImportException(
          ErrorCode.TABLE_ROUTE,
          "table route error: table "
              + schema
              + "."
              + table
              + " matches more than one rule: "
              + before.rule
              + " and "
              + rule.rule,
          "make the patterns of [[routes]] exclude each other");
    }
    return rule;
  }

  private ConstantColumns constants(Rule rule, String schema, String table) {
    if (rule.extractors.isEmpty()) {
      return ConstantColumns.NONE;
    }
    List<String> columns = new ArrayList<>();
    List<String> values = new ArrayList<>();
    for (CompiledExtractor extractor : rule.extractors) {
      String name =
          switch (extractor.source) {
            case 't' -> table;
            case 's' -> schema;
            default -> sourceId;
          };
      columns.add(extractor.column);
      values.add(groups(extractor.expression.matcher(name)));
    }
    return new ConstantColumns(columns, values);
  }

  private static String groups(Matcher matcher) {
    StringBuilder out = new StringBuilder();
    if (matcher.find()) {
      for (int i = 1; i <= matcher.groupCount(); i++) {
        out.append(matcher.group(i) == null ? "" : matcher.group(i));
      }
    }
    return out.toString();
  }

  private String folded(String name) {
    return caseSensitive ? name : name.toLowerCase(Locale.ROOT);
  }

  private static ImportException invalid(RouteRule rule, String problem) {
    return new ImportException(
        ErrorCode.INVALID_CONFIG,
        "file route rule is invalid: " + problem,
        rule == null ? "" : "the rule is " + rule);
  }
}
