package io.levin.schema;

import com.fasterxml.jackson.annotation.JsonCreator;
import com.fasterxml.jackson.annotation.JsonValue;

/** How rows find their partition. The ordinal is TiDB's number. */
public enum PartitionType {
  /** Only while a table is being partitioned or loses its partitions. */
  NONE,
  RANGE,
  HASH,
  LIST,
  KEY,
  SYSTEM_TIME;

  /** TiDB's number of the type. */
  @JsonValue
  public int code() {
    return ordinal();
  }

  @JsonCreator
  static PartitionType of(int code) {
    return Codes.constant(values(), code, "type of partitions");
  }
}
