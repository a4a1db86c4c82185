package io.levin.kv;

import io.levin.base.KvBuffer;
import io.levin.base.Row;
import io.levin.schema.TableInfo;
import io.levin.schema.ddl.DdlOptions;
import io.levin.schema.ddl.SchemaBuilder;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.concurrent.atomic.AtomicLong;

/** Tables and rows for tests, from SQL text. */
final class Tables {
  private Tables() {}

  /** The table of a CREATE TABLE; it has the id 100, its partitions 101 and on. */
  static TableInfo of(String create) {
    AtomicLong id = new AtomicLong(100);
    return new SchemaBuilder(DdlOptions.defaults("test")).create(create, id::getAndIncrement);
  }

  /** An encoder of rows without a header, with default options. */
  static TableEncoder encoder(TableInfo table) {
    return encoder(table, EncodeOptions.defaults());
  }

  static TableEncoder encoder(TableInfo table, EncodeOptions options) {
    return TableEncoder.create(table, options, ColumnMapping.of(table, null, Set.of()));
  }

  /** A row of texts as a CSV file has them; null is NULL. */
  static Row row(long id, String... fields) {
    Row row = new Row();
    for (String field : fields) {
      if (field == null) {
        row.addNull();
      } else {
        byte[] bytes = field.getBytes(StandardCharsets.UTF_8);
        row.addSlice(Row.TEXT, bytes, 0, bytes.length);
      }
    }
    row.setPosition(id, 0, 0, 0);
    return row;
  }

  /** The pairs of a buffer as hexadecimal text, key and value between a blank. */
  static List<String> pairs(KvBuffer... buffers) {
    List<String> pairs = new ArrayList<>();
    for (KvBuffer buffer : buffers) {
      for (int i = 0; i < buffer.count(); i++) {
        pairs.add(
            io.levin.base.Bytes.hex(buffer.key(i))
                + " "
                + io.levin.base.Bytes.hex(buffer.value(i)));
      }
    }
    return pairs;
  }

  /** The pairs of one row. */
  static List<String> encode(TableEncoder encoder, Row row) throws RowException {
    KvBuffer pairs = new KvBuffer(64, 2);
    encoder.encode(row, pairs, pairs);
    return pairs(pairs);
  }
}
