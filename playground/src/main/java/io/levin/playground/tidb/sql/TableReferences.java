package io.levin.playground.tidb.sql;

import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Set;

/** Reads what stands behind FROM: tables, subqueries, joins. */
final class TableReferences {
  private final Tokens in;
  private final QueryNames names;
  private final ExpressionTranslator expressions;
  private final QueryTranslator queries;
  private final Set<String> common = new HashSet<>();
  private List<String> aliases = new ArrayList<>();

  TableReferences(
      Tokens in, QueryNames names, ExpressionTranslator expressions, QueryTranslator queries) {
    this.in = in;
    this.names = names;
    this.expressions = expressions;
    this.queries = queries;
  }

  /** Remembers the name of a common table expression. */
  void common(String name) {
    common.add(name.toLowerCase(Locale.ROOT));
  }

  /** Starts a list of the aliases of tables; returns the one before. */
  List<String> aliases(List<String> fresh) {
    List<String> before = aliases;
    aliases = fresh;
    return before;
  }

  /** References between commas, as behind FROM. */
  String references() {
    StringBuilder out = new StringBuilder(joined());
    while (in.acceptSymbol(",")) {
      out.append(", ").append(joined());
    }
    return out.toString();
  }

  private String joined() {
    StringBuilder out = new StringBuilder(factor());
    while (true) {
      String join;
      if (in.accept("JOIN") || in.accept("INNER", "JOIN") || in.accept("STRAIGHT_JOIN")) {
        join = "INNER JOIN";
      } else if (in.accept("CROSS", "JOIN")) {
        join = "INNER JOIN";
      } else if (in.accept("LEFT", "JOIN") || in.accept("LEFT", "OUTER", "JOIN")) {
        join = "LEFT JOIN";
      } else if (in.accept("RIGHT", "JOIN") || in.accept("RIGHT", "OUTER", "JOIN")) {
        join = "RIGHT JOIN";
      } else if (in.accept("NATURAL", "JOIN")) {
        out.append(" NATURAL JOIN ").append(factor());
        continue;
      } else {
        return out.toString();
      }
      String right = factor();
      if (in.accept("ON")) {
        out.append(' ').append(join).append(' ').append(right);
        out.append(" ON ").append(expressions.expression());
      } else if (in.accept("USING")) {
        out.append(' ').append(join).append(' ').append(right);
        out.append(" USING ").append(nameList());
      } else {
        out.append(" CROSS JOIN ").append(right);
      }
    }
  }

  /** One table or subquery. */
  String factor() {
    in.accept("LATERAL");
    if (in.isSymbol("(")) {
      if (queries.startsQuery()) {
        in.expectSymbol("(");
        String inner = queries.nested();
        in.expectSymbol(")");
        in.accept("AS");
        String alias = H2Sql.name(in.name());
        String columns = in.isSymbol("(") ? nameList() : "";
        return "(" + inner + ") AS " + alias + columns;
      }
      in.expectSymbol("(");
      String inner = references();
      in.expectSymbol(")");
      return "(" + inner + ")";
    }
    return table();
  }

  private String table() {
    TableName name = in.tableName();
    List<String> partitions = new ArrayList<>();
    if (in.is("PARTITION") && in.peek(1).isSymbol("(")) {
      in.next();
      in.next();
      do {
        partitions.add(in.name());
      } while (in.acceptSymbol(","));
      in.expectSymbol(")");
    }
    String alias = name.table();
    if (in.accept("AS")) {
      alias = in.name();
    } else if (in.peek().isName() && !endsTable(in.peek())) {
      alias = in.name();
    }
    indexHints();
    if (name.schema() == null && common.contains(name.table().toLowerCase(Locale.ROOT))) {
      return H2Sql.name(name.table()) + " AS " + H2Sql.name(alias);
    }
    QueryNames.Source source = names.source(name, alias, partitions);
    if (source instanceof QueryNames.Source.View view) {
      QueryTranslator inner =
          new QueryTranslator(SqlStatement.one(view.query()).read(), names.in(view.schema()));
      String sql = inner.view();
      StringBuilder columns = new StringBuilder();
      for (String column : view.columns()) {
        columns.append(columns.length() == 0 ? "(" : ", ").append(H2Sql.name(column));
      }
      return "(" + sql + ") AS " + H2Sql.name(alias) + (columns.isEmpty() ? "" : columns + ")");
    }
    aliases.add(alias);
    return H2Sql.name(((QueryNames.Source.Table) source).h2Name()) + " AS " + H2Sql.name(alias);
  }

  private void indexHints() {
    while (in.is("USE") || in.is("FORCE") || in.is("IGNORE")) {
      in.next();
      if (!in.accept("INDEX")) {
        in.expect("KEY");
      }
      if (in.accept("FOR")) {
        if (!in.accept("JOIN") && !in.accept("ORDER", "BY")) {
          in.expect("GROUP", "BY");
        }
      }
      in.expectSymbol("(");
      in.skipBrackets();
    }
  }

  private static boolean endsTable(Token token) {
    if (token.kind() != Token.Kind.WORD) {
      return false;
    }
    return switch (token.text().toUpperCase(Locale.ROOT)) {
      case "WHERE",
          "GROUP",
          "HAVING",
          "ORDER",
          "LIMIT",
          "UNION",
          "EXCEPT",
          "INTERSECT",
          "INTO",
          "FOR",
          "LOCK",
          "JOIN",
          "INNER",
          "CROSS",
          "LEFT",
          "RIGHT",
          "NATURAL",
          "STRAIGHT_JOIN",
          "ON",
          "USING",
          "USE",
          "FORCE",
          "IGNORE",
          "SET",
          "WINDOW",
          "PARTITION" ->
          true;
      default -> false;
    };
  }

  /** Names in brackets. */
  String nameList() {
    in.expectSymbol("(");
    StringBuilder out = new StringBuilder("(");
    do {
      out.append(out.length() == 1 ? "" : ", ").append(H2Sql.name(in.name()));
    } while (in.acceptSymbol(","));
    in.expectSymbol(")");
    return out.append(')').toString();
  }
}
