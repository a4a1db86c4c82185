package io.levin.kv.expr;

import io.levin.kv.collation.Collation;
import io.levin.kv.value.ConversionException;
import io.levin.kv.value.CoreTime;
import io.levin.kv.value.Value;
import io.levin.kv.value.ValueKind;
import io.levin.schema.MysqlType;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;

/** GREATEST and LEAST. */
final class Extremum {
  private Extremum() {}

  static Node node(Tools tools, Node[] args, boolean greatest) {
    boolean times = false;
    boolean onlyTemporal = true;
    SqlType leading = null;
    for (Node arg : args) {
      EvalKind kind = arg.type().kind();
      times |= kind == EvalKind.TIME;
      onlyTemporal &= kind.temporal();
      if (kind.temporal() && (leading == null || arg.type().tp() == MysqlType.DATETIME)) {
        leading = arg.type();
      }
    }
    if (times && onlyTemporal) {
      return temporal(tools, args, greatest);
    }
    // Beside text, the first DATETIME or else the first of all decides: a TIME leaves all as text.
    if (leading != null && leading.kind() == EvalKind.TIME) {
      return textAsTime(tools, args, greatest, leading.tp() == MysqlType.DATE);
    }
    SqlType merged = MergedType.of(Tools.types(args));
    if (merged.kind() == EvalKind.INT && args[0].type().isTruth()) {
      merged = args[0].type();
    }
    EvalKind kind = merged.kind() == EvalKind.JSON ? EvalKind.STRING : merged.kind();
    if (kind == EvalKind.STRING) {
      Collation collation = tools.collation(Tools.merged(args));
      return best(
          text(args), tools.all(kind, args), greatest, (a, b) -> Comparison.text(collation, a, b));
    }
    Node[] nodes = tools.all(kind, args);
    for (int i = 0; i < nodes.length; i++) {
      nodes[i] = ControlFlow.withSign(merged, nodes[i]);
    }
    // Integers compare as if all had a sign.
    Comparison.Order order =
        switch (kind) {
          case INT -> (a, b) -> Long.compare(a.bits(), b.bits());
          case REAL -> Comparison::reals;
          default -> new Comparison(tools).order(kind, nodes[0], nodes[0]);
        };
    SqlType type = digits(merged, nodes);
    return best(Collations.numberOf(type, Tools.types(args)), nodes, greatest, order);
  }

  /** Text that has no digits behind the point where a number of seconds is made of it. */
  private static SqlType text(Node[] args) {
    SqlType text = Tools.merged(args).withDecimal(0);
    if (!text.binary()) {
      return text;
    }
    long longest = 0;
    boolean large = false;
    for (Node arg : args) {
      SqlType type = arg.type();
      large |= type.large();
      longest = Math.max(longest, type.blobLength());
    }
    if (longest < SqlType.LARGE || large) {
      return large ? text.withFlen(SqlType.LARGE) : text;
    }
    int blob = longest < SqlType.LONG ? MysqlType.MEDIUM_BLOB : MysqlType.LONG_BLOB;
    return text.withTp(blob).withFlen(longest);
  }

  /** The digits of the widest; a double without a number of them counts as one of none. */
  private static SqlType digits(SqlType merged, Node[] nodes) {
    long flen = 0;
    int decimal = 0;
    for (Node node : nodes) {
      flen = Math.max(flen, node.type().flen());
      decimal = Math.max(decimal, node.type().decimal());
    }
    return switch (merged.kind()) {
      case REAL -> SqlType.REAL.withFlen(flen).withDecimal(decimal);
      case DECIMAL -> SqlType.decimal(flen, decimal);
      default -> merged.isTruth() ? merged : SqlType.integer(merged.unsigned()).withFlen(flen);
    };
  }

  private static Node temporal(Tools tools, Node[] args, boolean greatest) {
    int fsp = 0;
    boolean dates = true;
    for (Node arg : args) {
      fsp = Math.max(fsp, arg.type().fsp());
      dates &= arg.type().tp() == MysqlType.DATE;
    }
    int tp = dates ? MysqlType.DATE : MysqlType.DATETIME;
    Node[] nodes = new Node[args.length];
    for (int i = 0; i < args.length; i++) {
      boolean same = dates || args[i].type().kind() == EvalKind.TIME && !isDate(args[i]);
      nodes[i] = same ? args[i] : tools.coerce().toTime(args[i], tp, args[i].type().fsp());
    }
    Comparison.Order order = (a, b) -> Long.compareUnsigned(a.bits(), b.bits());
    SqlType type = Collations.numberOf(SqlType.time(tp, fsp), Tools.types(args));
    return best(type, nodes, greatest, order);
  }

  private static boolean isDate(Node node) {
    return node.type().tp() == MysqlType.DATE;
  }

  /** Dates beside text or numbers: all become text that is compared as the date that it is. */
  private static Node textAsTime(Tools tools, Node[] args, boolean greatest, boolean asDate) {
    Value value = new Value();
    Value parsed = new Value();
    ValueKind kind = asDate ? ValueKind.DATE : ValueKind.DATETIME;
    Node[] texts = tools.all(EvalKind.STRING, args);
    return new Node(text(args)) {
      @Override
      boolean constant() {
        return allConstant(texts);
      }

      @Override
      void eval(Value[] row, Value to) throws ConversionException {
        byte[] best = null;
        for (Node text : texts) {
          text.eval(row, value);
          if (value.isNull()) {
            to.setNull();
            return;
          }
          // What is no date is an error before a NULL behind it is seen.
          byte[] next = normalized(tools, value, kind, parsed);
          int order = best == null ? 0 : Arrays.compareUnsigned(next, best);
          if (best == null || (greatest ? order > 0 : order < 0)) {
            best = next;
          }
        }
        to.setString(best, 0, best.length);
      }
    };
  }

  /** The date that a text is, or the bytes of a text that is none. */
  private static byte[] normalized(Tools tools, Value value, ValueKind kind, Value parsed)
      throws ConversionException {
    int end = value.offset() + value.length();
    int dot = end;
    for (int i = value.offset(); i < end; i++) {
      dot = value.array()[i] == '.' ? i + 1 : dot;
    }
    int fsp = kind == ValueKind.DATE ? 0 : Math.min(6, end - dot);
    tools.times().textToTime(value.array(), value.offset(), value.length(), kind, fsp, parsed);
    return parsed.isNull()
        ? value.copyBytes()
        : CoreTime.text(parsed.bits(), kind, fsp).getBytes(StandardCharsets.US_ASCII);
  }

  private static Node best(SqlType type, Node[] nodes, boolean greatest, Comparison.Order order) {
    return CallNode.of(
        type,
        (v, to) -> {
          Value best = v[0];
          for (int i = 1; i < v.length; i++) {
            int difference = order.compare(v[i], best);
            if (greatest ? difference > 0 : difference < 0) {
              best = v[i];
            }
          }
          to.set(best);
          if (best.kind() == ValueKind.DATE) { // COALESCE may give one as a DATETIME
            to.setTime(type.timeKind(), best.bits(), best.fsp());
          }
        },
        nodes);
  }
}
