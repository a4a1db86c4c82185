package io.levin.playground.tidb.session;

import io.levin.kv.TableDecoder;
import io.levin.playground.tidb.txn.Pair;
import io.levin.playground.tidb.wire.SqlError;
import io.levin.schema.Flags;
import io.levin.schema.TableInfo;
import java.util.List;
import java.util.stream.Collectors;

/** Error 1062 with the values that are there twice. */
final class DuplicateText {
  private DuplicateText() {}

  static SqlError error(
      Session session, TableInfo table, RowWriter.Duplicate duplicate, Pair record) {
    List<String> values =
        TableDecoder.create(
                table, session.variables().zone(), session.server().options().newCollation())
            .decodeText(record.key(), record.value());
    String entry;
    if (duplicate.index() != null) {
      entry =
          duplicate.index().columns().stream()
              .map(c -> String.valueOf(values.get(c.offset())))
              .collect(Collectors.joining("-"));
    } else if (table.isCommonHandle()) {
      entry =
          table.primaryIndex().orElseThrow().columns().stream()
              .map(c -> String.valueOf(values.get(c.offset())))
              .collect(Collectors.joining("-"));
    } else {
      entry =
          table.columns().stream()
              .filter(c -> table.pkIsHandle() && c.type().has(Flags.PRI_KEY))
              .findFirst()
              .map(c -> values.get(c.offset()))
              .orElseGet(() -> Long.toString(TableDecoder.intHandle(record.key())));
    }
    return new SqlError(
        1062,
        "Duplicate entry '"
            + entry
            + "' for key '"
            + table.name()
            + "."
            + duplicate.indexName()
            + "'");
  }
}
