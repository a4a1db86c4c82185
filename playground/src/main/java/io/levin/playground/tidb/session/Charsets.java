package io.levin.playground.tidb.session;

import io.levin.playground.tidb.wire.SqlError;
import io.levin.schema.CharacterSet;
import io.levin.schema.Collation;
import java.util.Locale;

/** Completes a character set by its collation and the other way round. */
final class Charsets {
  private Charsets() {}

  record Pair(String charset, String collate) {}

  /** What both names, each possibly empty, mean together. */
  static Pair of(String charset, String collate, boolean newCollation) {
    if (charset.isEmpty() && collate.isEmpty()) {
      return new Pair("utf8mb4", "utf8mb4_bin");
    }
    if (collate.isEmpty()) {
      CharacterSet set =
          CharacterSet.byName(charset)
              .orElseThrow(() -> new SqlError(1115, "Unknown character set: '" + charset + "'"));
      return new Pair(set.sqlName(), set.defaultCollation(newCollation));
    }
    Collation collation =
        Collation.byName(collate)
            .orElseThrow(() -> new SqlError(1273, "Unknown collation: '" + collate + "'"));
    if (!charset.isEmpty() && !collation.charset().equals(charset.toLowerCase(Locale.ROOT))) {
      throw new SqlError(
          1253, "COLLATION '" + collate + "' is not valid for CHARACTER SET '" + charset + "'");
    }
    return new Pair(collation.charset(), collation.name());
  }
}
