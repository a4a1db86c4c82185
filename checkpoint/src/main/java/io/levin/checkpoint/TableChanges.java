package io.levin.checkpoint;

import java.sql.SQLException;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Map;

/**
 * What changed since the last write, as rows with absolute values: writing them twice does no harm.
 * Many rows go in one statement, so that the number of statements does not grow with the work.
 */
final class TableChanges {
  /** Rows of a statement: some hundred bytes each as a rule. */
  private static final int ROWS = 1000;

  /** Texts of a statement after which no more rows follow: MySQL 5.7 takes 4 MiB at a time. */
  private static final int CHARACTERS = 1 << 20;

  /** The two characters {@code 30}, filled with zeros: what the original takes for a hash. */
  private static final byte[] HASH = hash();

  private final String schema;
  private final Generation generation;
  private final List<Object[]> tables = new ArrayList<>();
  private final List<Object[]> engines = new ArrayList<>();
  private final List<Object[]> chunks = new ArrayList<>();
  private final List<Object[]> notes = new ArrayList<>();

  /**
   * @param schema quoted
   */
  TableChanges(String schema, Generation generation) {
    this.schema = schema;
    this.generation = generation;
  }

  void table(long taskId, String name, TableState table) {
    List<Object> row =
        new ArrayList<>(
            List.of(
                taskId,
                name,
                HASH,
                table.status,
                table.tableId,
                unsigned(table.base.bytes()),
                unsigned(table.base.pairs()),
                unsigned(table.base.crc())));
    if (generation.tableInfo()) {
      row.add("");
    }
    if (generation.threeMarks()) {
      row.addAll(List.of(table.autoRandom, table.autoIncrement, table.rowId));
    } else {
      row.add(Math.max(table.autoRandom, Math.max(table.autoIncrement, table.rowId)) + 1);
    }
    tables.add(row.toArray());
  }

  void engine(String table, int number, int status) {
    engines.add(new Object[] {table, number, status});
  }

  void chunk(String table, int engine, ChunkRecord chunk) {
    List<Object> row =
        new ArrayList<>(
            List.of(
                table,
                engine,
                chunk.path(),
                chunk.offset(),
                chunk.fileType(),
                chunk.compression(),
                chunk.sortKey(),
                chunk.fileSize(),
                CheckpointTables.columns(chunk.columns()),
                false,
                chunk.endOffset(),
                chunk.position(),
                chunk.lastRowId(),
                chunk.rowIdLimit(),
                unsigned(chunk.sum().bytes()),
                unsigned(chunk.sum().pairs()),
                unsigned(chunk.sum().crc()),
                chunk.timestamp()));
    if (generation.realPosition()) {
      row.add(chunk.realPosition());
    }
    chunks.add(row.toArray());
  }

  void note(String name, String value) {
    notes.add(new Object[] {name, value});
  }

  boolean isEmpty() {
    return tables.isEmpty() && engines.isEmpty() && chunks.isEmpty() && notes.isEmpty();
  }

  /** Writes all of it in one transaction; a single statement is one by itself. */
  void write(ChangingStatements statements) throws SQLException {
    List<Part> parts = parts();
    if (parts.size() == 1) {
      parts.get(0).write(statements);
      return;
    }
    statements.inTransaction(
        () -> {
          for (Part part : parts) {
            part.write(statements);
          }
        });
  }

  private List<Part> parts() {
    List<Part> parts = new ArrayList<>();
    String marks =
        generation.threeMarks()
            ? greatest("auto_rand_base") + greatest("auto_incr_base") + greatest("auto_row_id_base")
            : greatest("alloc_base");
    split(
        parts,
        generation.table(),
        "task_id, table_name, hash, status, table_id, kv_bytes, kv_kvs, kv_checksum"
            + (generation.tableInfo() ? ", table_info" : "")
            + (generation.threeMarks()
                ? ", auto_rand_base, auto_incr_base, auto_row_id_base"
                : ", alloc_base"),
        Map.of(),
        // As the original: a foreign hash is refused, since task_id cannot be NULL.
        "task_id = CASE WHEN hash = VALUES(hash) THEN VALUES(task_id) END, status ="
            + " VALUES(status), table_id = VALUES(table_id), kv_bytes = VALUES(kv_bytes), kv_kvs ="
            + " VALUES(kv_kvs), kv_checksum = VALUES(kv_checksum)"
            + marks,
        tables);
    split(
        parts,
        Generation.ENGINE,
        "table_name, engine_id, status",
        Map.of(),
        "status = VALUES(status)",
        engines);
    split(
        parts,
        generation.chunk(),
        "table_name, engine_id, path, `offset`, type, compression, sort_key, file_size, columns,"
            + " should_include_row_id, end_offset, pos, prev_rowid_max, rowid_max, kvc_bytes,"
            + " kvc_kvs, kvc_checksum, create_time"
            + (generation.realPosition() ? ", real_pos" : ""),
        Map.of(17, "from_unixtime(?)"),
        "pos = VALUES(pos), end_offset = VALUES(end_offset), prev_rowid_max ="
            + " VALUES(prev_rowid_max), rowid_max = VALUES(rowid_max), kvc_bytes ="
            + " VALUES(kvc_bytes), kvc_kvs = VALUES(kvc_kvs), kvc_checksum = VALUES(kvc_checksum),"
            + " columns = VALUES(columns)"
            + (generation.realPosition() ? ", real_pos = VALUES(real_pos)" : ""),
        chunks);
    split(parts, Generation.NOTES, "name, value", Map.of(), "value = VALUES(value)", notes);
    return parts;
  }

  private static String greatest(String column) {
    return ", " + column + " = GREATEST(VALUES(" + column + "), " + column + ")";
  }

  private void split(
      List<Part> parts,
      String table,
      String columns,
      Map<Integer, String> functions,
      String update,
      List<Object[]> rows) {
    for (int i = 0; i < rows.size(); ) {
      List<Object[]> some = rows.subList(i, end(rows, i));
      i += some.size();
      List<String> marks = new ArrayList<>();
      for (int column = 0; column < some.get(0).length; column++) {
        marks.add(functions.getOrDefault(column, "?"));
      }
      String row = "(" + String.join(", ", marks) + ")";
      String sql =
          "INSERT INTO "
              + schema
              + "."
              + table
              + " ("
              + columns
              + ") VALUES "
              + String.join(", ", Collections.nCopies(some.size(), row))
              + " ON DUPLICATE KEY UPDATE "
              + update;
      parts.add(new Part(sql, some));
    }
  }

  private static int end(List<Object[]> rows, int start) {
    int end = start;
    long characters = 0;
    while (end < rows.size() && end - start < ROWS && characters < CHARACTERS) {
      for (Object value : rows.get(end)) {
        characters += value instanceof String text ? text.length() : Long.BYTES;
      }
      end++;
    }
    return end;
  }

  private static Object unsigned(long value) {
    return value >= 0 ? value : new java.math.BigInteger(Long.toUnsignedString(value));
  }

  private static byte[] hash() {
    byte[] hash = new byte[32];
    hash[0] = '3';
    hash[1] = '0';
    return hash;
  }

  private record Part(String sql, List<Object[]> rows) {
    void write(ChangingStatements statements) throws SQLException {
      statements.execute(sql, rows);
    }
  }
}
