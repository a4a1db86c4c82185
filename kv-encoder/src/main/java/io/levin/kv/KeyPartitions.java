package io.levin.kv;

import io.levin.kv.collation.Collation;
import io.levin.kv.value.ConversionException;
import io.levin.kv.value.Session;
import io.levin.kv.value.SqlError;
import io.levin.kv.value.Value;
import io.levin.schema.ColumnInfo;
import io.levin.schema.MysqlType;
import io.levin.schema.TableInfo;
import java.util.List;
import java.util.zip.CRC32;

/** PARTITION BY KEY: the CRC of the columns' sort keys. */
final class KeyPartitions extends Partitions {
  private final int[] offsets;
  private final Collation[] collations;
  private final ValueText[] texts;
  private final boolean[] isText;
  private final int count;
  private final CRC32 crc = new CRC32();
  private final Value rendered = new Value();
  private byte[] sortKey = new byte[64];

  KeyPartitions(TableInfo table, Session session) {
    List<ColumnInfo> columns = partitionColumns(table);
    count = table.partition().definitions().size();
    offsets = new int[columns.size()];
    collations = new Collation[columns.size()];
    texts = new ValueText[columns.size()];
    isText = new boolean[columns.size()];
    for (int i = 0; i < offsets.length; i++) {
      ColumnInfo column = columns.get(i);
      offsets[i] = column.offset();
      boolean collated = MysqlType.hasCharset(column.type().tp());
      String name = collated ? column.type().collate() : "utf8mb4_bin";
      collations[i] = Collation.forName(name, session.newCollation());
      texts[i] = new ValueText(column.type());
      isText[i] = MysqlType.isString(column.type().tp());
    }
  }

  @Override
  int route(Value[] row) throws ConversionException {
    crc.reset();
    for (int i = 0; i < offsets.length; i++) {
      Value value = row[offsets[i]];
      if (value.isNull()) {
        crc.update(0);
      } else {
        update(collations[i], isText[i] ? value : text(i, value));
      }
    }
    return (int) (crc.getValue() % count);
  }

  private void update(Collation collation, Value text) throws ConversionException {
    int most = collation.maxKeyLength(text.length());
    if (sortKey.length < most) {
      sortKey = new byte[Math.max(most, sortKey.length * 2)];
    }
    int end = collation.sortKey(text.array(), text.offset(), text.length(), sortKey, 0);
    if (end == Collation.UNSORTABLE) {
      throw new ConversionException(SqlError.PANIC, "TiDB cannot sort " + ShortText.of(text));
    }
    crc.update(sortKey, 0, end);
  }

  private Value text(int i, Value value) {
    texts[i].plain(value, rendered);
    return rendered;
  }
}
