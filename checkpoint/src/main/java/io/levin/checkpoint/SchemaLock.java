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
  private static final int ANSWER_SECONDS = 10;
  private static final long LOOK_NANOS = 60_000_000_000L;

  private final CheckpointDatabase database;
  private final String schema;

  // Guarded by this.
  private Connection connection;
  private long connectionId;
  private long lastLook;

  private SchemaLock(CheckpointDatabase database, String schema) {
    this.database = database;
    this.schema = schema;
    this.lastLook = database.nanos();
  }

  /**
   * Takes the lock. A server that has no such locks is used without, with a warning.
   *
   * @param schema not quoted
   * @throws ImportException {@link ErrorCode#OPEN_CHECKPOINT} naming the holder
   */
  static Optional<SchemaLock> take(CheckpointDatabase database, String schema) {
    SchemaLock lock = new SchemaLock(database, schema);
    try {
      lock.connection = database.connect();
    } catch (SQLException e) {
      throw database.failure(ErrorCode.OPEN_CHECKPOINT, "open checkpoint error", e);
    }
    boolean taken = false;
    try {
      if (!lock.acquire()) {
        throw held(lock.connection, database, schema);
      }
      taken = true;
      return Optional.of(lock);
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
        close(lock.connection);
      }
    }
  }

  private boolean acquire() throws SQLException {
    boolean taken = number("SELECT GET_LOCK(?, 0)", name(schema)) == 1;
    if (taken) {
      connectionId = number("SELECT CONNECTION_ID()");
    }
    return taken;
  }

  /**
   * Takes it again when its own connection was lost, at which it looks once a minute: nothing else
   * is ever sent over it, and what lies between may have cut off a connection that is idle.
   *
   * @throws ImportException {@link ErrorCode#OPEN_CHECKPOINT} when another process was faster
   */
  synchronized void look() {
    long now = database.nanos();
    if (now - lastLook >= LOOK_NANOS) {
      lastLook = now;
      renew();
    }
  }

  /**
   * Takes it again when its own connection was lost too: a server that was restarted has forgotten
   * it, and one that was cut off lets go of it.
   *
   * @throws ImportException {@link ErrorCode#OPEN_CHECKPOINT} when another process was faster
   */
  synchronized void renew() {
    try {
      if (connection.isValid(ANSWER_SECONDS)) {
        return;
      }
      close(connection);
      connection = database.connect();
      if (acquire()) {
        LOG.info("the lock of the checkpoint was lost with its connection, and is taken again");
        return;
      }
      // The server may not have noticed yet that the connection is gone.
      if (number("SELECT IS_USED_LOCK(?)", name(schema)) != connectionId) {
        throw held(connection, database, schema);
      }
    } catch (SQLException e) {
      LOG.atWarn()
          .addKeyValue("server", database.address())
          .addKeyValue("error", e.getMessage())
          .log("the lock of the checkpoint is lost: let no other process use the schema");
    }
  }

  private long number(String sql, String... values) throws SQLException {
    return number(connection, sql, values);
  }

  private static long number(Connection connection, String sql, String... values)
      throws SQLException {
    try (PreparedStatement statement = connection.prepareStatement(sql)) {
      for (int i = 0; i < values.length; i++) {
        statement.setString(i + 1, values[i]);
      }
      try (ResultSet row = statement.executeQuery()) {
        return row.next() ? row.getLong(1) : 0;
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
        "checkpoint.schema",
        "; if it is gone with its machine, which the server notices late, end its connection there: "
            + kill(connection, schema));
  }

  /** A server that was not told of the end of a connection holds its locks for hours. */
  private static String kill(Connection connection, String schema) {
    try {
      return "KILL " + number(connection, "SELECT IS_USED_LOCK(?)", name(schema));
    } catch (SQLException e) {
      LOG.debug("the server does not tell who holds the lock", e);
      return "SHOW PROCESSLIST, then KILL";
    }
  }

  /**
   * What is said of a checkpoint that another process holds.
   *
   * @param ifGone what to do when that process is gone all the same
   */
  static ImportException inUse(String checkpoint, String owner, String key, String ifGone) {
    return new ImportException(
        ErrorCode.OPEN_CHECKPOINT,
        "open checkpoint error: a running import uses the checkpoint in "
            + checkpoint
            + ": "
            + (owner.isEmpty() ? "another process" : owner),
        "wait for it to end, or stop it; give each import a checkpoint of its own ("
            + key
            + ")"
            + ifGone);
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
  public synchronized void close() {
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
