package io.levin.schema.ddl;

import io.levin.schema.FieldType;
import io.levin.schema.expr.Expr;
import java.math.BigInteger;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.function.Function;

/**
 * The types of functions that make one text of several.
 *
 * @param call the function
 * @param asText how an argument is converted to text
 */
record TextFunctionType(Expr.Call call, Function<Expr, FieldType> asText) {

  /** The type; empty where the arguments' collations differ or a length is too large. */
  Optional<FieldType> of() {
    List<FieldType> args = new ArrayList<>();
    boolean padded = call.name().endsWith("pad");
    for (int i = 0; i < call.args().size(); i++) {
      boolean number = padded && i == 1 || call.name().equals("elt") && i == 0;
      args.add(number ? null : asText.apply(call.args().get(i)));
    }
    if (padded && padding().bitLength() >= Integer.SIZE) {
      return Optional.empty();
    }
    return collated(args).map(text -> withLength(text, length(args, text)));
  }

  private static FieldType withLength(FieldType text, long length) {
    return FieldType.of(text.tp(), 0, length, -1, text.charset(), text.collate());
  }

  private long length(List<FieldType> args, FieldType text) {
    return switch (call.name()) {
      case "concat" -> args.stream().mapToLong(FieldType::flen).sum();
      case "concat_ws" ->
          args.stream().skip(1).mapToLong(FieldType::flen).sum()
              + (args.size() - 2) * args.get(0).flen();
      case "elt" -> args.stream().skip(1).mapToLong(FieldType::flen).max().orElse(0);
      case "replace" -> replaced(args);
      default -> padding().longValue() * (text.charset().equals("binary") ? 1 : 4);
    };
  }

  /** The length that LPAD or RPAD makes. */
  private BigInteger padding() {
    return ConstantExpr.integer(call.args().get(1));
  }

  private static long replaced(List<FieldType> args) {
    long length = args.get(0).flen();
    long old = args.get(1).flen();
    long more = args.get(2).flen() - old;
    return more > 0 && old > 0 ? length + length / old * more : length;
  }

  /** Columns decide about the collation, and what is computed from them; literals do not. */
  private Optional<FieldType> collated(List<FieldType> args) {
    FieldType found = null;
    FieldType literal = null;
    for (int i = 0; i < args.size(); i++) {
      FieldType type = args.get(i);
      if (type == null) {
        continue;
      }
      if (call.args().get(i) instanceof Expr.Str) {
        literal = type;
      } else if (found == null || found.collate().equals(type.collate())) {
        found = type;
      } else if (type.charset().equals("binary") || !found.charset().equals("binary")) {
        boolean plain = found.collate().equals("utf8mb4_bin");
        if (!plain && !type.collate().equals("utf8mb4_bin")) {
          return Optional.empty();
        }
        found = plain ? type : found;
      }
    }
    return Optional.ofNullable(found == null ? literal : found);
  }
}
