package io.levin.checkpoint;

import io.levin.base.ErrorCode;
import io.levin.base.ImportException;
import io.levin.base.KvChecksum;
import io.levin.schema.Identifiers;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.regex.Pattern;

/** Reads the checkpoint tables of a schema. All of it at once: a resume needs all of it. */
final class CheckpointTables {
  private static final Pattern VERSIONED = Pattern.compile("(?:table|chunk)_v[0-9]+");

  private final String schema;
  private final Generation generation;

  CheckpointTables(String schema, Generation generation) {
    this.schema = schema;
    this.generation = generation;
  }

  /**
   * The newest generation whose table of tables holds rows; of those without, the newest that is
   * there. Empty when the schema holds no checkpoint tables.
   */
  static Optional<Generation> find(Connection connection, String schema) throws SQLException {
    Set<String> names = new HashSet<>();
    try (PreparedStatement statement =
        connection.prepareStatement(
            "SELECT table_name FROM information_schema.tables WHERE table_schema = ?")) {
      statement.setString(1, schema);
      try (ResultSet rows = statement.executeQuery()) {
        while (rows.next()) {
          names.add(rows.getString(1));
        }
      }
    }
    Generation empty = null;
    for (Generation generation : Generation.ALL) {
      if (names.containsAll(generation.tables())) {
        if (hasRows(connection, schema, generation.table())) {
          if (generation.realPosition()
              && names.contains("chunk_v5")
              && !hasRows(connection, schema, generation.chunk())
              && hasRows(connection, schema, "chunk_v5")) {
            continue;
          }
          return Optional.of(generation);
        }
        empty = empty == null ? generation : empty;
      }
    }
    refuseOthers(connection, schema, names);
    return Optional.ofNullable(empty);
  }

  /** Work that another version began must not be taken for work that nobody began. */
  private static void refuseOthers(Connection connection, String schema, Set<String> names)
      throws SQLException {
    for (String name : new TreeSet<>(names)) {
      if (VERSIONED.matcher(name).matches()
          && Generation.ALL.stream().noneMatch(known -> known.tables().contains(name))
          && hasRows(connection, schema, name)) {
        throw new ImportException(
            ErrorCode.INVALID_CHECKPOINT,
            "schema "
                + Identifiers.quote(schema)
                + " holds a checkpoint in table "
                + Identifiers.quote(name)
                + ", which is of a version of TiDB Lightning that this program does not know",
            "finish that import with the version that began it, drop the schema if it is no longer"
                + " wanted, or set checkpoint.schema to another name");
      }
    }
  }

  private static boolean hasRows(Connection connection, String schema, String table)
      throws SQLException {
    try (Statement statement = connection.createStatement();
        ResultSet rows =
            statement.executeQuery(
                "SELECT 1 FROM " + Identifiers.qualified(schema, table) + " LIMIT 1")) {
      return rows.next();
    }
  }

  /** The task, if one was recorded. */
  Optional<TaskRecord> task(Connection connection) throws SQLException {
    try (Statement statement = connection.createStatement();
        ResultSet row =
            statement.executeQuery(
                "SELECT task_id, source_dir, backend, tidb_host, tidb_port, pd_addr, sorted_kv_dir,"
                    + " lightning_ver FROM "
                    + name(Generation.TASK)
                    + " WHERE id = 1")) {
      return row.next()
          ? Optional.of(
              new TaskRecord(
                  row.getLong(1),
                  row.getString(2),
                  row.getString(3),
                  row.getString(4),
                  row.getInt(5),
                  row.getString(6),
                  row.getString(7),
                  row.getString(8)))
          : Optional.empty();
    }
  }

  /** Levin's notes; none when the original made the tables. */
  Map<String, String> notes(Connection connection) throws SQLException {
    Map<String, String> notes = new TreeMap<>();
    try (Statement statement = connection.createStatement();
        ResultSet found =
            statement.executeQuery(
                "SELECT table_name FROM information_schema.tables WHERE table_schema = '"
                    + schema.replace("\\", "\\\\").replace("'", "''")
                    + "' AND table_name = '"
                    + Generation.NOTES
                    + "'")) {
      if (!found.next()) {
        return notes;
      }
    }
    try (Statement statement = connection.createStatement();
        ResultSet rows =
            statement.executeQuery("SELECT name, value FROM " + name(Generation.NOTES))) {
      while (rows.next()) {
        notes.put(rows.getString(1), rows.getString(2));
      }
    }
    return notes;
  }

  /**
   * All tables with their engines and chunks, by key.
   *
   * @throws ImportException {@link ErrorCode#READ_CHECKPOINT} when rows do not belong together
   */
  Map<String, TableState> tables(Connection connection) throws SQLException {
    Map<String, TableState> tables = new TreeMap<>();
    readTables(connection, tables);
    readEngines(connection, tables);
    readChunks(connection, tables);
    return tables;
  }

  private void readTables(Connection connection, Map<String, TableState> tables)
      throws SQLException {
    String marks =
        generation.threeMarks()
            ? "auto_rand_base, auto_incr_base, auto_row_id_base"
            : "alloc_base - 1, alloc_base - 1, alloc_base - 1";
    try (Statement statement = connection.createStatement();
        ResultSet row =
            statement.executeQuery(
                "SELECT table_name, status, table_id, kv_checksum, kv_kvs, kv_bytes, "
                    + marks
                    + " FROM "
                    + name(generation.table()))) {
      while (row.next()) {
        TableState table = new TableState(row.getInt(2), row.getLong(3));
        table.base = sum(row, 4);
        table.raise(row.getLong(7), row.getLong(8), row.getLong(9));
        tables.put(row.getString(1), table);
      }
    }
  }

  private void readEngines(Connection connection, Map<String, TableState> tables)
      throws SQLException {
    try (Statement statement = connection.createStatement();
        ResultSet row =
            statement.executeQuery(
                "SELECT table_name, engine_id, status FROM " + name(Generation.ENGINE))) {
      while (row.next()) {
        TableState table = tables.get(row.getString(1));
        // A record that the original removed in part: what names no table means nothing.
        if (table != null) {
          table.engine(row.getInt(2)).status = row.getInt(3);
        }
      }
    }
  }

  private void readChunks(Connection connection, Map<String, TableState> tables)
      throws SQLException {
    try (Statement statement = connection.createStatement();
        ResultSet row =
            statement.executeQuery(
                "SELECT table_name, engine_id, path, `offset`, end_offset, pos, "
                    + (generation.realPosition() ? "real_pos" : "pos")
                    + ", prev_rowid_max, rowid_max, kvc_checksum, kvc_kvs, kvc_bytes, columns,"
                    + " unix_timestamp(create_time), type, compression, sort_key, file_size FROM "
                    + name(generation.chunk()))) {
      while (row.next()) {
        TableState table = tables.get(row.getString(1));
        if (table == null) {
          continue;
        }
        TableState.Engine engine = table.engines.get(row.getInt(2));
        if (engine == null) {
          throw new ImportException(
              ErrorCode.READ_CHECKPOINT,
              "read checkpoint error: schema "
                  + Identifiers.quote(schema)
                  + " has a chunk of "
                  + row.getString(1)
                  + " without its engine "
                  + row.getInt(2),
              "run tidb-lightning-ctl --checkpoint-remove='"
                  + row.getString(1)
                  + "', empty the table and import it again");
        }
        engine.put(
            new ChunkRecord(
                row.getString(3),
                row.getLong(4),
                row.getLong(5),
                row.getLong(6),
                row.getLong(7),
                row.getLong(8),
                row.getLong(9),
                sum(row, 10),
                columns(row.getString(13)),
                row.getBigDecimal(14).longValue(),
                row.getInt(15),
                row.getInt(16),
                row.getString(17),
                row.getLong(18)));
      }
    }
  }

  private static KvChecksum sum(ResultSet row, int column) throws SQLException {
    return new KvChecksum(
        Long.parseUnsignedLong(row.getString(column)),
        Long.parseUnsignedLong(row.getString(column + 1)),
        Long.parseUnsignedLong(row.getString(column + 2)));
  }

  /** A JSON array of integers, or {@code null}. */
  static List<Integer> columns(String json) {
    List<Integer> columns = new ArrayList<>();
    if (json != null && json.startsWith("[")) {
      for (String number : json.substring(1, json.length() - 1).split(",")) {
        if (!number.isBlank()) {
          columns.add(Integer.parseInt(number.strip()));
        }
      }
    }
    return columns;
  }

  /** As {@link #columns(String)} reads it. */
  static String columns(List<Integer> columns) {
    return columns.isEmpty() ? "null" : columns.toString().replace(" ", "");
  }

  private String name(String table) {
    return Identifiers.qualified(schema, table);
  }
}
