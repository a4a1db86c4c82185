package io.levin.engine.status;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonGenerator;
import io.levin.base.KvChecksum;
import io.levin.checkpoint.ChunkRecord;
import io.levin.checkpoint.EngineRecord;
import io.levin.checkpoint.Status;
import io.levin.checkpoint.TableRecord;
import java.io.IOException;
import java.io.StringWriter;
import java.io.UncheckedIOException;
import java.util.Comparator;
import java.util.List;

/**
 * A table's checkpoint as JSON: names, order and numbers of the original's {@code TableCheckpoint},
 * as Go writes it. What the original does not keep over a restart ({@code ExtendData}, {@code
 * RealSize} of compressed files, {@code Columns}, {@code TableInfo}) has the values that it has
 * there after one.
 */
final class CheckpointJson {
  private static final JsonFactory JSON = new JsonFactory();
  private static final int PARQUET = 5;
  private static final int NOT_COMPRESSED = 0;

  private final JsonGenerator out;

  private CheckpointJson(JsonGenerator out) {
    this.out = out;
  }

  static String of(TableRecord table) {
    StringWriter text = new StringWriter();
    try (JsonGenerator generator = JSON.createGenerator(text)) {
      new CheckpointJson(generator).table(table);
    } catch (IOException e) {
      throw new UncheckedIOException("a text takes everything", e);
    }
    return text.toString();
  }

  private void table(TableRecord table) throws IOException {
    out.writeStartObject();
    out.writeNumberField("Status", table.status());
    out.writeObjectFieldStart("Engines");
    // Go sorts the keys of a map as texts.
    List<EngineRecord> engines =
        table.engines().stream()
            .sorted(Comparator.comparing(engine -> Integer.toString(engine.number())))
            .toList();
    for (EngineRecord engine : engines) {
      out.writeObjectFieldStart(Integer.toString(engine.number()));
      out.writeNumberField("Status", status(table, engine));
      out.writeArrayFieldStart("Chunks");
      for (ChunkRecord chunk : engine.chunks()) {
        chunk(chunk);
      }
      out.writeEndArray();
      out.writeEndObject();
    }
    out.writeEndObject();
    out.writeNumberField("TableID", table.tableId());
    out.writeNullField("TableInfo");
    sum(table.base());
    out.writeNumberField("AutoRandBase", table.autoRandom());
    out.writeNumberField("AutoIncrBase", table.autoIncrement());
    out.writeNumberField("AutoRowIDBase", table.rowId());
    out.writeEndObject();
  }

  /** Engines of small tables have no steps of their own: they are in when their table is. */
  private static int status(TableRecord table, EngineRecord engine) {
    boolean in = table.status() >= Status.INDEX_IMPORTED;
    return in ? Math.max(engine.status(), Status.IMPORTED) : engine.status();
  }

  private void chunk(ChunkRecord chunk) throws IOException {
    boolean parquet = chunk.fileType() == PARQUET;
    out.writeStartObject();
    out.writeObjectFieldStart("Key");
    out.writeStringField("Path", chunk.path());
    out.writeNumberField("Offset", chunk.offset());
    out.writeEndObject();
    out.writeObjectFieldStart("FileMeta");
    out.writeStringField("Path", chunk.path());
    out.writeNumberField("Type", chunk.fileType());
    out.writeNumberField("Compression", chunk.compression());
    out.writeStringField("SortKey", chunk.sortKey());
    out.writeNumberField("FileSize", chunk.fileSize());
    out.writeObjectFieldStart("ExtendData");
    out.writeNullField("Columns");
    out.writeNullField("Values");
    out.writeEndObject();
    boolean asStored = chunk.compression() == NOT_COMPRESSED && !parquet;
    out.writeNumberField("RealSize", asStored ? chunk.fileSize() : 0);
    out.writeNumberField("Rows", parquet ? chunk.endOffset() : 0);
    out.writeEndObject();
    out.writeArrayFieldStart("ColumnPermutation");
    for (int column : chunk.columns()) {
      out.writeNumber(column);
    }
    out.writeEndArray();
    out.writeObjectFieldStart("Chunk");
    out.writeNumberField("Offset", chunk.position());
    out.writeNumberField("EndOffset", chunk.endOffset());
    out.writeNumberField("RealOffset", chunk.realPosition());
    out.writeNumberField("PrevRowIDMax", chunk.lastRowId());
    out.writeNumberField("RowIDMax", chunk.rowIdLimit());
    out.writeNullField("Columns");
    out.writeEndObject();
    sum(chunk.sum());
    out.writeNumberField("Timestamp", chunk.timestamp());
    out.writeEndObject();
  }

  private void sum(KvChecksum sum) throws IOException {
    out.writeObjectFieldStart("Checksum");
    out.writeFieldName("checksum");
    out.writeNumber(Long.toUnsignedString(sum.crc()));
    out.writeNumberField("size", sum.bytes());
    out.writeNumberField("kvs", sum.pairs());
    out.writeEndObject();
  }
}
