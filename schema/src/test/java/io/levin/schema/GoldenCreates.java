package io.levin.schema;

import java.util.List;

/** The golden CREATE TABLE statements for tests of other packages. */
public final class GoldenCreates {
  private GoldenCreates() {}

  /** All statements, also those that TiDB refused. */
  public static List<String> statements() {
    return GoldenTables.read().stream().map(GoldenTables.Case::create).toList();
  }
}
