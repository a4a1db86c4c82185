package io.levin.playground.tikv;

import com.sun.net.httpserver.HttpServer;
import io.grpc.ServerInterceptors;
import io.grpc.ServerServiceDefinition;
import io.grpc.stub.StreamObserver;
import io.levin.playground.fault.FaultInterceptor;
import io.levin.playground.fault.Faults;
import io.levin.playground.model.Store;
import io.levin.playground.model.StoreAddress;
import io.levin.playground.net.Connections;
import io.levin.playground.net.EventLoops;
import io.levin.playground.net.GrpcPort;
import io.levin.playground.net.HealthService;
import io.levin.playground.net.HttpPort;
import io.levin.playground.net.ServerTls;
import io.levin.proto.debugpb.DebugGrpc;
import io.levin.proto.debugpb.GetMetricsRequest;
import io.levin.proto.debugpb.GetMetricsResponse;
import java.util.ArrayList;
import java.util.List;

/**
 * The ports of one store: gRPC and status. They can be closed and opened again, at the same or at
 * other ports, as a process that dies and comes back. TiFlash serves imports at its peer address
 * only.
 */
public final class StoreServer implements AutoCloseable {
  private final TikvCluster tikv;
  private final Store store;
  private final Faults faults;
  private final String host;
  private final ServerTls tls;
  private final EventLoops loops;
  private final List<AutoCloseable> open = new ArrayList<>();

  /** A store that does not listen yet. */
  public StoreServer(
      TikvCluster tikv, Store store, Faults faults, String host, ServerTls tls, EventLoops loops) {
    this.tikv = tikv;
    this.store = store;
    this.faults = faults;
    this.host = host;
    this.tls = tls;
    this.loops = loops;
  }

  /**
   * Listens.
   *
   * @param port of the service that imports use, 0 for any
   * @param statusPort 0 for any
   */
  public synchronized void start(int port, int statusPort) {
    Connections connections = new Connections();
    FaultInterceptor interceptor = new FaultInterceptor(faults, "tikv", store.id(), connections);
    List<ServerServiceDefinition> services = new ArrayList<>();
    services.add(
        ServerInterceptors.intercept(new ImportService(tikv, store).definition(), interceptor));
    services.add(ServerInterceptors.intercept(new KvService(tikv, store), interceptor));
    services.add(new HealthService().bindService());
    services.add(new DebugService().bindService());
    GrpcPort grpc = GrpcPort.open(host, port, tls, loops, connections, services);
    open.add(grpc);
    HttpServer http = HttpPort.open(host, statusPort, tls, loops.calls());
    open.add(() -> http.stop(0));
    http.createContext("/config", HttpPort.text(this::config, "application/json"));
    http.createContext("/metrics", HttpPort.text(() -> StoreMetrics.text(store), "text/plain"));
    http.createContext("/status", HttpPort.text(() -> "", "text/plain"));
    http.start();
    String status = host + ":" + http.getAddress().getPort();
    String address = host + ":" + grpc.port();
    if (store.isTiFlash()) {
      GrpcPort own =
          GrpcPort.open(
              host, 0, tls, loops, new Connections(), List.of(new HealthService().bindService()));
      open.add(own);
      store.setAddress(new StoreAddress(host + ":" + own.port(), address, status));
    } else {
      store.setAddress(new StoreAddress(address, "", status));
    }
    store.setAlive(true);
  }

  /** Dies: ports closed, connections cut. What was written stays. */
  public synchronized void stop() {
    store.setAlive(false);
    for (AutoCloseable port : open) {
      try {
        port.close();
      } catch (Exception e) {
        throw new IllegalStateException("cannot close a port of store " + store.id(), e);
      }
    }
    open.clear();
  }

  /** The store. */
  public Store store() {
    return store;
  }

  @Override
  public void close() {
    stop();
  }

  private String config() {
    int size = tikv.version().regionSplitMebibytes();
    return "{\"coprocessor\":{\"region-split-size\":\""
        + size
        + "MiB\",\"region-split-keys\":"
        + size * 10_000
        + ",\"region-max-size\":\""
        + size * 3 / 2
        + "MiB\"},\"storage\":{\"engine\":\"raft-kv\"},\"import\":{\"num-threads\":8}}";
  }

  private final class DebugService extends DebugGrpc.DebugImplBase {
    @Override
    public void getMetrics(GetMetricsRequest request, StreamObserver<GetMetricsResponse> answer) {
      answer.onNext(
          GetMetricsResponse.newBuilder().setPrometheus(StoreMetrics.text(store)).build());
      answer.onCompleted();
    }
  }
}
