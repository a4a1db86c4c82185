package io.levin.playground.tidb.session;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.json.JsonMapper;
import io.levin.schema.RawJson;
import io.levin.schema.TableInfo;

/** A table's TiFlash replicas, as its definition keeps them. */
final class TiflashReplica {
  private TiflashReplica() {}

  static RawJson of(int count) {
    return new RawJson(
        "{\"Count\":"
            + count
            + ",\"LocationLabels\":[],\"Available\":true,\"AvailablePartitionIDs\":null}");
  }

  static long count(TableInfo table) {
    try {
      return new JsonMapper().readTree(table.tiflashReplica().text()).path("Count").asLong();
    } catch (JsonProcessingException e) {
      throw new IllegalStateException("the definition of " + table.name() + " is damaged", e);
    }
  }
}
