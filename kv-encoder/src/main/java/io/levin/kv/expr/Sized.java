package io.levin.kv.expr;

import io.levin.kv.value.ConversionException;
import io.levin.kv.value.Value;
import java.util.Map;

/**
 * An integer of a function whose type says that it has fewer digits than an integer may have, or
 * more: beside decimals that decides how many they have together.
 */
final class Sized extends Node {
  /** The digits of functions that say how many they have. */
  private static final Map<String, Integer> WIDTHS =
      Map.ofEntries(
          Map.entry("ascii", 3),
          Map.entry("bit_count", 2),
          Map.entry("bit_length", 10),
          Map.entry("crc32", 10),
          Map.entry("day", 2),
          Map.entry("dayofmonth", 2),
          Map.entry("dayofweek", 1),
          Map.entry("dayofyear", 3),
          Map.entry("find_in_set", 3),
          Map.entry("hour", 3),
          Map.entry("inet_aton", 21),
          Map.entry("instr", 11),
          Map.entry("is_uuid", 1),
          Map.entry("length", 10),
          Map.entry("microsecond", 6),
          Map.entry("minute", 2),
          Map.entry("month", 2),
          Map.entry("octet_length", 10),
          Map.entry("ord", 10),
          Map.entry("period_add", 6),
          Map.entry("period_diff", 6),
          Map.entry("quarter", 1),
          Map.entry("second", 2),
          Map.entry("strcmp", 2),
          Map.entry("tidb_shard", 4),
          Map.entry("time_to_sec", 10),
          Map.entry("unix_timestamp", 11),
          Map.entry("week", 2),
          Map.entry("weekday", 1),
          Map.entry("weekofyear", 2),
          Map.entry("year", 4),
          Map.entry("yearweek", 6));

  private final Node node;

  private Sized(Node node, long width) {
    super(node.type().withFlen(width));
    this.node = node;
  }

  /** What a function makes, with as many digits as it says. */
  static Node ofFunction(String name, Node node) {
    Integer width = WIDTHS.get(name);
    return width == null ? node : of(node, width);
  }

  /** An integer of so many digits; anything else, and a truth value, is left as it is. */
  static Node of(Node node, long width) {
    SqlType type = node.type();
    return type.kind() != EvalKind.INT || type.isTruth() ? node : new Sized(node, width);
  }

  @Override
  boolean constant() {
    return node.constant();
  }

  @Override
  boolean neverNull() {
    return node.neverNull();
  }

  @Override
  Room room() {
    return node.room();
  }

  @Override
  Node sameForEachRow() {
    return node.sameForEachRow();
  }

  @Override
  void eval(Value[] row, Value to) throws ConversionException {
    node.eval(row, to);
  }
}
