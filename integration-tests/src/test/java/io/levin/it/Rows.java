package io.levin.it;

import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.function.IntFunction;

/** Rows made by a rule, the same at every run. */
final class Rows {
  private Rows() {}

  /** So many rows, made from their numbers, which begin with 1. */
  static List<List<Object>> of(int count, IntFunction<List<Object>> row) {
    List<List<Object>> rows = new ArrayList<>(count);
    for (int i = 1; i <= count; i++) {
      rows.add(row.apply(i));
    }
    return rows;
  }

  /** Letters and digits, the same for the same seed. */
  static String text(long seed, int length) {
    Random random = new Random(seed * 0x9E3779B97F4A7C15L);
    StringBuilder out = new StringBuilder(length);
    for (int i = 0; i < length; i++) {
      out.append((char) ('a' + random.nextInt(26)));
    }
    return out.toString();
  }
}
