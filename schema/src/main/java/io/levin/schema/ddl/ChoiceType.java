package io.levin.schema.ddl;

import io.levin.schema.FieldType;
import io.levin.schema.Flags;
import io.levin.schema.MysqlType;
import io.levin.schema.expr.Expr;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.stream.IntStream;

/**
 * The type of a function that gives one of several values: signed numbers, or texts of one
 * collation, of columns that may be NULL. What else there is needs a cluster.
 *
 * @param name the function's name; {@code case} for CASE
 * @param values what it may give
 * @param types their types
 */
record ChoiceType(String name, List<Expr> values, List<FieldType> types) {
  /** Integer types, each with room for the one before. */
  private static final List<Integer> INTEGERS =
      List.of(
          MysqlType.TINYINT,
          MysqlType.SMALLINT,
          MysqlType.MEDIUMINT,
          MysqlType.INT,
          MysqlType.BIGINT);

  /** The type, or nothing where it is not known here. */
  Optional<FieldType> of() {
    boolean known =
        types.stream().noneMatch(type -> type.notNull() || type.unsigned())
            && values.stream().noneMatch(Expr.Null.class::isInstance)
            && types.size() > 1;
    if (!known) {
      return Optional.empty();
    }
    if (types.stream().allMatch(t -> MysqlType.isInteger(t.tp()) || isDecimal(t))) {
      return Optional.of(number());
    }
    boolean extreme = name.equals("greatest") || name.equals("least");
    return types.stream().allMatch(t -> MysqlType.isChar(t.tp())) && !extreme
        ? text()
        : Optional.empty();
  }

  private static boolean isDecimal(FieldType type) {
    return type.tp() == MysqlType.DECIMAL;
  }

  /** IFNULL and COALESCE are not NULL where a literal is among the values. */
  private int notNull() {
    boolean literal = values.stream().anyMatch(ChoiceType::isLiteral);
    boolean kept = name.equals("ifnull") || name.equals("coalesce");
    return literal && kept ? Flags.NOT_NULL : 0;
  }

  private static boolean isLiteral(Expr value) {
    return value instanceof Expr.Unary sign && sign.operator().equals("-")
        ? isLiteral(sign.operand())
        : value instanceof Expr.Num || value instanceof Expr.Str;
  }

  private FieldType number() {
    boolean decimal = types.stream().anyMatch(ChoiceType::isDecimal);
    int scale = types.stream().mapToInt(type -> Math.max(type.decimal(), 0)).max().orElse(0);
    long digits =
        types.stream().mapToLong(t -> t.flen() - 1 - Math.max(t.decimal(), 0)).max().orElse(0);
    boolean extreme = name.equals("greatest") || name.equals("least");
    int largest = types.stream().mapToInt(t -> INTEGERS.indexOf(t.tp())).max().orElse(0);
    int tp = decimal ? MysqlType.DECIMAL : extreme ? MysqlType.BIGINT : INTEGERS.get(largest);
    // GREATEST and LEAST of integers keep what is said of their first value, such as keys.
    int first = extreme && !decimal ? types.get(0).flag() : 0;
    int flag = Flags.BINARY | notNull() | first;
    long flen = extreme ? widest(decimal) : digits + scale + 1;
    return FieldType.of(tp, flag, flen, scale, "binary", "binary");
  }

  /** The most characters of a value, where integers among decimals are counted without a sign. */
  private long widest(boolean decimal) {
    return types.stream()
        .mapToLong(type -> decimal && !isDecimal(type) ? type.flen() - 1 : type.flen())
        .max()
        .orElse(0);
  }

  private Optional<FieldType> text() {
    long flen = types.stream().mapToLong(FieldType::flen).max().orElse(0);
    boolean fixed = types.stream().allMatch(type -> type.tp() == MysqlType.CHAR);
    List<FieldType> columns = columns();
    FieldType first = columns.isEmpty() ? types.get(0) : columns.get(0);
    boolean same = columns.stream().allMatch(t -> Objects.equals(t.collate(), first.collate()));
    if (!same || first.charset().equals("binary")) {
      return Optional.empty();
    }
    int tp = fixed ? MysqlType.CHAR : MysqlType.VARCHAR;
    return Optional.of(FieldType.of(tp, notNull(), flen, -1, first.charset(), first.collate()));
  }

  /** The types of all that are no literals. */
  private List<FieldType> columns() {
    return IntStream.range(0, types.size())
        .filter(i -> !(values.get(i) instanceof Expr.Str))
        .mapToObj(types::get)
        .toList();
  }
}
