package io.levin.playground.tidb;

import io.grpc.ServerServiceDefinition;
import io.grpc.netty.shaded.io.netty.handler.ssl.JdkSslContext;
import io.grpc.netty.shaded.io.netty.handler.ssl.SslContextBuilder;
import io.grpc.netty.shaded.io.netty.handler.ssl.SslProvider;
import io.levin.playground.Cluster;
import io.levin.playground.tidb.catalog.Catalog;
import io.levin.playground.tidb.query.H2Engine;
import io.levin.playground.tidb.session.Bootstrap;
import io.levin.playground.tidb.session.Server;
import io.levin.playground.tidb.session.Session;
import io.levin.playground.tidb.session.SystemVariables;
import io.levin.playground.tidb.session.UserLocks;
import io.levin.playground.tidb.txn.Transactions;
import io.levin.playground.tidb.wire.MysqlServer;
import io.levin.playground.tidb.wire.SessionFactory;
import io.levin.playground.tidb.wire.WireSession;
import io.levin.schema.TableInfo;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetSocketAddress;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;
import javax.net.ssl.SSLContext;
import javax.net.ssl.SSLException;

/**
 * A TiDB look-alike over a cluster: SQL on one port, the status API on another. What it shows was
 * read from the cluster's pairs. Thread-safe.
 */
public final class TidbServer implements AutoCloseable {
  private final Cluster cluster;
  private final TidbServerOptions options;
  private final SqlFaults faults = new SqlFaults();
  private MysqlServer mysql;
  private StatusServer status;
  private CompletableFuture<H2Engine> engine;
  private Catalog catalog;

  /** A server that is not started. */
  public TidbServer(Cluster cluster, TidbServerOptions options) {
    this.cluster = cluster;
    this.options = options;
  }

  /**
   * Opens both ports.
   *
   * @return this
   * @throws UncheckedIOException when a port cannot be opened or a certificate not be read
   */
  public TidbServer start() {
    try {
      SSLContext tls = options.tls() == null ? null : tls(options.tls());
      // H2 takes as long as all the rest, and nothing needs it before the first query.
      engine = CompletableFuture.supplyAsync(H2Engine::new);
      catalog = new Catalog(cluster);
      Sessions sessions = new Sessions();
      InetSocketAddress address = new InetSocketAddress(options.host(), options.mysqlPort());
      mysql =
          new MysqlServer(address, sessions, tls, options.requireTls(), options.maxAllowedPacket());
      Server server =
          new Server(
              options,
              cluster,
              catalog,
              new Transactions(cluster),
              new SystemVariables(
                  cluster.options().version(),
                  Server.fixedVariables(cluster, options, mysql.port())),
              engine::join,
              faults,
              new UserLocks(),
              new ConcurrentHashMap<>(),
              mysql::kill);
      Bootstrap.run(server);
      sessions.server = server;
      status = new StatusServer(server, tls, mysql.port());
      mysql.accept();
      return this;
    } catch (IOException e) {
      close();
      throw new UncheckedIOException("cannot start the TiDB server: " + e.getMessage(), e);
    }
  }

  /** The port for SQL. */
  public int mysqlPort() {
    return mysql.port();
  }

  /** The port of the status API. */
  public int statusPort() {
    return status.port();
  }

  /** A table's definition, names in any case. */
  public Optional<TableInfo> table(String database, String name) {
    return catalog.database(database).flatMap(found -> found.table(name));
  }

  /** The ids in the keys of all tables and partitions, dropped ones too. */
  public Set<Long> everyTableId() {
    return catalog.everyTableId();
  }

  /** The central allocator of auto ids, to be served over gRPC. */
  public ServerServiceDefinition autoIdService() {
    return new AutoIdService(catalog).bindService();
  }

  /** Errors to inject. */
  public SqlFaults faults() {
    return faults;
  }

  /** Cuts all SQL connections; the port stays open. */
  public void cutConnections() {
    mysql.killAll();
  }

  @Override
  public void close() {
    try {
      if (mysql != null) {
        mysql.close();
      }
    } catch (IOException e) {
      throw new UncheckedIOException("cannot close the SQL port", e);
    } finally {
      if (status != null) {
        status.close();
      }
      if (engine != null) {
        engine.join().close();
      }
    }
  }

  private static SSLContext tls(TidbServerOptions.Tls files) throws SSLException {
    JdkSslContext context =
        (JdkSslContext)
            SslContextBuilder.forServer(files.certificate().toFile(), files.key().toFile())
                .sslProvider(SslProvider.JDK)
                .build();
    return context.context();
  }

  /** Lets the configured users in. */
  private final class Sessions implements SessionFactory {
    private volatile Server server;

    @Override
    public String password(String user) {
      return options.users().get(user);
    }

    @Override
    public WireSession open(Login login) {
      return new Session(server, login);
    }

    @Override
    public String serverVersion() {
      return Server.versionOf(cluster);
    }
  }
}
