package io.levin.checkpoint;

import io.levin.base.ErrorCode;
import io.levin.base.ImportException;
import io.levin.schema.Identifiers;
import io.levin.storage.DurableFiles;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.sql.ResultSet;
import java.sql.Statement;
import java.time.Instant;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/**
 * A checkpoint as three CSV files with the columns of the original, in the form of Go's {@code
 * encoding/csv}. Times are in UTC; those that a checkpoint file does not hold are empty.
 */
public final class CheckpointDump {
  private static final DateTimeFormatter TIME =
      DateTimeFormatter.ofPattern("yyyy-MM-dd HH:mm:ss").withZone(ZoneOffset.UTC);

  private static final String HASH = "3330" + "0".repeat(60);

  private CheckpointDump() {}

  /**
   * Writes {@code tables.csv}, {@code engines.csv} and {@code chunks.csv}.
   *
   * @param folder is made if it is not there; files in it are replaced
   * @throws ImportException when they cannot be written
   */
  public static void write(CheckpointStore store, Path folder) {
    List<List<String>> tables;
    List<List<String>> engines;
    List<List<String>> chunks;
    if (store instanceof MysqlCheckpointStore mysql) {
      Generation g = mysql.generation();
      String marks = g.threeMarks() ? "" : ", alloc_base";
      tables =
          query(
              mysql,
              "SELECT task_id, table_name, hex(hash) AS hash, status"
                  + marks
                  + ", create_time, update_time"
                  + (g.threeMarks() ? ", auto_rand_base, auto_incr_base, auto_row_id_base" : ""),
              g.table(),
              "table_name");
      engines =
          query(
              mysql,
              "SELECT table_name, engine_id, status, create_time, update_time",
              Generation.ENGINE,
              "table_name, engine_id DESC");
      chunks =
          query(
              mysql,
              "SELECT table_name, path, `offset`, type, compression, sort_key, file_size, columns,"
                  + " pos"
                  + (g.realPosition() ? ", real_pos" : "")
                  + ", end_offset, prev_rowid_max, rowid_max, kvc_bytes, kvc_kvs, kvc_checksum,"
                  + " create_time, update_time",
              g.chunk(),
              "table_name, engine_id, path, `offset`");
    } else {
      tables = tables(store);
      engines = engines(store);
      chunks = chunks(store);
    }
    try {
      DurableFiles files = DurableFiles.onDisk();
      files.createDirectories(folder);
      files.replace(folder.resolve("tables.csv"), csv(tables));
      files.replace(folder.resolve("engines.csv"), csv(engines));
      files.replace(folder.resolve("chunks.csv"), csv(chunks));
    } catch (IOException e) {
      throw new ImportException(
          ErrorCode.INVALID_ARGUMENT,
          "cannot write the dump into '" + folder + "': " + e,
          "give a folder that can be written to (-checkpoint-dump)",
          e);
    }
  }

  private static List<List<String>> query(
      MysqlCheckpointStore store, String columns, String table, String order) {
    String sql =
        columns + " FROM " + Identifiers.qualified(store.schema(), table) + " ORDER BY " + order;
    return store.read(
        connection -> {
          try (Statement statement = connection.createStatement();
              ResultSet rows = statement.executeQuery(sql)) {
            int count = rows.getMetaData().getColumnCount();
            List<List<String>> result = new ArrayList<>();
            List<String> header = new ArrayList<>();
            for (int i = 1; i <= count; i++) {
              header.add(rows.getMetaData().getColumnLabel(i));
            }
            result.add(header);
            while (rows.next()) {
              List<String> row = new ArrayList<>();
              for (int i = 1; i <= count; i++) {
                row.add(rows.getString(i));
              }
              result.add(row);
            }
            return result;
          }
        });
  }

  private static List<List<String>> tables(CheckpointStore store) {
    long task = store.task().map(TaskRecord::taskId).orElse(0L);
    List<List<String>> rows = new ArrayList<>();
    rows.add(
        List.of(
            "task_id",
            "table_name",
            "hash",
            "status",
            "create_time",
            "update_time",
            "auto_rand_base",
            "auto_incr_base",
            "auto_row_id_base"));
    for (String name : store.tables()) {
      TableRecord table = store.table(name).orElseThrow();
      rows.add(
          row(
              task,
              name,
              HASH,
              table.status(),
              "",
              "",
              table.autoRandom(),
              table.autoIncrement(),
              table.rowId()));
    }
    return rows;
  }

  private static List<List<String>> engines(CheckpointStore store) {
    List<List<String>> rows = new ArrayList<>();
    rows.add(List.of("table_name", "engine_id", "status", "create_time", "update_time"));
    for (String name : store.tables()) {
      List<EngineRecord> engines = new ArrayList<>(store.table(name).orElseThrow().engines());
      engines.sort((a, b) -> Integer.compare(b.number(), a.number()));
      engines.forEach(engine -> rows.add(row(name, engine.number(), engine.status(), "", "")));
    }
    return rows;
  }

  private static List<List<String>> chunks(CheckpointStore store) {
    List<List<String>> rows = new ArrayList<>();
    rows.add(
        List.of(
            "table_name",
            "path",
            "offset",
            "type",
            "compression",
            "sort_key",
            "file_size",
            "columns",
            "pos",
            "end_offset",
            "prev_rowid_max",
            "rowid_max",
            "kvc_bytes",
            "kvc_kvs",
            "kvc_checksum",
            "create_time",
            "update_time"));
    for (String name : store.tables()) {
      for (EngineRecord engine : store.table(name).orElseThrow().engines()) {
        for (ChunkRecord chunk : engine.chunks()) {
          rows.add(
              row(
                  name,
                  chunk.path(),
                  chunk.offset(),
                  chunk.fileType(),
                  chunk.compression(),
                  chunk.sortKey(),
                  chunk.fileSize(),
                  CheckpointTables.columns(chunk.columns()),
                  chunk.position(),
                  chunk.endOffset(),
                  chunk.lastRowId(),
                  chunk.rowIdLimit(),
                  Long.toUnsignedString(chunk.sum().bytes()),
                  Long.toUnsignedString(chunk.sum().pairs()),
                  Long.toUnsignedString(chunk.sum().crc()),
                  TIME.format(Instant.ofEpochSecond(chunk.timestamp())),
                  ""));
        }
      }
    }
    return rows;
  }

  private static List<String> row(Object... values) {
    return Arrays.stream(values).map(String::valueOf).toList();
  }

  private static byte[] csv(List<List<String>> rows) {
    StringBuilder out = new StringBuilder();
    for (List<String> row : rows) {
      for (int i = 0; i < row.size(); i++) {
        out.append(i == 0 ? "" : ",").append(field(row.get(i)));
      }
      out.append('\n');
    }
    return out.toString().getBytes(StandardCharsets.UTF_8);
  }

  /** Quoted only where Go would quote. */
  static String field(String value) {
    if (value == null || value.isEmpty()) {
      return "";
    }
    boolean quoted =
        value.equals("\\.")
            || value.chars().anyMatch(c -> c == ',' || c == '"' || c == '\r' || c == '\n')
            || Character.isWhitespace(value.codePointAt(0));
    return quoted ? '"' + value.replace("\"", "\"\"") + '"' : value;
  }
}
