package io.levin.source.route;

import com.google.re2j.Pattern;
import com.google.re2j.PatternSyntaxException;
import io.levin.base.ErrorCode;
import io.levin.base.ImportException;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;

/**
 * The filter of {@code [black-white-list]}, as configurations before {@code mydumper.filter} have
 * it.
 */
public final class NameLists implements TableFilter {
  private final List<NamePattern> doSchemas;
  private final List<NamePattern> ignoreSchemas;
  private final List<TablePattern> doTables;
  private final List<TablePattern> ignoreTables;
  private final boolean caseSensitive;

  /**
   * A table in a list.
   *
   * @param schema {@code db-name}
   * @param table {@code tbl-name}
   */
  public record TableName(String schema, String table) {}

  private record TablePattern(NamePattern schema, NamePattern table) {}

  /**
   * Compiles the four lists. A name with a leading {@code ~} is an expression, one with wildcards a
   * pattern, any other itself.
   *
   * @throws ImportException if an expression is wrong
   */
  public NameLists(
      List<String> doSchemas,
      List<String> ignoreSchemas,
      List<TableName> doTables,
      List<TableName> ignoreTables,
      boolean caseSensitive) {
    this.caseSensitive = caseSensitive;
    this.doSchemas = names(doSchemas);
    this.ignoreSchemas = names(ignoreSchemas);
    this.doTables = tables(doTables);
    this.ignoreTables = tables(ignoreTables);
  }

  @Override
  public boolean matchesTable(String schema, String table) {
    if (!matchesSchema(schema)) {
      return false;
    }
    if (!doTables.isEmpty()) {
      return contains(doTables, schema, table);
    }
    return !contains(ignoreTables, schema, table);
  }

  @Override
  public boolean matchesSchema(String schema) {
    String name = folded(schema);
    if (!doSchemas.isEmpty()) {
      return doSchemas.stream().anyMatch(pattern -> pattern.matches(name));
    }
    return ignoreSchemas.stream().noneMatch(pattern -> pattern.matches(name));
  }

  /**
   * The list for {@code mydumper.filter} that comes closest, to be shown with the advice to use it.
   */
  public static List<String> equivalentRules(
      List<String> doSchemas,
      List<String> ignoreSchemas,
      List<TableName> doTables,
      List<TableName> ignoreTables) {
    List<String> rules = new ArrayList<>();
    if (!doTables.isEmpty()) {
      doTables.forEach(name -> rules.add(rule(name.schema()) + "." + rule(name.table())));
    } else if (doSchemas.isEmpty()) {
      rules.add("*.*");
    } else {
      doSchemas.forEach(name -> rules.add(rule(name) + ".*"));
    }
    if (doSchemas.isEmpty()) {
      ignoreSchemas.forEach(name -> rules.add("!" + rule(name) + ".*"));
    }
    if (doTables.isEmpty()) {
      ignoreTables.forEach(name -> rules.add("!" + rule(name.schema()) + "." + rule(name.table())));
    }
    return rules;
  }

  private static String rule(String name) {
    if (name.startsWith("~")) {
      return "/" + name.substring(1).replace("/", "\\/") + "/";
    }
    if (isWild(name)) {
      return name;
    }
    boolean plain =
        name.chars().allMatch(c -> c >= 0x80 || c == '_' || Character.isLetterOrDigit(c));
    return plain ? name : "`" + name.replace("`", "``") + "`";
  }

  private static boolean isWild(String name) {
    return name.indexOf('*') >= 0 || name.indexOf('?') >= 0 || name.indexOf('[') >= 0;
  }

  private List<NamePattern> names(List<String> names) {
    return names.stream().map(this::pattern).toList();
  }

  private List<TablePattern> tables(List<TableName> names) {
    return names.stream()
        .map(name -> new TablePattern(pattern(name.schema()), pattern(name.table())))
        .toList();
  }

  private NamePattern pattern(String name) {
    if (name.startsWith("~")) {
      return found(name.substring(1));
    }
    if (!isWild(name)) {
      return new NamePattern.Exact(folded(name));
    }
    StringBuilder expression = new StringBuilder("(?s)^");
    for (int i = 0; i < name.length(); i++) {
      char c = name.charAt(i);
      int close = c == '[' ? name.indexOf(']', i + 1) : -1;
      if (close > i + 1) {
        String members = name.substring(i + 1, close);
        boolean negated = members.startsWith("!");
        expression.append(negated ? "[^" : "[");
        expression.append((negated ? members.substring(1) : members).replace("\\", "\\\\"));
        expression.append(']');
        i = close;
      } else if (c == '*' || c == '?') {
        expression.append(c == '*' ? ".*" : ".");
      } else {
        expression.append(Pattern.quote(String.valueOf(c)));
      }
    }
    return found(expression.append('$').toString());
  }

  private NamePattern found(String expression) {
    try {
      return new NamePattern.Found(Pattern.compile((caseSensitive ? "" : "(?i)") + expression));
    } catch (PatternSyntaxException e) {
      throw new ImportException(
          ErrorCode.INVALID_CONFIG, "black-white-list: " + e.getMessage(), "", e);
    }
  }

  private boolean contains(List<TablePattern> list, String schema, String table) {
    String schemaName = folded(schema);
    String tableName = folded(table);
    return list.stream()
        .anyMatch(
            pattern -> pattern.schema.matches(schemaName) && pattern.table.matches(tableName));
  }

  private String folded(String name) {
    return caseSensitive ? name : name.toLowerCase(Locale.ROOT);
  }
}
