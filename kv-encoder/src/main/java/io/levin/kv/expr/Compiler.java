package io.levin.kv.expr;

import io.levin.kv.value.Session;
import io.levin.schema.ColumnInfo;
import io.levin.schema.Identifiers;
import io.levin.schema.expr.Expr;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;

/** Turns an expression's tree into nodes. */
final class Compiler {
  /**
   * Functions with an error of their own, beside which TIME_FORMAT takes a value that depends on
   * all that is between them.
   */
  private static final Set<String> WITH_OWN_ERROR =
      Set.of("bin_to_uuid", "inet_aton", "uuid_to_bin");

  private final List<ColumnInfo> columns;
  private final Tools tools;
  private final List<Expr> differences = new ArrayList<>();

  /** How many functions are around that look at the value beside an error. */
  private int looking;

  /** How many TIME_FORMATs are around. */
  private int spans;

  /** How many functions are around in whose arguments constants that warn are no constants. */
  private int trying;

  /** Greater than 0 where a constant is computed for each row all the same. */
  private int eachRow;

  Compiler(List<ColumnInfo> columns, Session session) {
    this.columns = columns;
    this.tools = new Tools(session);
  }

  Tools tools() {
    return tools;
  }

  Node compile(Expr expr) {
    Node node = folded(expr);
    return looking > 0 && NullOnError.is(expr) ? nullOnError(node) : node;
  }

  /**
   * The node, or its value if that is the same for each row. Among the arguments of IF and its like
   * a function stays one if its value comes with a warning, but a cast does not.
   */
  private Node folded(Expr expr) {
    Node built = build(expr);
    long before = tools.session().warnings();
    Node node = ConstantNode.folded(built);
    boolean told = node != built && tools.session().warnings() > before;
    if (!told || trying == 0 || expr instanceof Expr.Cast) {
      return node;
    }
    eachRow++;
    Node again = Node.perRow(build(expr), node);
    eachRow--;
    return again;
  }

  private Node[] compileTrying(List<Expr> exprs) {
    trying++;
    Node[] nodes = compileAll(exprs);
    trying--;
    return nodes;
  }

  /**
   * A truth value or an argument of IFNULL that TiDB folds after all, if it is one as it stands.
   */
  private Node foldedAfterAll(Node node, boolean asIs) {
    return trying == 0 && asIs ? node.sameForEachRow() : node;
  }

  private Node[] forIfNull(Node[] args) {
    EvalKind kind = MergedType.of(Tools.types(args)).kind();
    for (int i = 0; i < args.length && (i == 0 || isNull(args[0])); i++) {
      EvalKind own = args[i].type().kind();
      args[i] = foldedAfterAll(args[i], own == kind && !kind.temporal() && own != EvalKind.DECIMAL);
    }
    return args;
  }

  private static boolean isNull(Node node) {
    return node instanceof ConstantNode constant && constant.value().isNull();
  }

  /** The node, whose error is to come with NULL where that can matter. */
  private Node nullOnError(Node node) {
    boolean plain = node instanceof ConstantNode || node instanceof ColumnNode;
    return looking > 0 && !plain ? new NullOnError(node) : node;
  }

  /** True if a subtraction without sign was compiled that is not the whole expression. */
  boolean hasInnerUnsignedDifference(Expr root) {
    Expr whole = root;
    while (whole instanceof Expr.Paren paren) {
      whole = paren.inner();
    }
    for (Expr difference : differences) {
      if (difference != whole) {
        return true;
      }
    }
    return false;
  }

  private Node build(Expr expr) {
    if (expr instanceof Expr.Column column) {
      return new ColumnNode(column(column.name()));
    } else if (expr instanceof Expr.Paren paren) {
      return compile(paren.inner());
    } else if (expr instanceof Expr.Unary unary) {
      return unary(unary.operator(), compile(unary.operand()));
    } else if (expr instanceof Expr.Binary binary) {
      return binary(binary);
    } else if (expr instanceof Expr.Call call) {
      return call(call);
    } else if (expr instanceof Expr.Cast cast) {
      return cast(cast);
    } else if (expr instanceof Expr.Case choice) {
      return choice(choice);
    }
    Node literal = new Literals(tools).of(expr);
    return literal != null ? literal : predicate(expr);
  }

  private Node cast(Expr.Cast cast) {
    Expr inner = cast.value();
    while (inner instanceof Expr.Paren paren) {
      inner = paren.inner();
    }
    if (cast.type().name().equals("char")
        && inner instanceof Expr.Cast other
        && other.type().name().equals("year")) {
      // A year that is none may have more digits than TiDB has room for in the text.
      throw new UnsupportedExpression("a cast to char of a cast to year");
    }
    Node value = compile(cast.value());
    boolean open =
        cast.type().length() >= 0
            || cast.form() == Expr.CastForm.BINARY
            || value.constant()
            || value.type().kind() != EvalKind.STRING;
    TextWidth width = open ? TextWidth.OPEN : TextWidth.of(inner, this::column);
    return Casts.node(tools, value, cast.type(), width);
  }

  private ColumnInfo column(String name) {
    String lower = Identifiers.lower(name);
    for (ColumnInfo column : columns) {
      if (column.lowerName().equals(lower)) {
        return column;
      }
    }
    throw new UnsupportedExpression("column " + name + ", which the table does not have");
  }

  private Node unary(String operator, Node operand) {
    return switch (operator) {
      case "-" -> new Arithmetic(tools).negate(operand);
      case "+" -> operand;
      case "~" -> BitOperators.complement(tools, operand);
      case "!", "not" -> new Logic(tools).not(operand);
      default -> throw new UnsupportedExpression("operator " + operator);
    };
  }

  private Node binary(Expr.Binary binary) {
    if (binary.left() instanceof Expr.Row || binary.right() instanceof Expr.Row) {
      throw new UnsupportedExpression("a comparison of rows");
    }
    boolean junction = binary.operator().equals("and") || binary.operator().equals("or");
    trying += junction ? 1 : 0;
    Node left = compile(binary.left());
    Node right = compile(binary.right());
    trying -= junction ? 1 : 0;
    return switch (binary.operator()) {
      case "+", "-", "*", "/", "div", "%" -> {
        Node result = new Arithmetic(tools).binary(binary.operator(), left, right);
        if (binary.operator().equals("-") && result.type().unsigned()) {
          differences.add(binary);
        }
        yield result;
      }
      case "&", "|", "^", "<<", ">>" -> BitOperators.binary(tools, binary.operator(), left, right);
      case "=", "!=", "<", "<=", ">", ">=", "<=>" ->
          new Comparison(tools).binary(binary.operator(), left, right);
      case "and" -> new Logic(tools).and(left, right);
      case "or" -> new Logic(tools).or(left, right);
      case "xor" -> new Logic(tools).xor(left, right);
      default -> throw new UnsupportedExpression("operator " + binary.operator());
    };
  }

  private Node[] compileAll(List<Expr> exprs) {
    Node[] nodes = new Node[exprs.size()];
    for (int i = 0; i < nodes.length; i++) {
      nodes[i] = compile(exprs.get(i));
    }
    return nodes;
  }

  private Node call(Expr.Call call) {
    if (spans > 0 && WITH_OWN_ERROR.contains(call.name())) {
      throw new UnsupportedExpression("function " + call.name() + " in a time_format");
    }
    switch (call.name()) {
      case "date_add", "date_sub", "adddate", "subdate" -> {
        boolean minus = call.name().equals("date_sub") || call.name().equals("subdate");
        if (call.args().size() == 2 && call.args().get(1) instanceof Expr.Interval interval) {
          requireKnownDigits(interval);
          return DateArithmetic.add(
              tools,
              compile(call.args().get(0)),
              compile(interval.amount()),
              interval.unit(),
              minus,
              eachRow > 0);
        }
        throw new UnsupportedExpression("function " + call.name() + " without an interval");
      }
      case "timestampadd" -> {
        if (call.args().size() == 3 && call.args().get(0) instanceof Expr.Keyword unit) {
          return DateArithmetic.timestampAdd(
              tools, unit.word(), compile(call.args().get(1)), compile(call.args().get(2)));
        }
        throw new UnsupportedExpression("function timestampadd without a unit");
      }
      case "timestampdiff" -> {
        if (call.args().size() == 3 && call.args().get(0) instanceof Expr.Keyword unit) {
          looking++;
          Node[] args = {
            ConstantNode.text(unit.word()), compile(call.args().get(1)), compile(call.args().get(2))
          };
          looking--;
          return Functions.call(tools, "timestampdiff", args);
        }
        throw new UnsupportedExpression("function timestampdiff without a unit");
      }
      case "if" -> {
        Node[] args = compileTrying(call.args());
        args[0] = nullOnError(foldedAfterAll(args[0], args[0].type().kind() == EvalKind.INT));
        return Functions.call(tools, call.name(), args);
      }
      case "ifnull" -> {
        return Functions.call(tools, call.name(), forIfNull(compileTrying(call.args())));
      }
      case "coalesce", "interval" -> {
        return Functions.call(tools, call.name(), compileTrying(call.args()));
      }
      case "dayofyear", "yearweek", "date_format", "time_format" -> {
        int span = call.name().equals("time_format") ? 1 : 0;
        looking++;
        spans += span;
        Node[] args = compileAll(call.args());
        spans -= span;
        looking--;
        return Functions.call(tools, call.name(), args);
      }
      default -> {
        return Functions.call(tools, call.name(), compileAll(call.args()));
      }
    }
  }

  /** How many digits a function's double has for an interval depends on the function. */
  private void requireKnownDigits(Expr.Interval interval) {
    Expr amount = interval.amount();
    while (amount instanceof Expr.Paren paren) {
      amount = paren.inner();
    }
    boolean operation =
        amount instanceof Expr.Binary binary
            && List.of("+", "-", "*", "/").contains(binary.operator());
    if (interval.unit().indexOf('_') < 0 || operation) {
      return;
    }
    Node node = compile(amount);
    if (node.type().kind() == EvalKind.REAL
        && !(node instanceof ColumnNode)
        && !(amount instanceof Expr.Num)) {
      throw new UnsupportedExpression("an interval of several fields from a function's double");
    }
  }

  private Node choice(Expr.Case choice) {
    List<Node> conditions = new ArrayList<>();
    List<Node> results = new ArrayList<>();
    trying++;
    for (Expr.When when : choice.whens()) {
      conditions.add(compile(when.condition()));
      results.add(compile(when.result()));
    }
    if (choice.value() != null) {
      Comparison comparison = new Comparison(tools);
      List<Node> all = List.copyOf(conditions);
      // A value is computed anew for each WHEN that compares with it.
      conditions.replaceAll(
          when -> comparison.binary("=", comparison.besideAll(compile(choice.value()), all), when));
    }
    conditions.replaceAll(this::nullOnError);
    Node otherwise = choice.otherwise() == null ? null : compile(choice.otherwise());
    trying--;
    for (int i = 0; i < conditions.size(); i++) {
      Node condition = conditions.get(i);
      conditions.set(i, foldedAfterAll(condition, condition.type().kind() == EvalKind.INT));
      if (!(conditions.get(i) instanceof ConstantNode)) {
        break;
      }
    }
    return ControlFlow.choice(tools, conditions, results, otherwise);
  }

  private Node predicate(Expr expr) {
    Logic logic = new Logic(tools);
    if (expr instanceof Expr.In in) {
      if (in.value() instanceof Expr.Row) {
        throw new UnsupportedExpression("IN with rows");
      }
      Node[] list = compileAll(in.list());
      for (int i = 0; i < list.length; i++) {
        list[i] = nullOnError(list[i]);
      }
      Node node = new InList(tools).of(compile(in.value()), List.of(list));
      return in.negated() ? logic.not(node) : node;
    } else if (expr instanceof Expr.Between between) {
      Comparison comparison = new Comparison(tools);
      Node[] args = {compile(between.value()), compile(between.low()), compile(between.high())};
      comparison.forBetween(args);
      args[0] = comparison.besideAll(args[0], List.of(args[1], args[2]));
      Node low = comparison.binary(">=", args[0], args[1]);
      Node high = comparison.binary("<=", args[0], args[2]);
      Node node = logic.and(low, high);
      return between.negated() ? logic.not(node) : node;
    } else if (expr instanceof Expr.Like like) {
      Node node = Like.node(tools, compile(like.value()), compile(like.pattern()), like);
      return like.negated() ? logic.not(node) : node;
    } else if (expr instanceof Expr.Regexp regexp) {
      Node[] args = {compile(regexp.value()), compile(regexp.pattern())};
      Node node = RegexpFunctions.like(tools, args);
      return regexp.negated() ? logic.not(node) : node;
    } else if (expr instanceof Expr.IsNull isNull) {
      return logic.isNull(compile(isNull.value()), isNull.negated());
    } else if (expr instanceof Expr.IsTruth truth) {
      return logic.isTruth(compile(truth.value()), truth.truth(), truth.negated());
    }
    return special(expr);
  }

  private Node special(Expr expr) {
    if (expr instanceof Expr.Trim trim) {
      Node remove = trim.remove() == null ? null : compile(trim.remove());
      return TextFunctions.trim(tools, trim.direction(), remove, compile(trim.value()));
    } else if (expr instanceof Expr.Extract extract) {
      return DateFunctions.extract(tools, extract.unit(), compile(extract.value()));
    } else if (expr instanceof Expr.ConvertUsing convert) {
      return Casts.using(tools, compile(convert.value()), convert.charset());
    } else if (expr instanceof Expr.Collate collate) {
      return Casts.collate(tools, compile(collate.value()), collate.collation());
    } else if (expr instanceof Expr.NextValue next) {
      throw new UnsupportedExpression("the sequence " + next.sequence());
    } else if (expr instanceof Expr.Row) {
      throw new UnsupportedExpression("a row as a value");
    }
    throw new UnsupportedExpression("the form " + expr.getClass().getSimpleName());
  }
}
