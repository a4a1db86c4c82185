package io.levin.playground.net;

import io.grpc.InsecureServerCredentials;
import io.grpc.Server;
import io.grpc.ServerServiceDefinition;
import io.grpc.netty.shaded.io.grpc.netty.NettyServerBuilder;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetSocketAddress;
import java.util.List;
import java.util.concurrent.TimeUnit;

/** One listening gRPC server. It takes any keepalive ping and any size of message, as TiKV does. */
public final class GrpcPort implements AutoCloseable {
  private static final int FLOW_CONTROL_WINDOW = 2 << 20;

  private final Server server;
  private final Connections connections;

  private GrpcPort(Server server, Connections connections) {
    this.server = server;
    this.connections = connections;
  }

  /**
   * Listens.
   *
   * @param port 0 for any
   * @param tls null for plain text
   * @param connections the connections that it will accept
   */
  public static GrpcPort open(
      String host,
      int port,
      ServerTls tls,
      EventLoops loops,
      Connections connections,
      List<ServerServiceDefinition> services) {
    NettyServerBuilder builder =
        NettyServerBuilder.forAddress(
                new InetSocketAddress(host, port),
                tls == null ? InsecureServerCredentials.create() : tls.credentials())
            .bossEventLoopGroup(loops.accepting())
            .workerEventLoopGroup(loops.working())
            .channelFactory(connections::listener)
            .executor(loops.calls())
            .flowControlWindow(FLOW_CONTROL_WINDOW)
            .permitKeepAliveTime(1, TimeUnit.SECONDS)
            .permitKeepAliveWithoutCalls(true)
            .maxInboundMessageSize(Integer.MAX_VALUE);
    services.forEach(builder::addService);
    try {
      return new GrpcPort(builder.build().start(), connections);
    } catch (IOException e) {
      throw new UncheckedIOException("cannot listen on " + host + ":" + port, e);
    }
  }

  /** The port it listens on. */
  public int port() {
    return server.getPort();
  }

  /** Stops listening and cuts all connections, as a process that dies does. */
  @Override
  public void close() {
    server.shutdownNow();
    connections.closeAll();
    try {
      server.awaitTermination(2, TimeUnit.SECONDS);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }
}
