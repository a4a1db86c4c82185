package io.levin.schema.ddl;

import io.levin.schema.sql.SqlSyntaxException;
import java.util.ArrayList;
import java.util.List;

/** Reads what stands behind CREATE TABLE and the name. */
final class TableDefinitionParser {
  private final TokenCursor in;
  private final KeyParser keyParser;
  private final List<ColumnDefinition> columns = new ArrayList<>();
  private final List<KeyDefinition> keys = new ArrayList<>();
  private final List<CheckDefinition> checks = new ArrayList<>();
  private final List<ForeignKeyDefinition> foreignKeys = new ArrayList<>();

  TableDefinitionParser(TokenCursor in) {
    this.in = in;
    this.keyParser = new KeyParser(in);
  }

  TableDefinition parse() {
    in.expectSymbol("(");
    do {
      element();
    } while (in.acceptSymbol(","));
    in.expectSymbol(")");
    TableOptions options = new TableOptionsParser(in).parse();
    PartitioningDefinition partitioning =
        in.is("PARTITION", "BY") ? new PartitioningParser(in).parse() : null;
    if (in.isAny("AS", "SELECT", "IGNORE", "REPLACE") || in.isSymbol("(")) {
      throw new SqlSyntaxException("CREATE TABLE ... SELECT is not supported", in.peek().start());
    }
    return new TableDefinition(columns, keys, checks, foreignKeys, options, partitioning);
  }

  private void element() {
    if (keyParser.atKey()) {
      keyParser.parse(keys, checks, foreignKeys);
    } else {
      columns.add(new ColumnParser(in).parse());
    }
  }
}
