package io.levin.schema.sql;

import io.levin.base.ErrorCode;
import io.levin.base.ImportException;
import io.levin.schema.Identifiers;
import java.util.List;

/**
 * Rewrites the statements of a dump's schema files for the import's target, token by token: names
 * are replaced, {@code IF [NOT] EXISTS} is put in, and every other character stays as it is.
 */
public final class SchemaStatements {
  private final String sql;
  private final List<Token> tokens;
  private int at;

  private SchemaStatements(String sql, SqlMode mode) {
    this.sql = sql;
    this.tokens = SqlLexer.tokens(sql, mode);
  }

  /**
   * One statement for the target.
   *
   * <p>CREATE DATABASE, TABLE and VIEW get {@code IF NOT EXISTS} (a view does not: TiDB has none)
   * and the target's name, DROP gets {@code IF EXISTS} and the target's name; what is referenced
   * (foreign keys, LIKE, a view's SELECT) is not renamed. Every other statement is returned as it
   * is. A table's TTL is created switched off.
   *
   * @param sql the statement, with or without its semicolon
   * @param mode the import's SQL mode
   * @param schema the target database
   * @param name the target table or view; not used for a database
   * @throws ImportException when the statement is a CREATE or DROP of these kinds that cannot be
   *     read, or creates a temporary table
   */
  public static String rewrite(String sql, SqlMode mode, String schema, String name) {
    try {
      return new SchemaStatements(sql, mode).rewrite(schema, name);
    } catch (SqlSyntaxException e) {
      throw new ImportException(
          ErrorCode.INVALID_SCHEMA_STATEMENT,
          "invalid schema statement: '" + sql + "': " + e.getMessage(),
          "correct the statement in the schema file",
          e);
    }
  }

  /** As the other method, in TiDB's default SQL mode. */
  public static String rewrite(String sql, String schema, String name) {
    return rewrite(sql, SqlMode.DEFAULT, schema, name);
  }

  private String rewrite(String schema, String name) {
    boolean create = tokens.get(0).is("CREATE");
    if (!create && !tokens.get(0).is("DROP")) {
      return sql;
    }
    at = 1;
    boolean temporary = skip("TEMPORARY");
    if (skip("GLOBAL")) {
      temporary = skip("TEMPORARY");
    }
    if (create && isViewAhead()) {
      return replaceName(Identifiers.qualified(schema, name), "", false);
    }
    String kind = tokens.get(at++).keyword();
    String target =
        switch (kind) {
          case "DATABASE", "SCHEMA" -> Identifiers.quote(schema);
          case "TABLE", "VIEW" -> Identifiers.qualified(schema, name);
          default -> null;
        };
    if (target == null) {
      return sql;
    }
    if (create && temporary) {
      throw new ImportException(
          ErrorCode.INVALID_SCHEMA_STATEMENT,
          "invalid schema statement: '" + sql + "': a temporary table cannot be imported into",
          "make it an ordinary table or leave its files out");
    }
    return replaceName(target, create ? "IF NOT EXISTS " : "IF EXISTS ", !create);
  }

  /** Moves behind VIEW if this is CREATE [OR REPLACE] [ALGORITHM…] [DEFINER…] [SQL…] VIEW. */
  private boolean isViewAhead() {
    int start = at;
    while (true) {
      Token token = tokens.get(at);
      if (token.is("VIEW")) {
        at++;
        return true;
      }
      if (token.is("OR")) {
        at += 2;
      } else if (token.is("ALGORITHM")) {
        at += 3;
      } else if (token.is("DEFINER")) {
        skipDefiner();
      } else if (token.is("SQL")) {
        at += 3;
      } else {
        at = start;
        return false;
      }
      at = Math.min(at, tokens.size() - 1);
    }
  }

  /** DEFINER = user@host in any of its spellings: what follows it is SQL SECURITY or VIEW. */
  private void skipDefiner() {
    at++;
    while (at < tokens.size() - 1 && !tokens.get(at).isAny("SQL", "VIEW")) {
      at++;
    }
  }

  private String replaceName(String target, String condition, boolean drop) {
    boolean present = skip("IF");
    if (present) {
      skip("NOT");
      if (!skip("EXISTS")) {
        throw unexpected();
      }
    }
    Token first = tokens.get(at);
    if (!first.isName()) {
      throw unexpected();
    }
    int end = first.end();
    at++;
    while (tokens.get(at).isSymbol(".") && tokens.get(at + 1).isName()) {
      end = tokens.get(at + 1).end();
      at += 2;
    }
    if (drop && tokens.get(at).isSymbol(",")) {
      throw new SqlSyntaxException(
          "several names in one DROP, near \"" + near(tokens.get(at)) + "\"", first.start());
    }
    String name = present ? target : condition + target;
    String before = sql.substring(0, first.start());
    String space = Character.isWhitespace(lastOf(before)) || lastOf(before) == '/' ? "" : " ";
    String head = before + space + name;
    return drop ? head + sql.substring(end) : head + withoutTtl(end);
  }

  /** The rest of the statement, with the expiry of rows switched off while they are imported. */
  private String withoutTtl(int from) {
    int ttl = -1;
    for (int i = at; i < tokens.size(); i++) {
      if (tokens.get(i).is("TTL") && tokens.get(i + 1).isSymbol("=")) {
        ttl = i;
      } else if (tokens.get(i).is("TTL_ENABLE")) {
        int value = tokens.get(i + 1).isSymbol("=") ? i + 2 : i + 1;
        return sql.substring(from, tokens.get(value).start())
            + "'OFF'"
            + sql.substring(tokens.get(value).end());
      }
    }
    if (ttl < 0) {
      return sql.substring(from);
    }
    int unit = ttl;
    while (!tokens.get(unit).is("INTERVAL")) {
      if (tokens.get(++unit).kind() == Token.Kind.END) {
        return sql.substring(from);
      }
    }
    int end = tokens.get(Math.min(unit + 2, tokens.size() - 1)).end();
    return sql.substring(from, end) + " TTL_ENABLE='OFF'" + sql.substring(end);
  }

  private static char lastOf(String text) {
    return text.charAt(text.length() - 1);
  }

  private boolean skip(String keyword) {
    if (tokens.get(at).is(keyword)) {
      at++;
      return true;
    }
    return false;
  }

  private SqlSyntaxException unexpected() {
    Token token = tokens.get(at);
    return new SqlSyntaxException("near \"" + near(token) + "\"", token.start());
  }

  private String near(Token token) {
    return sql.substring(token.start(), Math.min(sql.length(), token.start() + 80));
  }
}
