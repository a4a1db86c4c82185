package io.levin.engine.check;

import io.levin.base.ImportException;
import io.levin.base.KvBuffer;
import io.levin.base.Redaction;
import io.levin.base.Row;
import io.levin.engine.check.Finding.Severity;
import io.levin.engine.plan.SchemaFit;
import io.levin.engine.plan.TablePlan;
import io.levin.kv.ColumnMapping;
import io.levin.kv.RowException;
import io.levin.kv.TableEncoder;
import io.levin.schema.Identifiers;
import io.levin.source.Chunk;
import io.levin.source.DataFiles;
import io.levin.source.DumpFile;
import io.levin.source.SampledRows;
import io.levin.source.route.FileType;
import java.util.Arrays;
import java.util.List;

/**
 * Reads the first rows of a data file, encodes them where the table is known, and keeps the first
 * bad one. For one thread and one file.
 */
final class FileSample {
  private static final int DRAIN_BYTES = 256 << 10;

  private final String table;
  private final TablePlan plan;
  private final Redaction redaction;
  private final KvBuffer data = new KvBuffer(8 << 10, 64);
  private final KvBuffer index = new KvBuffer(8 << 10, 64);
  private final Row row = new Row();

  private TableEncoder encoder;
  private List<String> columns;
  private byte[] lastKey;
  private Finding finding;
  private Finding firstAdjusted;
  private long adjusted;
  private long warned;
  private long rows;
  private long badRows;
  private long textBytes;
  private boolean whole;
  private boolean ordered = true;
  private long dataBytes;
  private long indexBytes;
  private long pairs;

  /**
   * What was read.
   *
   * @param rows bad ones included
   * @param badRows that cannot be encoded
   * @param textBytes that the rows took, with what stands between them
   * @param whole the file was read to its end
   * @param ordered keys never went down
   * @param adjusted values that do not fit and are adjusted, as the SQL mode has it
   * @param finding what is wrong first; null if nothing is
   * @param firstAdjusted where the first of those values is; null without one
   */
  record Result(
      long rows,
      long badRows,
      long textBytes,
      boolean whole,
      boolean ordered,
      long dataBytes,
      long indexBytes,
      long pairs,
      long adjusted,
      Finding finding,
      Finding firstAdjusted) {}

  /**
   * @param plan null where the table's definition is not known: rows are only parsed
   * @param redaction what findings may show of a row
   */
  FileSample(String table, TablePlan plan, Redaction redaction) {
    this.table = table;
    this.plan = plan;
    this.redaction = redaction;
  }

  /**
   * Reads; failures become the finding.
   *
   * @param chunk the file's first; null without a plan
   */
  Result read(DataFiles files, DumpFile file, Chunk chunk, long maxBytes, long maxRows) {
    try (SampledRows sample = files.sample(file, maxBytes, maxRows)) {
      try {
        while (sample.next(row)) {
          rows++;
          if (plan != null) {
            encode(chunk, sample.columns());
          }
        }
        whole = rows < maxRows && sample.bytes() < maxBytes;
      } finally {
        // Of Parquet, positions are rows.
        textBytes = file.type() == FileType.PARQUET ? sample.bytes() : sample.position();
      }
    } catch (ImportException e) {
      finding = Finding.error(table, file.path(), e);
    }
    drain();
    return new Result(
        rows,
        badRows,
        textBytes,
        whole,
        ordered,
        dataBytes,
        indexBytes,
        pairs,
        adjusted,
        finding,
        firstAdjusted);
  }

  private void encode(Chunk chunk, List<String> names) {
    if (encoder == null || names != columns) {
      columns = names;
      ColumnMapping mapping = plan.mapping(chunk, names, row.startOffset());
      encoder = plan.encoder(chunk, mapping);
      warned = 0;
      String missing = SchemaFit.missingDefault(plan, chunk, mapping, names, row.size());
      if (missing != null && finding == null) {
        finding = Finding.error(table, chunk.file().path(), missing, "");
      }
    }
    try {
      encoder.encode(row, data, index);
      countAdjusted(chunk);
    } catch (RowException e) {
      warned = encoder.warnings();
      badRows++;
      if (finding == null) {
        finding = bad(chunk, e);
      }
    }
    if (data.usedBytes() + index.usedBytes() >= DRAIN_BYTES) {
      drain();
    }
  }

  private void countAdjusted(Chunk chunk) {
    long now = encoder.warnings();
    if (now > warned && firstAdjusted == null) {
      firstAdjusted =
          new Finding(
              Severity.WARNING,
              table,
              chunk.file().path(),
              rows,
              plan.lineOfRow(chunk, row.startOffset()),
              row.startOffset(),
              "",
              "a value does not fit its column and is adjusted, since the SQL mode is not strict",
              "if it should be an error, set tidb.sql-mode = \"STRICT_TRANS_TABLES\"");
    }
    adjusted += now - warned;
    warned = now;
  }

  private Finding bad(Chunk chunk, RowException e) {
    return new Finding(
        Severity.ERROR,
        table,
        chunk.file().path(),
        rows,
        plan.lineOfRow(chunk, row.startOffset()),
        row.startOffset(),
        e.column() == null ? "" : Identifiers.quote(e.column()),
        redaction.either(e.getMessage(), e.withoutValue()),
        "correct the row, or tolerate such rows by lightning.max-error");
  }

  private void drain() {
    for (int i = 0; i < data.count(); i++) {
      byte[] key = data.key(i);
      if (lastKey != null && Arrays.compareUnsigned(lastKey, key) > 0) {
        ordered = false;
      }
      lastKey = key;
    }
    dataBytes += data.usedBytes();
    indexBytes += index.usedBytes();
    pairs += data.count() + index.count();
    data.clear();
    index.clear();
  }
}
