package io.levin.source.ddl;

import io.levin.base.ErrorCode;
import io.levin.base.ImportException;
import io.levin.schema.Identifiers;
import io.levin.source.ddl.SqlScript.Piece;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * Gives the statements of a schema file the names of the target, and makes them harmless where the
 * object is already (or not) there. Everything but the name and {@code IF [NOT] EXISTS} stays byte
 * for byte, so no syntax that a cluster may know is lost.
 */
final class StatementRewriter {
  private static final Pattern TTL_ENABLED =
      Pattern.compile("(?i)\\bTTL_ENABLE\\s*=?\\s*(?:'[^']*'|\"[^\"]*\")");
  private static final Pattern TTL = Pattern.compile("(?i)\\bTTL(?:\\s*[=`]|\\s+\\w)");

  private final String schema;
  private final String table;

  /**
   * @param schema the target's database
   * @param table the target's table or view, or null for a database's own file
   */
  StatementRewriter(String schema, String table) {
    this.schema = schema;
    this.table = table;
  }

  /** Rewrites one statement. */
  String rewrite(String statement) {
    SqlScript script = new SqlScript(statement);
    Piece verb = script.next();
    if (verb == null) {
      return statement;
    }
    if (verb.is("CREATE")) {
      return create(statement, script);
    }
    return verb.is("DROP") ? drop(statement, script) : statement;
  }

  private String create(String statement, SqlScript script) {
    // What may stand before VIEW is long and full of names, so look for the kind of object.
    for (Piece piece = script.next(); piece != null; piece = script.next()) {
      if (piece.is("TEMPORARY")) {
        throw new ImportException(
            ErrorCode.INVALID_SCHEMA_STATEMENT,
            "invalid schema statement: '" + statement + "': a temporary table cannot be imported",
            "remove TEMPORARY from the schema file of `" + schema + "`.`" + table + "`");
      }
      if (piece.is("TABLE") && table != null) {
        return withoutTtl(named(statement, piece, script, "IF NOT EXISTS", qualified()));
      }
      if (piece.is("VIEW") && table != null) {
        return named(statement, piece, script, "", qualified());
      }
      if ((piece.is("DATABASE") || piece.is("SCHEMA")) && table == null) {
        return named(statement, piece, script, "IF NOT EXISTS", Identifiers.quote(schema));
      }
      if (piece.is("AS") || piece.is("SELECT") || piece.is("(")) {
        break;
      }
    }
    return statement;
  }

  private String drop(String statement, SqlScript script) {
    Piece kind = script.next();
    if (kind == null) {
      return statement;
    }
    boolean ofTable = kind.is("TABLE") || kind.is("VIEW");
    boolean ofDatabase = kind.is("DATABASE") || kind.is("SCHEMA");
    if (ofTable && table != null) {
      return named(statement, kind, script, "IF EXISTS", qualified());
    }
    return ofDatabase && table == null
        ? named(statement, kind, script, "IF EXISTS", Identifiers.quote(schema))
        : statement;
  }

  /** Replaces the name behind the kind of object, and sets a condition before it. */
  private static String named(
      String statement, Piece kind, SqlScript script, String condition, String name) {
    List<Piece> before = new ArrayList<>();
    Piece piece = script.next();
    while (piece != null && isCondition(piece, before)) {
      before.add(piece);
      piece = script.next();
    }
    if (piece == null || !piece.isName()) {
      return statement;
    }
    int start = piece.start();
    int end = piece.end();
    Piece dot = script.next();
    if (dot != null && dot.text().equals(".")) {
      Piece second = script.next();
      if (second == null || !second.isName()) {
        return statement;
      }
      end = second.end();
    }
    String middle =
        before.isEmpty()
            ? statement.substring(kind.end(), start) + (condition.isEmpty() ? "" : condition + " ")
            : statement.substring(kind.end(), start);
    return statement.substring(0, kind.end()) + middle + name + statement.substring(end);
  }

  private static boolean isCondition(Piece piece, List<Piece> before) {
    return switch (before.size()) {
      case 0 -> piece.is("IF");
      case 1 -> piece.is("NOT") || piece.is("EXISTS");
      case 2 -> before.get(1).is("NOT") && piece.is("EXISTS");
      default -> false;
    };
  }

  /** Rows must not expire while they are imported. */
  private static String withoutTtl(String statement) {
    String options = SqlScript.outside(statement);
    if (!TTL.matcher(options).find()) {
      return statement;
    }
    StringBuilder out = new StringBuilder();
    Matcher enabled = TTL_ENABLED.matcher(options);
    int end = 0;
    while (enabled.find()) {
      out.append(statement, end, enabled.start()).append("TTL_ENABLE='OFF'");
      end = enabled.end();
    }
    out.append(statement, end, statement.length());
    return end > 0 ? out.toString() : out.append(" /*T![ttl] TTL_ENABLE='OFF' */").toString();
  }

  private String qualified() {
    return Identifiers.quote(schema) + "." + Identifiers.quote(table);
  }
}
