package io.levin.checkpoint;

import io.levin.base.ErrorCode;
import io.levin.base.ImportException;
import io.levin.base.ProcessIdentity;
import io.levin.schema.Identifiers;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.Optional;
import java.util.zip.CRC32;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * One process at a time changes a checkpoint schema: a named lock of the server, held by a
 * connection of its own, so that the server lets go of it when the process ends.
 */
final class SchemaLock implements AutoCloseable {
  private static final Logger LOG = LoggerFactory.getLogger(SchemaLock.class);

  /** The note that names the holder. */
  static final String OWNER = "owner";

  private static final int MAX_NAME = 64;

  private final Connection connection;

  private SchemaLock(Connection connection) {
    this.connection = connection;
  }

  /**
   * Takes the lock. A server that has no such locks is used without, with a warning.
   *
   * @param schema not quoted
   * @throws ImportException {@link ErrorCode#OPEN_CHECKPOINT} naming the holder
   */
  static Optional<SchemaLock> take(CheckpointDatabase database, String schema) {
    Connection connection;
    try {
      connection = database.connect();
    } catch (SQLException e) {
      throw database.failure(ErrorCode.OPEN_CHECKPOINT, "open checkpoint error", e);
    }
    boolean taken = false;
    try (PreparedStatement statement = connection.prepareStatement("SELECT GET_LOCK(?, 0)")) {
      statement.setString(1, name(schema));
      try (ResultSet row = statement.executeQuery()) {
        if (!row.next() || row.getInt(1) != 1) {
          throw held(connection, database, schema);
        }
      }
      taken = true;
      return Optional.of(new SchemaLock(connection));
    } catch (SQLException e) {
      LOG.atWarn()
          .addKeyValue("server", database.address())
          .addKeyValue("error", e.getMessage())
          .log(
              "the checkpoint server has no named locks: see to it that one process at a time"
                  + " uses the schema");
      return Optional.empty();
    } finally {
      if (!taken) {
        close(connection);
      }
    }
  }

  private static ImportException held(
      Connection connection, CheckpointDatabase database, String schema) {
    String owner = "another process";
    try (PreparedStatement statement =
            connection.prepareStatement(
                "SELECT value FROM "
                    + Identifiers.qualified(schema, Generation.NOTES)
                    + " WHERE name = '"
                    + OWNER
                    + "'");
        ResultSet row = statement.executeQuery()) {
      if (row.next()) {
        owner = row.getString(1);
      }
    } catch (SQLException e) {
      LOG.debug("nobody is noted as owner", e);
    }
    return inUse(
        "schema " + Identifiers.quote(schema) + " of the MySQL server at " + database.address(),
        owner,
        "checkpoint.schema");
  }

  /** What is said of a checkpoint that another process holds. */
  static ImportException inUse(String checkpoint, String owner, String key) {
    return new ImportException(
        ErrorCode.OPEN_CHECKPOINT,
        "open checkpoint error: a running import uses the checkpoint in "
            + checkpoint
            + ": "
            + (owner.isEmpty() ? "another process" : owner),
        "wait for it to end, or stop it; give each import a checkpoint of its own (" + key + ")");
  }

  /** What others are told. */
  static String me() {
    return ProcessIdentity.describe();
  }

  private static String name(String schema) {
    String name = "levin:" + schema;
    if (name.length() <= MAX_NAME) {
      return name;
    }
    CRC32 crc = new CRC32();
    crc.update(name.getBytes(java.nio.charset.StandardCharsets.UTF_8));
    return name.substring(0, MAX_NAME - 9) + ":" + Long.toHexString(crc.getValue());
  }

  @Override
  public void close() {
    close(connection);
  }

  private static void close(Connection connection) {
    try {
      connection.close();
    } catch (SQLException e) {
      LOG.debug("close the connection of the lock", e);
    }
  }
}
