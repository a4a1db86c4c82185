package io.levin.checkpoint;

import io.levin.base.KvChecksum;
import java.util.List;

/**
 * One table.
 *
 * @param status one of {@link Status}
 * @param tableId TiDB's id when it was planned; another one now means that the table was recreated
 * @param base the sum of what was in the table before
 * @param autoRandom the largest AUTO_RANDOM id used, without shard bits
 * @param autoIncrement the largest AUTO_INCREMENT value used
 * @param rowId the largest row id used
 * @param engines ascending by number; empty while nothing is planned
 */
public record TableRecord(
    int status,
    long tableId,
    KvChecksum base,
    long autoRandom,
    long autoIncrement,
    long rowId,
    List<EngineRecord> engines) {
  /** Copies the list. */
  public TableRecord {
    engines = List.copyOf(engines);
  }
}
