package io.levin.it;

import io.levin.checkpoint.MariaDb;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;

/** Where the imports of a bench keep their checkpoint. */
sealed interface CrashCheckpoint {
  /** Writes the address into the configuration. */
  void configure(Toml toml);

  /** Whether an import would find one and go on with it. */
  boolean exists();

  /** Forgets it by hand. */
  void remove();

  /** A file of its own. */
  record InFile(Path path) implements CrashCheckpoint {
    @Override
    public void configure(Toml toml) {
      toml.set("checkpoint", "driver", "file").set("checkpoint", "dsn", path);
    }

    @Override
    public boolean exists() {
      return Files.exists(path);
    }

    @Override
    public void remove() {
      try {
        Files.deleteIfExists(path);
      } catch (IOException e) {
        throw new UncheckedIOException(e);
      }
    }
  }

  /**
   * Tables of a schema.
   *
   * @param port of the server, or of a wire to it
   */
  record InMysql(MariaDb server, int port, String schema) implements CrashCheckpoint {
    @Override
    public void configure(Toml toml) {
      toml.set("checkpoint", "driver", "mysql")
          .set("checkpoint", "dsn", MariaDb.dsn(port))
          .set("checkpoint", "schema", schema);
    }

    @Override
    public boolean exists() {
      return !query(
              "SELECT table_name FROM information_schema.tables WHERE table_schema = '"
                  + schema
                  + "' AND table_name = 'table_v10'")
          .isEmpty();
    }

    @Override
    public void remove() {
      for (String name : query("SHOW DATABASES LIKE '" + schema + "%'")) {
        try {
          server.run("DROP DATABASE `" + name + "`");
        } catch (Exception e) {
          throw new AssertionError(e);
        }
      }
    }

    /** Rows of a query on the server itself. */
    List<String> query(String sql) {
      try {
        return server.query(sql);
      } catch (Exception e) {
        throw new AssertionError(sql, e);
      }
    }
  }
}
