package io.levin.engine.conflict;

import io.levin.base.KvBuffer;
import io.levin.base.Row;
import io.levin.engine.plan.TablePlan;
import io.levin.kv.RowException;
import io.levin.kv.TableDecoder;
import io.levin.kv.TableEncoder;
import io.levin.source.Chunk;
import io.levin.source.parse.RowParser;
import java.util.List;
import java.util.Set;
import java.util.function.Consumer;

/**
 * Rows that have keys in common with others: found in their files again and encoded once more, to
 * know all of their pairs. Used by one thread.
 */
final class ConflictRows {
  private final TablePlan plan;
  private final TableDecoder decoder;
  private final KvBuffer pairs = new KvBuffer(4096, 16);
  private Chunk encoderChunk;
  private List<String> encoderColumns;
  private TableEncoder encoder;

  ConflictRows(TablePlan plan) {
    this.plan = plan;
    this.decoder = plan.decoder();
  }

  /**
   * Visits rows in the order of their ids, each chunk being read once; a row is valid meanwhile.
   */
  void visit(Set<Long> rowIds, Consumer<ConflictRow> visitor) {
    new RowLocator(plan)
        .findAll(rowIds, (chunk, parser, row) -> visitor.accept(encoded(chunk, parser, row)));
  }

  private ConflictRow encoded(Chunk chunk, RowParser parser, Row row) {
    if (chunk != encoderChunk || parser.columns() != encoderColumns || encoder == null) {
      encoder = plan.encoder(chunk, plan.mapping(chunk, parser.columns(), row.startOffset()));
      encoderChunk = chunk;
      encoderColumns = parser.columns();
    }
    pairs.clear();
    try {
      encoder.encode(row, pairs, pairs);
    } catch (RowException e) {
      throw new IllegalStateException("a row was encoded once and is refused now", e);
    }
    return new ConflictRow(
        plan.info(),
        decoder,
        pairs,
        row.rowId(),
        chunk.file().path(),
        row.startOffset(),
        RowLocator.text(row));
  }
}
