package io.levin.engine.coordinate;

import io.levin.schema.Identifiers;
import io.levin.tidb.TidbClient;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.sql.PreparedStatement;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;

/**
 * Which task imports which file: two instances that are given the same file would double its rows.
 * Thread-safe.
 */
final class SourceFiles {
  static final String TABLE = "source_file";
  private static final int BATCH = 500;

  private final TidbClient tidb;
  private final String schema;
  private final String table;

  SourceFiles(TidbClient tidb, String metaSchema) {
    this.tidb = tidb;
    this.schema = metaSchema + "_levin";
    this.table = Identifiers.qualified(schema, TABLE);
  }

  void create() throws SQLException {
    tidb.execute("CREATE DATABASE IF NOT EXISTS " + Identifiers.quote(schema));
    tidb.execute(
        "CREATE TABLE IF NOT EXISTS "
            + table
            + " (task_id BIGINT(20) UNSIGNED NOT NULL, digest CHAR(64) NOT NULL,"
            + " path VARCHAR(1024) NOT NULL, PRIMARY KEY (digest, task_id))");
  }

  /**
   * A file that two tasks have.
   *
   * @param path as the other task names it
   * @param taskId the other task
   */
  record Overlap(String path, long taskId) {}

  /**
   * Notes the files of a task and finds those that others have.
   *
   * @param files what identifies them, by name: address, size, time
   */
  List<Overlap> add(long taskId, Map<String, String> files) throws SQLException {
    Map<String, String> byDigest = new HashMap<>();
    files.forEach((name, identity) -> byDigest.put(digest(identity), name));
    List<Map.Entry<String, String>> all = new ArrayList<>(byDigest.entrySet());
    List<Overlap> overlaps = new ArrayList<>();
    for (int from = 0; from < all.size(); from += BATCH) {
      List<Map.Entry<String, String>> batch = all.subList(from, Math.min(all.size(), from + BATCH));
      insert(taskId, batch);
      overlaps.addAll(others(taskId, batch));
    }
    return overlaps;
  }

  private void insert(long taskId, List<Map.Entry<String, String>> batch) throws SQLException {
    String places = String.join(", ", java.util.Collections.nCopies(batch.size(), "(?, ?, ?)"));
    tidb.withConnection(
        connection -> {
          try (PreparedStatement s =
              connection.prepareStatement(
                  "INSERT IGNORE INTO " + table + " (task_id, digest, path) VALUES " + places)) {
            int at = 1;
            for (Map.Entry<String, String> file : batch) {
              s.setString(at++, Long.toUnsignedString(taskId));
              s.setString(at++, file.getKey());
              String path = file.getValue();
              s.setString(at++, path.substring(Math.max(0, path.length() - 1024)));
            }
            return s.executeUpdate();
          }
        });
  }

  private List<Overlap> others(long taskId, List<Map.Entry<String, String>> batch)
      throws SQLException {
    StringBuilder digests = new StringBuilder();
    for (Map.Entry<String, String> file : batch) {
      digests.append(digests.length() == 0 ? "'" : ", '").append(file.getKey()).append('\'');
    }
    return tidb.query(
        "SELECT path, task_id FROM "
            + table
            + " WHERE digest IN ("
            + digests
            + ") AND task_id <> "
            + Long.toUnsignedString(taskId)
            + " ORDER BY path",
        row -> new Overlap(row.getString(1), Long.parseUnsignedLong(row.getString(2))));
  }

  void remove(long taskId) throws SQLException {
    tidb.withConnection(
        connection -> {
          try (Statement s = connection.createStatement()) {
            return s.executeUpdate(
                "DELETE FROM " + table + " WHERE task_id = " + Long.toUnsignedString(taskId));
          }
        });
  }

  private static String digest(String text) {
    try {
      MessageDigest sha = MessageDigest.getInstance("SHA-256");
      return HexFormat.of().formatHex(sha.digest(text.getBytes(StandardCharsets.UTF_8)));
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException(e);
    }
  }
}
