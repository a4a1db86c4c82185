package io.levin.engine.conflict;

import io.levin.base.KvBuffer;
import io.levin.kv.TableDecoder;
import io.levin.schema.ColumnInfo;
import io.levin.schema.Flags;
import io.levin.schema.IndexColumn;
import io.levin.schema.IndexInfo;
import io.levin.schema.TableInfo;
import java.util.List;
import java.util.stream.Collectors;

/** A row that has a key in common with another one, with all of its pairs. Not thread-safe. */
final class ConflictRow {
  private final TableInfo info;
  private final TableDecoder decoder;
  private final KvBuffer pairs;
  private final int record;
  private final long rowId;
  private final String path;
  private final long offset;
  private final String text;
  private List<String> values;

  /**
   * @param pairs the row's and nobody else's
   * @param path of the row's file
   * @param offset where the row starts in it
   * @param text its fields as the source has them
   */
  ConflictRow(
      TableInfo info,
      TableDecoder decoder,
      KvBuffer pairs,
      long rowId,
      String path,
      long offset,
      String text) {
    this.info = info;
    this.decoder = decoder;
    this.pairs = pairs;
    this.rowId = rowId;
    this.path = path;
    this.offset = offset;
    this.text = text;
    this.record = recordOf(pairs);
  }

  private static int recordOf(KvBuffer pairs) {
    for (int i = 0; i < pairs.count(); i++) {
      if (TableDecoder.isRecordKey(pairs.key(i))) {
        return i;
      }
    }
    throw new IllegalArgumentException("a row without a record pair");
  }

  long rowId() {
    return rowId;
  }

  /** File and offset, for people. */
  String where() {
    return "file " + path + " at offset " + offset;
  }

  String path() {
    return path;
  }

  long offset() {
    return offset;
  }

  /** The fields as in a VALUES list, cut to a bearable length. */
  String text() {
    return text;
  }

  KvBuffer pairs() {
    return pairs;
  }

  byte[] recordKey() {
    return pairs.key(record);
  }

  byte[] recordValue() {
    return pairs.value(record);
  }

  /** A key of this row for people: that of a record or of one of the indexes. */
  String keyText(byte[] key) {
    return TableDecoder.isRecordKey(key) ? handleText() : indexText(index(info, key));
  }

  /** What identifies the row: its integer key or row id, or the columns of its clustered key. */
  String handleText() {
    if (!info.isCommonHandle()) {
      // An unsigned key is shown as such.
      long handle = TableDecoder.intHandle(recordKey());
      return isUnsignedHandle() ? Long.toUnsignedString(handle) : Long.toString(handle);
    }
    return columns(info.primaryIndex().orElseThrow(), ", ", "{", "}");
  }

  private String indexText(IndexInfo index) {
    return columns(index, " ", "[", "]");
  }

  private String columns(IndexInfo index, String separator, String before, String behind) {
    if (values == null) {
      values = decoder.decodeText(recordKey(), recordValue());
    }
    return index.columns().stream()
        .map(IndexColumn::offset)
        .map(offset -> String.valueOf(values.get(offset)))
        .collect(Collectors.joining(separator, before, behind));
  }

  private boolean isUnsignedHandle() {
    return info.pkIsHandle()
        && info.columns().stream()
            .map(ColumnInfo::type)
            .anyMatch(type -> type.has(Flags.PRI_KEY) && type.unsigned());
  }

  /** The index that an index key belongs to. */
  static IndexInfo index(TableInfo info, byte[] key) {
    long id = TableDecoder.indexId(key);
    return info.indices().stream()
        .filter(index -> index.id() == id)
        .findFirst()
        .orElseThrow(() -> new IllegalStateException("no index has the id " + id));
  }
}
