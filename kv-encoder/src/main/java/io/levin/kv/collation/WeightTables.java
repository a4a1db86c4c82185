package io.levin.kv.collation;

import io.levin.kv.charset.TableResource;

/**
 * The weight tables that lie beside the classes. They hold what TiDB's tables hold, by code point:
 * two bytes a code point of the basic plane ({@link #units}, {@link #differences}), or, for
 * collations with several weights a character, a count and so many weights of two bytes (read by
 * {@link UcaCollation}). The test tree has the program that makes them.
 */
final class WeightTables {
  private WeightTables() {}

  /** One weight a code point of the basic plane. */
  static char[] units(String name) {
    return TableResource.units(WeightTables.class, name);
  }

  /** One weight a code point of the basic plane, stored as its difference to the code point. */
  static char[] differences(String name) {
    char[] table = units(name);
    for (int i = 0; i < table.length; i++) {
      table[i] += (char) i;
    }
    return table;
  }

  /** The bytes of a table. */
  static byte[] inflated(String name) {
    return TableResource.inflate(WeightTables.class, name);
  }
}
