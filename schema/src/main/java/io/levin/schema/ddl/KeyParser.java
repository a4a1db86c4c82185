package io.levin.schema.ddl;

import io.levin.schema.IndexColumn;
import io.levin.schema.IndexType;
import io.levin.schema.sql.SqlSyntaxException;
import io.levin.schema.sql.Token;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;

/** Reads keys, foreign keys and CHECK constraints of a table. */
final class KeyParser {
  private final TokenCursor in;

  KeyParser(TokenCursor in) {
    this.in = in;
  }

  /** Whether the next element is one of these and not a column. */
  boolean atKey() {
    if (in.isAny(
        "PRIMARY", "KEY", "INDEX", "UNIQUE", "FULLTEXT", "SPATIAL", "CONSTRAINT", "FOREIGN")) {
      return true;
    }
    return (in.is("CHECK") && in.peek(1).isSymbol("("))
        || (in.is("VECTOR") && in.peek(1).isAny("INDEX", "KEY"));
  }

  /** Reads one and adds it to its list. */
  void parse(
      List<KeyDefinition> keys,
      List<CheckDefinition> checks,
      List<ForeignKeyDefinition> foreignKeys) {
    String name = "";
    if (in.accept("CONSTRAINT") && !in.isAny("PRIMARY", "UNIQUE", "FOREIGN", "CHECK")) {
      name = in.name();
    }
    if (in.is("CHECK")) {
      checks.add(check(name, ""));
    } else if (in.is("FOREIGN")) {
      foreignKeys.add(foreignKey(name));
    } else {
      keys.add(key(name));
    }
  }

  /** CHECK (expr) [[NOT] ENFORCED]. */
  CheckDefinition check(String name, String column) {
    in.expect("CHECK");
    var expr = in.parenthesizedExpr();
    boolean enforced = !in.accept("NOT", "ENFORCED");
    in.accept("ENFORCED");
    return new CheckDefinition(name, expr, enforced, column);
  }

  /**
   * A key with everything that belongs to it; the constraint's name is the key's if it has none.
   */
  KeyDefinition key(String constraintName) {
    KeyDefinition.Kind kind = kind();
    if (!in.accept("KEY") && !in.accept("INDEX") && kind == KeyDefinition.Kind.PRIMARY) {
      throw in.unexpected();
    }
    if (in.accept("IF", "NOT", "EXISTS")) {
      throw new SqlSyntaxException("IF NOT EXISTS is not understood here", in.peek().start());
    }
    String name = constraintName;
    if (!in.isSymbol("(") && !(in.is("USING") || in.is("TYPE")) || isNamedUsing()) {
      name = in.name();
    }
    return afterName(kind, name, using());
  }

  /** Whether an index is really called USING or TYPE. */
  private boolean isNamedUsing() {
    return in.isAny("USING", "TYPE") && (in.peek(1).isSymbol("(") || in.peek(1).is("USING"));
  }

  /** What kind of key begins here; moves behind the words that say so, not behind KEY. */
  KeyDefinition.Kind kind() {
    if (in.accept("PRIMARY")) {
      return KeyDefinition.Kind.PRIMARY;
    } else if (in.accept("UNIQUE")) {
      return KeyDefinition.Kind.UNIQUE;
    } else if (in.accept("FULLTEXT")) {
      return KeyDefinition.Kind.FULLTEXT;
    } else if (in.accept("SPATIAL")) {
      return KeyDefinition.Kind.SPATIAL;
    } else if (in.accept("VECTOR")) {
      return KeyDefinition.Kind.VECTOR;
    }
    return KeyDefinition.Kind.KEY;
  }

  /** USING BTREE and the like; BTREE where nothing is said. */
  IndexType using() {
    if (!in.accept("USING") && !in.accept("TYPE")) {
      return IndexType.BTREE;
    }
    String type = in.name().toUpperCase(Locale.ROOT);
    return switch (type) {
      case "BTREE" -> IndexType.BTREE;
      case "HASH" -> IndexType.HASH;
      case "RTREE" -> IndexType.RTREE;
      case "HNSW" -> IndexType.VECTOR;
      default -> throw new SqlSyntaxException("index type " + type + " is not known", 0);
    };
  }

  /** The parts of a key and the options behind them. */
  KeyDefinition afterName(KeyDefinition.Kind kind, String name, IndexType declared) {
    List<KeyDefinition.Part> parts = parts();
    IndexType type = declared;
    Boolean clustered = null;
    boolean global = false;
    boolean invisible = false;
    String comment = "";
    while (true) {
      if (in.accept("CLUSTERED")) {
        clustered = true;
      } else if (in.accept("NONCLUSTERED")) {
        clustered = false;
      } else if (in.accept("GLOBAL")) {
        global = true;
      } else if (in.accept("LOCAL")) {
        global = false;
      } else if (in.accept("INVISIBLE")) {
        invisible = true;
      } else if (in.accept("VISIBLE")) {
        invisible = false;
      } else if (in.accept("COMMENT")) {
        comment = in.string();
      } else if (in.isAny("USING", "TYPE")) {
        type = using();
      } else if (in.accept("KEY_BLOCK_SIZE") || in.accept("PRE_SPLIT_REGIONS")) {
        in.acceptSymbol("=");
        in.integer();
      } else if (in.accept("WITH", "PARSER")) {
        in.name();
      } else if (in.accept("ADD_COLUMNAR_REPLICA_ON_DEMAND")) {
        type = IndexType.VECTOR;
      } else {
        return new KeyDefinition(kind, name, parts, clustered, global, invisible, comment, type);
      }
    }
  }

  private List<KeyDefinition.Part> parts() {
    in.expectSymbol("(");
    List<KeyDefinition.Part> parts = new ArrayList<>();
    do {
      parts.add(part());
      if (!in.accept("ASC")) {
        in.accept("DESC");
      }
    } while (in.acceptSymbol(","));
    in.expectSymbol(")");
    return parts;
  }

  private KeyDefinition.Part part() {
    if (in.isSymbol("(")) {
      return new KeyDefinition.Part(null, in.parenthesizedExpr(), IndexColumn.WHOLE);
    }
    String column = in.name();
    int length = IndexColumn.WHOLE;
    if (in.isSymbol("(")) {
      in.next();
      length = in.smallInteger();
      in.expectSymbol(")");
      if (length == 0) {
        throw new DdlException("ddl", 1391, "Key part '" + column + "' length cannot be 0");
      }
    }
    return new KeyDefinition.Part(column, null, length);
  }

  private ForeignKeyDefinition foreignKey(String constraintName) {
    in.expect("FOREIGN", "KEY");
    in.accept("IF", "NOT", "EXISTS");
    String name = constraintName;
    if (!in.isSymbol("(")) {
      String index = in.name();
      name = name.isEmpty() ? index : name;
    }
    List<String> columns = in.nameList();
    in.expect("REFERENCES");
    TableName references = in.tableName();
    List<String> refColumns = in.nameList();
    int[] actions = referenceActions();
    return new ForeignKeyDefinition(name, columns, references, refColumns, actions[0], actions[1]);
  }

  /** MATCH and the actions behind REFERENCES: on delete, on update. */
  int[] referenceActions() {
    int[] actions = new int[2];
    while (true) {
      if (in.accept("MATCH")) {
        in.next();
      } else if (in.accept("ON", "DELETE")) {
        actions[0] = action();
      } else if (in.is("ON", "UPDATE") && !isNow(in.peek(2))) {
        in.accept("ON", "UPDATE");
        actions[1] = action();
      } else {
        return actions;
      }
    }
  }

  private static boolean isNow(Token token) {
    return token.isAny("CURRENT_TIMESTAMP", "NOW", "LOCALTIME", "LOCALTIMESTAMP");
  }

  private int action() {
    if (in.accept("RESTRICT")) {
      return 1;
    } else if (in.accept("CASCADE")) {
      return 2;
    } else if (in.accept("SET", "NULL")) {
      return 3;
    } else if (in.accept("NO", "ACTION")) {
      return 4;
    } else if (in.accept("SET", "DEFAULT")) {
      return 5;
    }
    throw in.unexpected();
  }
}
