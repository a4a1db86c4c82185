package io.levin.schema.ddl;

import io.levin.schema.sql.SqlSyntaxException;
import java.util.ArrayList;
import java.util.List;

/** Reads one clause of ALTER TABLE. */
final class AlterationParser {
  private final TokenCursor in;

  AlterationParser(TokenCursor in) {
    this.in = in;
  }

  /** Several columns can be added by one clause. */
  List<Alteration> parse() {
    if (in.accept("ADD")) {
      return add();
    }
    if (in.accept("DROP")) {
      return List.of(drop());
    }
    boolean force = in.accept("FORCE");
    if (in.isAny("AUTO_INCREMENT", "AUTO_RANDOM_BASE")) {
      boolean increment = in.next().is("AUTO_INCREMENT");
      in.acceptSymbol("=");
      long value = in.integer();
      return List.of(
          increment
              ? new Alteration.AutoIncrement(value, force)
              : new Alteration.AutoRandomBase(value, force));
    }
    if (in.accept("RENAME")) {
      if (!in.accept("TO")) {
        in.accept("AS");
      }
      if (in.isAny("INDEX", "KEY", "COLUMN")) {
        throw unknown();
      }
      return List.of(new Alteration.Rename(in.tableName()));
    }
    if (TableOptionsParser.isOption(in.peek())) {
      return List.of(new Alteration.Options(new TableOptionsParser(in).parse()));
    }
    throw unknown();
  }

  private List<Alteration> add() {
    KeyParser keys = new KeyParser(in);
    if (keys.atKey()) {
      List<KeyDefinition> added = new ArrayList<>();
      List<CheckDefinition> checks = new ArrayList<>();
      List<ForeignKeyDefinition> foreignKeys = new ArrayList<>();
      keys.parse(added, checks, foreignKeys);
      if (added.isEmpty()) {
        throw unknown();
      }
      return List.of(new Alteration.AddKey(added.get(0)));
    }
    if (in.is("PARTITION")) {
      throw unknown();
    }
    in.accept("COLUMN");
    boolean ifNotExists = in.accept("IF", "NOT", "EXISTS");
    List<Alteration> columns = new ArrayList<>();
    if (in.acceptSymbol("(")) {
      do {
        columns.add(
            new Alteration.AddColumn(new ColumnParser(in).parse(), false, null, ifNotExists));
      } while (in.acceptSymbol(","));
      in.expectSymbol(")");
      return columns;
    }
    ColumnDefinition column = new ColumnParser(in).parse();
    boolean first = in.accept("FIRST");
    String after = in.accept("AFTER") ? in.name() : null;
    return List.of(new Alteration.AddColumn(column, first, after, ifNotExists));
  }

  private Alteration drop() {
    if (in.accept("PRIMARY", "KEY")) {
      return new Alteration.DropKey("PRIMARY", false);
    }
    if (in.accept("INDEX") || in.accept("KEY")) {
      boolean ifExists = in.accept("IF", "EXISTS");
      return new Alteration.DropKey(in.name(), ifExists);
    }
    if (in.isAny("FOREIGN", "PARTITION", "CONSTRAINT", "CHECK")) {
      throw unknown();
    }
    in.accept("COLUMN");
    boolean ifExists = in.accept("IF", "EXISTS");
    return new Alteration.DropColumn(in.name(), ifExists);
  }

  private SqlSyntaxException unknown() {
    return new SqlSyntaxException(
        "this clause of ALTER TABLE is not understood: " + in.unexpected().getMessage(),
        in.peek().start());
  }
}
