package io.levin.schema.ddl;

import io.levin.schema.expr.Expr;
import io.levin.schema.sql.SqlSyntaxException;
import io.levin.schema.sql.Token;
import io.levin.schema.sql.Token.Kind;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;

/** Reads a column with its attributes. */
final class ColumnParser {
  private final TokenCursor in;
  private String name;
  private TypeDefinition type;
  private boolean notNull;
  private boolean explicitNull;
  private Expr defaultValue;
  private boolean defaultInParentheses;
  private boolean onUpdateNow;
  private boolean autoIncrement;
  private ColumnDefinition.AutoRandom autoRandom;
  private boolean primaryKey;
  private Boolean clustered;
  private boolean unique;
  private boolean global;
  private String comment = "";
  private Expr generated;
  private boolean stored;
  private final List<CheckDefinition> checks = new ArrayList<>();

  ColumnParser(TokenCursor in) {
    this.in = in;
  }

  ColumnDefinition parse() {
    name = in.name();
    while (in.acceptSymbol(".")) {
      name = in.name();
    }
    if (in.accept("SERIAL")) {
      type = new TypeDefinition("BIGINT", -1, -1, List.of(), List.of(), true, false, "", "", false);
      notNull = true;
      autoIncrement = true;
      unique = true;
    } else {
      type = new TypeParser(in).parse();
    }
    while (attribute()) {
      continue;
    }
    return new ColumnDefinition(
        name,
        type,
        notNull,
        explicitNull,
        defaultValue,
        defaultInParentheses,
        onUpdateNow,
        autoIncrement,
        autoRandom,
        primaryKey,
        clustered,
        unique,
        global,
        comment,
        generated,
        stored,
        checks);
  }

  private boolean attribute() {
    if (in.accept("NOT", "NULL")) {
      notNull = true;
      explicitNull = false;
    } else if (in.accept("NULL")) {
      notNull = false;
      explicitNull = true;
    } else if (in.accept("DEFAULT")) {
      defaultClause();
    } else if (in.accept("ON", "UPDATE")) {
      now();
      onUpdateNow = true;
    } else if (in.accept("AUTO_INCREMENT")) {
      autoIncrement = true;
    } else if (in.accept("COMMENT")) {
      comment = in.string();
    } else if (in.accept("COLLATE")) {
      collate(in.nameOrString());
    } else if (in.accept("GENERATED", "ALWAYS", "AS") || in.accept("AS")) {
      generation();
    } else {
      return keyAttribute() || ignoredAttribute();
    }
    return true;
  }

  private boolean keyAttribute() {
    if (in.accept("PRIMARY", "KEY") || in.accept("KEY")) {
      primaryKey = true;
      if (in.accept("CLUSTERED")) {
        clustered = true;
      } else if (in.accept("NONCLUSTERED")) {
        clustered = false;
      }
      keyScope();
    } else if (in.accept("UNIQUE")) {
      in.accept("KEY");
      unique = true;
      keyScope();
    } else if (in.accept("AUTO_RANDOM")) {
      autoRandom();
    } else if (in.is("CHECK") || in.is("CONSTRAINT")) {
      String constraint = "";
      if (in.accept("CONSTRAINT") && !in.is("CHECK")) {
        constraint = in.name();
      }
      checks.add(new KeyParser(in).check(constraint, name));
    } else if (in.accept("REFERENCES")) {
      in.tableName();
      if (in.isSymbol("(")) {
        in.parenthesized();
      }
      new KeyParser(in).referenceActions();
    } else {
      return false;
    }
    return true;
  }

  private void keyScope() {
    if (in.accept("GLOBAL")) {
      global = true;
    } else {
      in.accept("LOCAL");
    }
  }

  /** What TiDB reads and takes no notice of. */
  private boolean ignoredAttribute() {
    if (in.accept("COLUMN_FORMAT") || in.accept("STORAGE") || in.accept("SRID")) {
      in.next();
    } else if (in.accept("ENGINE_ATTRIBUTE") || in.accept("SECONDARY_ENGINE_ATTRIBUTE")) {
      in.acceptSymbol("=");
      in.string();
    } else if (in.accept("VISIBLE")) {
      return true;
    } else if (in.is("INVISIBLE")) {
      throw new SqlSyntaxException("TiDB has no invisible columns", in.peek().start());
    } else {
      return false;
    }
    return true;
  }

  private void autoRandom() {
    int shardBits = 5;
    int rangeBits = 64;
    if (in.acceptSymbol("(")) {
      shardBits = in.smallInteger();
      if (in.acceptSymbol(",")) {
        rangeBits = in.smallInteger();
      }
      in.expectSymbol(")");
    }
    autoRandom = new ColumnDefinition.AutoRandom(shardBits, rangeBits);
  }

  private void collate(String collation) {
    type =
        new TypeDefinition(
            type.name(),
            type.length(),
            type.decimals(),
            type.elements(),
            type.binaryElements(),
            type.unsigned(),
            type.zerofill(),
            type.charset(),
            collation.toLowerCase(Locale.ROOT),
            type.binaryCollation());
  }

  private void generation() {
    generated = in.parenthesizedExpr();
    if (in.accept("STORED")) {
      stored = true;
    } else {
      in.accept("VIRTUAL");
    }
  }

  /** A literal with an optional sign, a function, or an expression in parentheses. */
  private void defaultClause() {
    if (in.isSymbol("(")) {
      Token start = in.peek();
      defaultValue = in.parenthesizedExpr();
      defaultInParentheses = true;
      if (!isFunction(defaultValue)) {
        throw new SqlSyntaxException(
            "in parentheses TiDB takes only functions as defaults", start.start());
      }
      return;
    }
    if (in.accept("NEXT", "VALUE", "FOR")) {
      TableName sequence = in.tableName();
      defaultValue = new Expr.NextValue(sequence.schema(), sequence.name());
      return;
    }
    List<Token> tokens = new ArrayList<>();
    if (in.isSymbol("-") || in.isSymbol("+")) {
      tokens.add(in.next());
    }
    Token first = in.next();
    tokens.add(first);
    switch (first.kind()) {
      case STRING -> {
        while (in.peek().kind() == Kind.STRING) {
          tokens.add(in.next());
        }
      }
      case INTEGER, DECIMAL, FLOAT, HEX, BIT -> {}
      case WORD -> word(tokens);
      default -> throw in.unexpected();
    }
    defaultValue = in.expr(tokens);
  }

  private static boolean isFunction(Expr expr) {
    return expr instanceof Expr.Paren paren
        ? isFunction(paren.inner())
        : expr instanceof Expr.Call || expr instanceof Expr.NextValue;
  }

  /** NULL, TRUE, a function, or a character set before a literal. */
  private void word(List<Token> tokens) {
    Kind next = in.peek().kind();
    String word = tokens.get(tokens.size() - 1).text();
    boolean introducer = word.startsWith("_") || word.equalsIgnoreCase("N");
    if (introducer && (next == Kind.STRING || next == Kind.HEX || next == Kind.BIT)) {
      tokens.add(in.next());
      return;
    }
    if (!in.isSymbol("(")) {
      return;
    }
    int depth = 0;
    do {
      if (in.isSymbol("(")) {
        depth++;
      } else if (in.isSymbol(")")) {
        depth--;
      } else if (in.atEnd()) {
        throw in.unexpected();
      }
      tokens.add(in.next());
    } while (depth > 0);
  }

  private void now() {
    if (!in.isAny("CURRENT_TIMESTAMP", "NOW", "LOCALTIME", "LOCALTIMESTAMP")) {
      throw in.unexpected();
    }
    in.next();
    if (in.isSymbol("(")) {
      in.parenthesized();
    }
  }
}
