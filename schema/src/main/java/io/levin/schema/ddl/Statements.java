package io.levin.schema.ddl;

import io.levin.schema.sql.SqlMode;
import io.levin.schema.sql.SqlSyntaxException;
import java.util.ArrayList;
import java.util.List;

/** Reads statements. Safe for use by several threads. */
public final class Statements {
  private final TokenCursor in;

  private Statements(TokenCursor in) {
    this.in = in;
  }

  /**
   * One statement.
   *
   * @param sql the statement, with or without its semicolon
   * @param mode the SQL mode under which it is read
   * @return what it is; {@link Statement.Other} when it is none of those that Levin knows
   * @throws SqlSyntaxException when it begins like one that Levin knows and goes on otherwise
   */
  public static Statement parse(String sql, SqlMode mode) {
    TokenCursor in = new TokenCursor(sql, mode);
    return new Statements(in).statement();
  }

  /** As the other method, in TiDB's default SQL mode. */
  public static Statement parse(String sql) {
    return parse(sql, SqlMode.DEFAULT);
  }

  private Statement statement() {
    String keyword = in.peek().keyword();
    Statement statement =
        switch (keyword) {
          case "CREATE" -> create();
          case "DROP" -> drop();
          case "ALTER" -> in.peek(1).is("TABLE") ? alter() : null;
          case "TRUNCATE" -> truncate();
          default -> null;
        };
    if (statement == null) {
      return new Statement.Other(keyword);
    }
    in.expectEnd();
    return statement;
  }

  private Statement create() {
    in.next();
    if (in.accept("DATABASE") || in.accept("SCHEMA")) {
      return createDatabase();
    }
    boolean global = in.is("GLOBAL", "TEMPORARY") && in.accept("GLOBAL");
    boolean temporary = in.accept("TEMPORARY");
    if (in.accept("TABLE")) {
      return createTable(global || temporary);
    }
    if (in.isAny("UNIQUE", "INDEX", "FULLTEXT", "SPATIAL", "VECTOR")) {
      return createIndex();
    }
    return createView();
  }

  private Statement createDatabase() {
    boolean ifNotExists = in.accept("IF", "NOT", "EXISTS");
    String name = in.name();
    TableOptions options = new TableOptionsParser(in).parse();
    return new Statement.CreateDatabase(
        name, ifNotExists, options.text("CHARSET"), options.text("COLLATE"));
  }

  private Statement createTable(boolean temporary) {
    boolean ifNotExists = in.accept("IF", "NOT", "EXISTS");
    TableName name = in.tableName();
    boolean parenthesis = in.isSymbol("(") && in.peek(1).is("LIKE");
    if (parenthesis) {
      in.next();
    }
    if (in.accept("LIKE")) {
      TableName like = in.tableName();
      if (parenthesis) {
        in.expectSymbol(")");
      }
      return new Statement.CreateTable(name, ifNotExists, temporary, null, like);
    }
    TableDefinition definition = new TableDefinitionParser(in).parse();
    return new Statement.CreateTable(name, ifNotExists, temporary, definition, null);
  }

  private Statement createView() {
    boolean orReplace = in.accept("OR", "REPLACE");
    while (!in.atEnd() && !in.is("VIEW")) {
      if (!orReplace && !in.isAny("ALGORITHM", "DEFINER", "SQL")) {
        return null;
      }
      in.next();
      while (!in.atEnd() && !in.isAny("ALGORITHM", "DEFINER", "SQL", "VIEW")) {
        in.next();
      }
    }
    if (!in.accept("VIEW")) {
      return null;
    }
    TableName name = in.tableName();
    List<String> columns = in.isSymbol("(") ? in.nameList() : List.of();
    in.expect("AS");
    return new Statement.CreateView(name, orReplace, columns, in.rest());
  }

  private Statement createIndex() {
    KeyParser keys = new KeyParser(in);
    KeyDefinition.Kind kind = keys.kind();
    in.expect("INDEX");
    boolean ifNotExists = in.accept("IF", "NOT", "EXISTS");
    String name = in.name();
    var type = keys.using();
    in.expect("ON");
    TableName table = in.tableName();
    KeyDefinition key = keys.afterName(kind, name, type);
    if (ifNotExists) {
      throw new SqlSyntaxException("CREATE INDEX IF NOT EXISTS is not understood", 0);
    }
    return new Statement.AlterTable(table, List.of(new Alteration.AddKey(key)));
  }

  private Statement drop() {
    in.next();
    if (in.accept("DATABASE") || in.accept("SCHEMA")) {
      boolean ifExists = in.accept("IF", "EXISTS");
      return new Statement.DropDatabase(in.name(), ifExists);
    }
    if (in.accept("INDEX")) {
      boolean ifExists = in.accept("IF", "EXISTS");
      String name = in.name();
      in.expect("ON");
      return new Statement.AlterTable(
          in.tableName(), List.of(new Alteration.DropKey(name, ifExists)));
    }
    boolean view = in.is("VIEW");
    if (!view && !in.is("TABLE") && !in.is("TABLES") && !in.is("TEMPORARY", "TABLE")) {
      return null;
    }
    in.accept("TEMPORARY");
    in.next();
    boolean ifExists = in.accept("IF", "EXISTS");
    List<TableName> names = new ArrayList<>();
    do {
      names.add(in.tableName());
    } while (in.acceptSymbol(","));
    if (!in.accept("RESTRICT")) {
      in.accept("CASCADE");
    }
    return view
        ? new Statement.DropView(names, ifExists)
        : new Statement.DropTable(names, ifExists);
  }

  private Statement truncate() {
    in.next();
    in.accept("TABLE");
    return new Statement.TruncateTable(in.tableName());
  }

  private Statement alter() {
    in.expect("ALTER", "TABLE");
    TableName name = in.tableName();
    List<Alteration> alterations = new ArrayList<>();
    do {
      alterations.addAll(new AlterationParser(in).parse());
    } while (in.acceptSymbol(","));
    return new Statement.AlterTable(name, alterations);
  }
}
