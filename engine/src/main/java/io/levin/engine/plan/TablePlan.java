package io.levin.engine.plan;

import io.levin.base.ErrorCode;
import io.levin.base.ImportException;
import io.levin.base.Row;
import io.levin.engine.coordinate.SharedTable;
import io.levin.kv.ColumnMapping;
import io.levin.kv.EncodeOptions;
import io.levin.kv.TableDecoder;
import io.levin.kv.TableEncoder;
import io.levin.schema.ColumnInfo;
import io.levin.schema.Flags;
import io.levin.schema.Identifiers;
import io.levin.schema.TableInfo;
import io.levin.source.Chunk;
import io.levin.source.DataFiles;
import io.levin.source.DumpTable;
import io.levin.source.parse.RowParser;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.zip.CRC32C;

/**
 * What there is to do for one table: its model, its chunks by engine, and how a chunk's rows are
 * opened and encoded. Thread-safe; what it opens is not.
 */
public final class TablePlan {
  private final DumpTable source;
  private final TableInfo info;
  private final List<Chunk> chunks;
  private final DataFiles files;
  private final EncodeOptions options;
  private final Set<String> ignoredColumns;
  private final long timestampSeconds;
  private final boolean idsMatter;

  /**
   * @param chunks in the order of their row ids
   * @param options how rows are encoded
   * @param ignoredColumns lower-case names of columns that are not imported
   * @param timestampSeconds what CURRENT_TIMESTAMP is for this table, in seconds since 1970
   */
  public TablePlan(
      DumpTable source,
      TableInfo info,
      List<Chunk> chunks,
      DataFiles files,
      EncodeOptions options,
      Set<String> ignoredColumns,
      long timestampSeconds) {
    this.source = source;
    this.info = info;
    this.chunks = List.copyOf(chunks);
    this.files = files;
    this.options = options;
    this.ignoredColumns = Set.copyOf(ignoredColumns);
    this.timestampSeconds = timestampSeconds;
    this.idsMatter = idsMatter(info);
  }

  /** True when row ids end up in the table: as hidden row ids or as automatic values. */
  public static boolean idsMatter(TableInfo info) {
    return info.hasImplicitRowId()
        || info.autoRandomBits() > 0
        || info.columns().stream().anyMatch(column -> column.type().has(Flags.AUTO_INCREMENT));
  }

  /** The largest value that the incremental part of an AUTO_RANDOM column can have. */
  public static long maxAutoRandom(TableInfo table) {
    int range = table.autoRandomRangeBits() == 0 ? 64 : table.autoRandomRangeBits();
    boolean signed =
        table.columns().stream()
            .filter(column -> column.type().has(Flags.PRI_KEY))
            .findFirst()
            .map(column -> !column.type().unsigned())
            .orElse(true);
    int bits = range - table.autoRandomBits() - (signed ? 1 : 0);
    return bits >= 63 ? Long.MAX_VALUE : (1L << bits) - 1;
  }

  /** The same plan with all row ids moved. */
  public TablePlan withRowIdsMoved(long by) {
    return new TablePlan(
        source,
        info,
        chunks.stream().map(chunk -> chunk.withRowIdBase(by)).toList(),
        files,
        options,
        ignoredColumns,
        timestampSeconds);
  }

  /** The same plan with another time for CURRENT_TIMESTAMP, in seconds since 1970. */
  public TablePlan withTime(long seconds) {
    return new TablePlan(
        source, info, chunks, files, options.withTimestamp(seconds), ignoredColumns, seconds);
  }

  /** How rows are encoded. */
  public EncodeOptions options() {
    return options;
  }

  /** The id before the first one that is set aside for the table's rows. */
  public long rowIdBase() {
    return chunks.stream().mapToLong(Chunk::previousRowIdMax).min().orElse(0);
  }

  /** The last id that is set aside for the table's rows. */
  public long rowIdMax() {
    return chunks.stream().mapToLong(Chunk::rowIdMax).max().orElse(0);
  }

  /** The table as the instances of a parallel import see it. */
  public SharedTable shared() {
    long limit =
        info.autoRandomBits() > 0 ? maxAutoRandom(info) : Long.MAX_VALUE >> info.shardRowIdBits();
    return new SharedTable(info.id(), name(), idsMatter, limit);
  }

  /** The quoted, qualified name: the table's key everywhere. */
  public String name() {
    return Identifiers.qualified(source.schema(), source.name());
  }

  /** The table as the dump has it. */
  public DumpTable source() {
    return source;
  }

  /** The table as TiDB has it. */
  public TableInfo info() {
    return info;
  }

  /** What CURRENT_TIMESTAMP is for this table, in seconds since 1970. */
  public long timestampSeconds() {
    return timestampSeconds;
  }

  /** All chunks. */
  public List<Chunk> chunks() {
    return chunks;
  }

  /** The chunks by the number of their data engine, in ascending order. */
  public Map<Integer, List<Chunk>> chunksByEngine() {
    Map<Integer, List<Chunk>> engines = new TreeMap<>();
    for (Chunk chunk : chunks) {
      engines.computeIfAbsent(chunk.engine(), number -> new ArrayList<>()).add(chunk);
    }
    return engines;
  }

  /** The identity of a chunk within its table. */
  public static String key(Chunk chunk) {
    return chunk.file().path() + ":" + chunk.start();
  }

  /** The line in which a row of a CSV file begins, for messages; 0 where it is not known. */
  public long lineOfRow(Chunk chunk, long offset) {
    return files.lineOfRow(chunk.file(), offset);
  }

  /** About how many bytes of memory reading a chunk takes, whatever its rows are. */
  public long readingMemory(Chunk chunk) {
    return files.memory(chunk);
  }

  /** Opens a chunk at its start. */
  public RowParser open(Chunk chunk) {
    return files.open(chunk, idsMatter);
  }

  /** Opens a chunk behind the last row that is done. */
  public RowParser open(Chunk chunk, long position, long lastRowId, List<String> columns) {
    return files.open(chunk, position, lastRowId, columns, idsMatter);
  }

  /**
   * Sees that a chunk's file was not cut short while it was read, and did not grow.
   *
   * @param position where the chunk's parser stands behind the last row
   */
  public void requireWhole(Chunk chunk, long position) {
    files.requireWhole(chunk, position);
  }

  /**
   * How the fields of a chunk's rows become columns.
   *
   * @param columns the names in the file, or null when it has none
   * @param rowOffset where the first row with these names begins, in bytes of the file's text
   */
  public ColumnMapping mapping(Chunk chunk, List<String> columns, long rowOffset) {
    List<String> visible =
        info.columns().stream().filter(c -> !c.hidden()).map(ColumnInfo::name).toList();
    try {
      requireExtendedColumns(chunk);
      return ColumnMapping.of(
          info, chunk.file().constants().fieldNames(columns, visible), ignoredColumns);
    } catch (ImportException e) {
      throw new ImportException(
          e.code(), place(chunk, rowOffset) + ": " + e.problem(), e.remedy(), e);
    }
  }

  /** Where the names of columns are: in the first line, or in the statement of a row. */
  private static String place(Chunk chunk, long rowOffset) {
    String file = "file " + chunk.file().path();
    return switch (chunk.file().type()) {
      case CSV -> file + " at offset 0 (line 1)";
      case SQL -> file + ", statement of the row at offset " + rowOffset;
      default -> file;
    };
  }

  /**
   * Sees that rows of the table can be encoded, before a byte of any table is imported.
   *
   * @throws ImportException that names the function, form or type that is not supported
   */
  void requireSupported() {
    TableEncoder.create(info, options, ColumnMapping.of(info, null, ignoredColumns));
    try {
      TableEncoder.create(info, options, ColumnMapping.of(info, List.of(), Set.of()));
    } catch (ImportException defaultNotSupported) {
      requireDefaultsGiven();
    }
  }

  /** A default that is not supported does no harm where the files have the column. */
  private void requireDefaultsGiven() {
    Row row = new Row();
    for (Chunk chunk : chunks) {
      try (RowParser parser = open(chunk)) {
        if (parser.next(row)) {
          encoder(chunk, mapping(chunk, parser.columns(), row.startOffset()));
        }
      }
    }
  }

  /** Whether {@code mydumper.ignore-columns} leaves the column out. */
  public boolean ignores(ColumnInfo column) {
    return ignoredColumns.contains(column.lowerName());
  }

  private void requireExtendedColumns(Chunk chunk) {
    for (String extended : chunk.file().constants().columns()) {
      boolean known = info.columns().stream().anyMatch(c -> c.name().equalsIgnoreCase(extended));
      if (!known) {
        throw new ImportException(
            ErrorCode.UNKNOWN_COLUMNS,
            "extend column [" + extended + "] don't exist in target table " + name(),
            "please add these extend columns manually in downstream database/schema file");
      }
    }
  }

  /** An encoder for a chunk's rows. */
  public TableEncoder encoder(Chunk chunk, ColumnMapping mapping) {
    return TableEncoder.create(info, options.withAutoRandomShard(shard(chunk)), mapping);
  }

  /** A decoder of the table's rows, for people. */
  public TableDecoder decoder() {
    return TableDecoder.create(info, options.zone(), options.newCollation());
  }

  /**
   * The random part of the chunk's AUTO_RANDOM values. It follows from what never changes, so that
   * a row that is encoded again after a crash gets the same key.
   */
  private long shard(Chunk chunk) {
    CRC32C crc = new CRC32C();
    crc.update((name() + ':' + key(chunk)).getBytes(StandardCharsets.UTF_8));
    long bits = crc.getValue();
    return (bits << 32 | bits) * 0x9E3779B97F4A7C15L >>> 1;
  }
}
