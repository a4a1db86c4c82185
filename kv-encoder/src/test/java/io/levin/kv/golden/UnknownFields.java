package io.levin.kv.golden;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.Iterator;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;

/** Fields of vectors that nothing here looks at, so that a newer form of them is not overlooked. */
final class UnknownFields {
  private static final Set<String> OF_CASE =
      Set.of(
          "case",
          "note",
          "sql_mode",
          "tz",
          "new_collation",
          "row_format",
          "row_checksum",
          "timestamp",
          "auto_random_seed",
          "sysvars",
          "create",
          "show_create",
          "create_error",
          "table",
          "tableID",
          "partitionIDs",
          "columns",
          "columns_error",
          "rows",
          "checksum",
          "tableInfo");

  private static final Set<String> OF_ROW =
      Set.of(
          "rowid",
          "sql",
          "csv",
          "kvs",
          "checksum",
          "error",
          "warnings",
          "csv_result",
          "auto_random_shard",
          "shard_rowid_u32");

  private static final Set<String> OF_RESULT = Set.of("kvs", "checksum", "error", "warnings");
  private static final Set<String> OF_ERROR = Set.of("class", "text");

  private final Map<String, Integer> counts = new TreeMap<>();

  /** Looks at the names of a case's fields. */
  void look(JsonNode vector) {
    look("case", vector, OF_CASE);
    for (JsonNode row : vector.path("rows")) {
      look("row", row, OF_ROW);
      look("error", row.path("error"), OF_ERROR);
      look("csv_result", row.path("csv_result"), OF_RESULT);
    }
  }

  private void look(String of, JsonNode object, Set<String> known) {
    for (Iterator<String> names = object.fieldNames(); names.hasNext(); ) {
      String name = names.next();
      if (!known.contains(name)) {
        counts.merge(of + "." + name, 1, Integer::sum);
      }
    }
  }

  boolean isEmpty() {
    return counts.isEmpty();
  }

  /** The fields and how often they were there. */
  @Override
  public String toString() {
    return counts.toString();
  }
}
