package io.levin.engine.cli;

import io.levin.base.ImportException;
import io.levin.config.Config;
import io.levin.config.TlsConfig;
import io.levin.engine.status.StatusPages;
import io.levin.engine.status.StatusServer;
import io.levin.pd.TlsFiles;
import java.io.PrintStream;
import java.nio.file.Path;
import javax.net.ssl.SSLContext;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The status port of a process: open from the start where an address is configured, else from the
 * first USR1 on, at a free port of this machine only.
 */
final class StatusPort implements AutoCloseable {
  private static final Logger LOG = LoggerFactory.getLogger(StatusPort.class);
  private static final String FREE_LOCAL_PORT = "127.0.0.1:0";

  private final SSLContext tls;
  private final StatusPages pages;
  private final PrintStream err;
  private StatusServer server;
  private boolean closed;

  private StatusPort(SSLContext tls, StatusPages pages, PrintStream err) {
    this.tls = tls;
    this.pages = pages;
    this.err = err;
  }

  /**
   * Opens the port, if there is an address, and listens to the signal.
   *
   * @throws ImportException when the address cannot be had
   */
  static StatusPort open(Config config, StatusPages pages, PrintStream err) {
    StatusPort port = new StatusPort(context(config.security().tls()), pages, err);
    if (!config.lightning().statusAddr().isEmpty()) {
      port.start(config.lightning().statusAddr());
    }
    UnixSignals.handle("USR1", unused -> port.signal());
    return port;
  }

  /** Where it listens; empty while it does not. */
  synchronized String address() {
    return server == null ? "" : server.address();
  }

  private synchronized void start(String address) {
    server = StatusServer.start(address, tls, pages);
  }

  private synchronized void signal() {
    if (closed) {
      return;
    }
    if (server != null) {
      LOG.atInfo().addKeyValue("address", server.address()).log("already started HTTP server");
      return;
    }
    try {
      start(FREE_LOCAL_PORT);
      err.println("started HTTP server on " + server.address());
    } catch (ImportException e) {
      LOG.atWarn().setCause(e).log("cannot start the HTTP server that a signal asked for");
    }
  }

  @Override
  public synchronized void close() {
    closed = true;
    if (server != null) {
      server.close();
    }
  }

  private static SSLContext context(TlsConfig tls) {
    return tls.enabled() && !tls.certPath().isEmpty()
        ? new TlsFiles(Path.of(tls.caPath()), Path.of(tls.certPath()), Path.of(tls.keyPath()))
            .sslContext()
        : null;
  }
}
