package io.levin.schema;

import com.fasterxml.jackson.annotation.JsonCreator;
import com.fasterxml.jackson.annotation.JsonValue;

/**
 * How far an online schema change of a table, column or index has come. The ordinal is TiDB's
 * number.
 */
public enum SchemaState {
  NONE,
  DELETE_ONLY,
  WRITE_ONLY,
  WRITE_REORGANIZATION,
  DELETE_REORGANIZATION,
  PUBLIC,
  REPLICA_ONLY,
  GLOBAL_TXN_ONLY;

  /** TiDB's number of the state. */
  @JsonValue
  public int code() {
    return ordinal();
  }

  @JsonCreator
  static SchemaState of(int code) {
    return Codes.constant(values(), code, "state of a schema change");
  }
}
