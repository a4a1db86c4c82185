package io.levin.playground.pd;

import com.sun.net.httpserver.HttpServer;
import io.grpc.BindableService;
import io.grpc.ServerInterceptors;
import io.grpc.ServerServiceDefinition;
import io.levin.playground.fault.FaultInterceptor;
import io.levin.playground.fault.Faults;
import io.levin.playground.fault.HttpFaults;
import io.levin.playground.net.Connections;
import io.levin.playground.net.EventLoops;
import io.levin.playground.net.GrpcPort;
import io.levin.playground.net.HealthService;
import io.levin.playground.net.HttpPort;
import io.levin.playground.net.ServerTls;
import io.levin.playground.net.SniffingPort;
import java.util.ArrayList;
import java.util.List;

/** The one port of a member of PD: gRPC, HTTP and etcd. It can be closed and opened again. */
public final class PdServer implements AutoCloseable {
  private static final String LOOPBACK = "127.0.0.1";

  private final PdCluster pd;
  private final int member;
  private final String host;
  private final ServerTls tls;
  private final EventLoops loops;
  private final GrpcPort grpc;
  private final HttpServer http;
  private final Connections connections = new Connections();
  private SniffingPort front;
  private int port;

  /** A member whose port is not open yet. */
  public PdServer(
      PdCluster pd, int member, Faults faults, String host, ServerTls tls, EventLoops loops) {
    this.pd = pd;
    this.member = member;
    this.host = host;
    this.tls = tls;
    this.loops = loops;
    FaultInterceptor interceptor = new FaultInterceptor(faults, "pd", member, connections);
    List<ServerServiceDefinition> services = new ArrayList<>();
    services.add(ServerInterceptors.intercept(new PdService(pd, member), interceptor));
    for (BindableService service : new EtcdServices(pd).all()) {
      services.add(ServerInterceptors.intercept(service, interceptor));
    }
    services.add(new HealthService().bindService());
    this.grpc = GrpcPort.open(LOOPBACK, 0, null, loops, connections, services);
    this.http = HttpPort.open(LOOPBACK, 0, null, loops.calls());
    PdHttp handler = new PdHttp(pd, new HttpFaults(faults, member));
    http.createContext("/", handler::handle);
    http.start();
  }

  /**
   * Opens the port.
   *
   * @param wantedPort 0 for any; a port that was open before is taken again
   */
  public synchronized void start(int wantedPort) {
    port = wantedPort == 0 ? port : wantedPort;
    front = SniffingPort.open(host, port, tls, grpc.port(), http.getAddress().getPort(), loops);
    port = front.port();
    pd.members().setAddress(member, host + ":" + port);
  }

  /** Closes the port and cuts its connections. */
  public synchronized void stop() {
    if (front != null) {
      front.close();
      front = null;
      connections.closeAll();
    }
  }

  @Override
  public void close() {
    stop();
    http.stop(0);
    grpc.close();
  }
}
