package io.levin.schema;

import com.fasterxml.jackson.annotation.JsonCreator;
import com.fasterxml.jackson.annotation.JsonValue;

/**
 * The kind of an index as it was declared. BTREE, HASH and RTREE are the same ordered index in
 * TiDB; the others have no pairs in TiKV. The ordinal is TiDB's number.
 */
public enum IndexType {
  INVALID,
  BTREE,
  HASH,
  RTREE,
  HYPO,
  VECTOR,
  INVERTED,
  FULLTEXT;

  /** TiDB's number of the type. */
  @JsonValue
  public int code() {
    return ordinal();
  }

  @JsonCreator
  static IndexType of(int code) {
    return Codes.constant(values(), code, "type of index");
  }
}
