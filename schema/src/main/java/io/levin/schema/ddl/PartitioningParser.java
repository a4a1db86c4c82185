package io.levin.schema.ddl;

import io.levin.schema.PartitionType;
import io.levin.schema.expr.Expr;
import io.levin.schema.sql.SqlSyntaxException;
import io.levin.schema.sql.Token;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;

/** Reads PARTITION BY. */
final class PartitioningParser {
  private static final Expr MAXVALUE = new Expr.Keyword("maxvalue");
  private static final Expr DEFAULT = new Expr.Keyword("default");

  private final TokenCursor in;
  private Expr expr;
  private List<String> columns = List.of();

  PartitioningParser(TokenCursor in) {
    this.in = in;
  }

  PartitioningDefinition parse() {
    in.expect("PARTITION", "BY");
    in.accept("LINEAR");
    PartitionType type = method();
    PartitioningDefinition.Interval interval = null;
    int count = 0;
    if (in.accept("INTERVAL")) {
      interval = interval();
    }
    if (in.accept("PARTITIONS")) {
      count = in.smallInteger();
    }
    if (in.accept("SUBPARTITION", "BY")) {
      subpartitioning(type);
    }
    List<PartitioningDefinition.Partition> partitions = new ArrayList<>();
    if (in.acceptSymbol("(")) {
      do {
        partitions.add(partition());
      } while (in.acceptSymbol(","));
      in.expectSymbol(")");
    }
    if (in.is("UPDATE", "INDEXES")) {
      throw new SqlSyntaxException("UPDATE INDEXES is not understood", in.peek().start());
    }
    return new PartitioningDefinition(type, expr, columns, count, partitions, interval);
  }

  /** TiDB reads it and divides by the partitions only. */
  private void subpartitioning(PartitionType type) {
    if (type == PartitionType.HASH || type == PartitionType.KEY) {
      throw new DdlException(
          "ddl", 1500, "It is only possible to mix RANGE/LIST partitioning with subpartitioning");
    }
    in.accept("LINEAR");
    if (!in.accept("HASH")) {
      in.expect("KEY");
      algorithm();
    }
    in.parenthesized();
    if (in.accept("SUBPARTITIONS")) {
      in.smallInteger();
    }
  }

  private void algorithm() {
    if (in.accept("ALGORITHM")) {
      in.expectSymbol("=");
      in.integer();
    }
  }

  private PartitionType method() {
    if (in.accept("HASH")) {
      expr = in.parenthesizedExpr();
      return PartitionType.HASH;
    }
    if (in.accept("KEY")) {
      algorithm();
      columns = in.nameList();
      return PartitionType.KEY;
    }
    PartitionType type = in.is("RANGE") ? PartitionType.RANGE : PartitionType.LIST;
    if (!in.accept("RANGE")) {
      in.expect("LIST");
    }
    if (in.accept("COLUMNS")) {
      columns = in.nameList();
    } else {
      expr = in.parenthesizedExpr();
    }
    return type;
  }

  private PartitioningDefinition.Interval interval() {
    in.expectSymbol("(");
    List<Token> amount = new ArrayList<>();
    String unit = "";
    while (!in.isSymbol(")")) {
      Token token = in.next();
      if (in.isSymbol(")") && !amount.isEmpty() && token.kind() == Token.Kind.WORD) {
        unit = token.text().toLowerCase(Locale.ROOT);
      } else {
        amount.add(token);
      }
    }
    in.expectSymbol(")");
    in.expect("FIRST", "PARTITION", "LESS", "THAN");
    Expr first = in.parenthesizedExpr();
    in.expect("LAST", "PARTITION", "LESS", "THAN");
    Expr last = in.parenthesizedExpr();
    boolean nullPartition = in.accept("NULL", "PARTITION");
    boolean maxValuePartition = in.accept("MAXVALUE", "PARTITION");
    return new PartitioningDefinition.Interval(
        in.expr(amount), unit, first, last, nullPartition, maxValuePartition);
  }

  private PartitioningDefinition.Partition partition() {
    in.expect("PARTITION");
    String name = in.name();
    List<Expr> lessThan = new ArrayList<>();
    List<List<Expr>> values = new ArrayList<>();
    if (in.accept("VALUES", "LESS", "THAN")) {
      if (in.accept("MAXVALUE")) {
        lessThan.add(MAXVALUE);
      } else {
        lessThan.addAll(tuple());
      }
    } else if (in.accept("VALUES", "IN")) {
      in.expectSymbol("(");
      do {
        values.add(listItem());
      } while (in.acceptSymbol(","));
      in.expectSymbol(")");
    } else if (in.accept("DEFAULT")) {
      values.add(List.of(DEFAULT));
    }
    return new PartitioningDefinition.Partition(name, lessThan, values, partitionComment());
  }

  private List<Expr> listItem() {
    if (in.isSymbol("(") && columns.size() > 1) {
      return tuple();
    }
    return List.of(value());
  }

  private List<Expr> tuple() {
    in.expectSymbol("(");
    List<Expr> values = new ArrayList<>();
    do {
      values.add(value());
    } while (in.acceptSymbol(","));
    in.expectSymbol(")");
    return values;
  }

  private Expr value() {
    if (in.accept("MAXVALUE")) {
      return MAXVALUE;
    }
    if (in.accept("DEFAULT")) {
      return DEFAULT;
    }
    Expr value = in.expr(in.untilComma());
    return value instanceof Expr.Paren paren ? paren.inner() : value;
  }

  /** Reads the options of a partition and its subpartitions; only the comment matters. */
  private String partitionComment() {
    String comment = "";
    while (!in.isSymbol(",") && !in.isSymbol(")")) {
      if (in.accept("COMMENT")) {
        in.acceptSymbol("=");
        comment = in.string();
      } else if (in.isSymbol("(")) {
        in.parenthesized();
      } else if (in.atEnd()) {
        throw in.unexpected();
      } else {
        in.next();
      }
    }
    return comment;
  }
}
