package io.levin.pd;

import com.google.protobuf.ByteString;
import com.google.protobuf.UnsafeByteOperations;
import io.grpc.Status;
import io.levin.base.Cancellation;
import io.levin.base.ErrorCode;
import io.levin.base.ImportException;
import io.levin.proto.metapb.StoreState;
import io.levin.proto.pdpb.ErrorType;
import io.levin.proto.pdpb.GetAllStoresRequest;
import io.levin.proto.pdpb.GetAllStoresResponse;
import io.levin.proto.pdpb.GetClusterInfoRequest;
import io.levin.proto.pdpb.GetClusterInfoResponse;
import io.levin.proto.pdpb.GetGCSafePointRequest;
import io.levin.proto.pdpb.GetGCSafePointResponse;
import io.levin.proto.pdpb.GetOperatorRequest;
import io.levin.proto.pdpb.GetOperatorResponse;
import io.levin.proto.pdpb.GetRegionByIDRequest;
import io.levin.proto.pdpb.GetRegionRequest;
import io.levin.proto.pdpb.GetRegionResponse;
import io.levin.proto.pdpb.GetStoreRequest;
import io.levin.proto.pdpb.GetStoreResponse;
import io.levin.proto.pdpb.PDGrpc;
import io.levin.proto.pdpb.ScanRegionsRequest;
import io.levin.proto.pdpb.ScanRegionsResponse;
import io.levin.proto.pdpb.ServiceMode;
import io.levin.proto.pdpb.UpdateServiceGCSafePointRequest;
import io.levin.proto.pdpb.UpdateServiceGCSafePointResponse;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;

/**
 * PD over gRPC. Every call goes to the leader of the moment and is repeated, with a bound, while
 * leadership moves or PD restarts. All methods block, end early with a {@link
 * java.util.concurrent.CancellationException} when cancelled, throw {@link PdException} when PD
 * says no and {@link ImportException} when it cannot be reached. Keys are in {@link
 * MemcomparableKey} form. Thread-safe.
 */
public final class PdClient implements AutoCloseable {
  private final PdMembers members;
  private final PdCalls calls;
  private final PdOptions options;
  private final TlsFiles tls;
  private final TsoStream timestamps;
  private final Scatter scatter;
  private final Etcd etcd;
  private final PdHttp http;

  private PdClient(PdMembers members, TlsFiles tls, PdOptions options) {
    this.members = members;
    this.tls = tls;
    this.options = options;
    this.calls = new PdCalls(members, options);
    this.timestamps = new TsoStream(calls::header);
    this.scatter = new Scatter(calls);
    this.etcd = new Etcd(calls);
    this.http = new PdHttp(members::addresses, tls, options.patience());
  }

  /** As {@link #connect(List, TlsFiles, PdOptions, Cancellation)} with the usual patience. */
  public static PdClient connect(List<String> addresses, TlsFiles tls, Cancellation cancellation) {
    return connect(addresses, tls, PdOptions.defaults(), cancellation);
  }

  /**
   * Finds the leader.
   *
   * @param addresses members to ask, with or without scheme; one that answers is enough
   * @throws ImportException if none answers in time, the members belong to different clusters, or
   *     PD runs as microservices
   */
  public static PdClient connect(
      List<String> addresses, TlsFiles tls, PdOptions options, Cancellation cancellation) {
    if (addresses.isEmpty()) {
      throw new ImportException(
          ErrorCode.CREATE_PD_CLIENT, "no PD address is given", "set tidb.pd-addr");
    }
    for (String address : addresses) {
      if (address.strip().startsWith("https://") && !tls.enabled()) {
        throw new ImportException(
            ErrorCode.INVALID_TLS_CONFIG,
            "PD address " + address + " wants TLS, but no certificate authority is configured",
            "set ca-path, cert-path and key-path in [security]");
      }
    }
    PdMembers members = new PdMembers(addresses, tls, options);
    PdClient client = new PdClient(members, tls, options);
    try {
      client.calls.repeat("GetMembers", options.connectPatience(), cancellation, leader -> leader);
      client.refuseMicroservices(cancellation);
      return client;
    } catch (RuntimeException e) {
      client.close();
      throw e;
    }
  }

  private void refuseMicroservices(Cancellation cancellation) {
    GetClusterInfoResponse info;
    try {
      info =
          calls.unary(
              PDGrpc.getGetClusterInfoMethod(),
              GetClusterInfoRequest.getDefaultInstance(),
              GetClusterInfoResponse::getHeader,
              cancellation);
    } catch (PdException e) {
      if (e.code() == Status.Code.UNIMPLEMENTED) {
        return;
      }
      throw e;
    }
    if (info.getServiceModesList().contains(ServiceMode.API_SVC_MODE)) {
      throw new ImportException(
          ErrorCode.CREATE_PD_CLIENT,
          "PD at " + String.join(", ", members.addresses()) + " runs in microservice mode",
          "this mode is not supported; import into a cluster whose PD serves timestamps itself");
    }
  }

  /** The id of the cluster, never 0. */
  public long clusterId() {
    return members.clusterId();
  }

  /** Host and port of all members, the last known leader first. */
  public List<String> addresses() {
    return members.addresses();
  }

  /** How long a call is repeated while PD does not answer. */
  Duration patience() {
    return options.patience();
  }

  /** The certificates that this client uses. */
  public TlsFiles tls() {
    return tls;
  }

  /** PD's HTTP service, at the same members. */
  public PdHttp http() {
    return http;
  }

  /** PD's etcd, at the same members. */
  public Etcd etcd() {
    return etcd;
  }

  /** A fresh timestamp: physical milliseconds << 18 | logical; above all given before. */
  public long tso(Cancellation cancellation) {
    return calls.repeat(
        "Tso",
        options.patience(),
        cancellation,
        leader -> {
          CompletableFuture<Long> wish = timestamps.next(leader);
          try (Cancellation.Registration ignored =
              cancellation.onCancel(
                  () -> wish.completeExceptionally(Status.CANCELLED.asRuntimeException()))) {
            return wish.get(options.callTimeout().toMillis(), TimeUnit.MILLISECONDS);
          } catch (ExecutionException e) {
            cancellation.throwIfCancelled();
            throw BlockingCall.failure(e.getCause());
          } catch (TimeoutException e) {
            Status late = Status.DEADLINE_EXCEEDED.withDescription("no timestamp came");
            timestamps.abandon(late);
            throw late.asRuntimeException();
          } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw BlockingCall.interrupted("Tso", e);
          }
        });
  }

  /** All stores that are not tombstones, TiFlash included. */
  public List<Store> stores(Cancellation cancellation) {
    return calls
        .unary(
            PDGrpc.getGetAllStoresMethod(),
            GetAllStoresRequest.newBuilder()
                .setHeader(calls.header())
                .setExcludeTombstoneStores(true)
                .build(),
            GetAllStoresResponse::getHeader,
            cancellation)
        .getStoresList()
        .stream()
        .map(Store::of)
        .filter(store -> store.state() != StoreState.Tombstone)
        .toList();
  }

  /** One store; throws {@link PdException} when it is unknown or a tombstone. */
  public Store store(long id, Cancellation cancellation) {
    return store(id, options.patience(), cancellation);
  }

  /** One store, with another patience than usual for a PD that does not answer. */
  public Store store(long id, Duration patience, Cancellation cancellation) {
    Store store =
        Store.of(
            calls
                .unary(
                    PDGrpc.getGetStoreMethod(),
                    GetStoreRequest.newBuilder().setHeader(calls.header()).setStoreId(id).build(),
                    GetStoreResponse::getHeader,
                    patience,
                    cancellation)
                .getStore());
    // PD remembers a tombstone and shows it as any other store.
    if (store.state() == StoreState.Tombstone) {
      throw new PdException("GetStore", ErrorType.STORE_TOMBSTONE, "store " + id + " is removed");
    }
    return store;
  }

  /** The region that holds a key; empty while PD knows of none. */
  public Optional<Region> regionByKey(byte[] encodedKey, Cancellation cancellation) {
    return region(
        calls.unary(
            PDGrpc.getGetRegionMethod(),
            GetRegionRequest.newBuilder()
                .setHeader(calls.header())
                .setRegionKey(bytes(encodedKey))
                .build(),
            GetRegionResponse::getHeader,
            cancellation));
  }

  /** The region with an id; empty while PD does not know it. */
  public Optional<Region> regionById(long id, Cancellation cancellation) {
    try {
      return region(
          calls.unary(
              PDGrpc.getGetRegionByIDMethod(),
              GetRegionByIDRequest.newBuilder().setHeader(calls.header()).setRegionId(id).build(),
              GetRegionResponse::getHeader,
              cancellation));
    } catch (PdException e) {
      // What a leader says whose cluster does not run yet or no longer.
      if (e.type() == ErrorType.REGION_NOT_FOUND) {
        return Optional.empty();
      }
      throw e;
    }
  }

  private static Optional<Region> region(GetRegionResponse answer) {
    return answer.hasRegion()
        ? Optional.of(
            Region.of(
                answer.getRegion(),
                answer.getLeader(),
                answer.getPendingPeersList(),
                answer.getDownPeersList().stream().map(d -> d.getPeer()).toList()))
        : Optional.empty();
  }

  /**
   * One page of regions as PD sees them, possibly with holes and without leaders.
   *
   * @param startKey lies in the first region
   * @param endKey empty for no end
   * @param limit the most regions to return
   */
  public List<Region> scanRegions(
      byte[] startKey, byte[] endKey, int limit, Cancellation cancellation) {
    ScanRegionsResponse answer =
        calls.unary(
            PDGrpc.getScanRegionsMethod(),
            ScanRegionsRequest.newBuilder()
                .setHeader(calls.header())
                .setStartKey(bytes(startKey))
                .setEndKey(bytes(endKey))
                .setLimit(limit)
                .build(),
            ScanRegionsResponse::getHeader,
            cancellation);
    if (answer.getRegionsCount() > 0) {
      return answer.getRegionsList().stream().map(Region::of).toList();
    }
    // What servers filled before they knew the richer list.
    List<Region> regions = new ArrayList<>(answer.getRegionMetasCount());
    for (int i = 0; i < answer.getRegionMetasCount(); i++) {
      regions.add(
          Region.of(
              answer.getRegionMetas(i),
              i < answer.getLeadersCount()
                  ? answer.getLeaders(i)
                  : io.levin.proto.metapb.Peer.getDefaultInstance()));
    }
    return regions;
  }

  /**
   * All regions that touch [startKey, endKey): without holes, in order, each with a leader. Waits
   * until PD's picture is like that.
   *
   * @param endKey empty for no end; equal to the start for the one region that holds it
   * @throws ImportException if the picture does not become whole within the usual rounds
   */
  public List<Region> scanAll(byte[] startKey, byte[] endKey, Cancellation cancellation) {
    return scanSome(startKey, endKey, Integer.MAX_VALUE, cancellation);
  }

  /**
   * The first of the regions that {@link #scanAll} gives, so that not all of a large table need be
   * held at a time.
   *
   * @param most stop when there are so many, or a few more
   */
  public List<Region> scanSome(
      byte[] startKey, byte[] endKey, int most, Cancellation cancellation) {
    return new RegionScan(this, options.scanRounds()).scan(startKey, endKey, most, cancellation);
  }

  /**
   * Asks PD to spread regions over the stores: in one request, or one by one at an older PD.
   *
   * @param maxReplicas the cluster's number of replicas, 0 if unknown: with fewer stores, or only
   *     one, single requests are pointless and left out
   * @return the regions for which PD took no request; no reason to fail
   */
  public List<Long> scatter(
      Collection<Long> regionIds, int maxReplicas, Cancellation cancellation) {
    return scatter.scatter(
        regionIds,
        () -> {
          long tikv = stores(cancellation).stream().filter(s -> !s.isTiFlash()).count();
          return tikv > 1 && tikv >= maxReplicas;
        },
        cancellation);
  }

  /** What PD does with a region; empty when nothing, or when the region is unknown. */
  public Optional<Operator> operator(long regionId, Cancellation cancellation) {
    try {
      GetOperatorResponse answer =
          calls.unary(
              PDGrpc.getGetOperatorMethod(),
              GetOperatorRequest.newBuilder()
                  .setHeader(calls.header())
                  .setRegionId(regionId)
                  .build(),
              GetOperatorResponse::getHeader,
              cancellation);
      return Optional.of(
          new Operator(
              answer.getDesc().toStringUtf8(),
              answer.getStatus(),
              answer.getKind().toStringUtf8()));
    } catch (PdException e) {
      if (e.type() == ErrorType.REGION_NOT_FOUND) {
        return Optional.empty();
      }
      throw e;
    }
  }

  /**
   * Registers or renews a service safe point; prefer {@link ServiceSafePoint}.
   *
   * @param ttl not above zero removes the entry
   * @return the minimum over all services; when it is above {@code safePoint}, nothing was stored
   *     and data as of {@code safePoint} may be gone
   */
  public long updateServiceSafePoint(
      String serviceId, Duration ttl, long safePoint, Cancellation cancellation) {
    return updateServiceSafePoint(serviceId, ttl, safePoint, options.patience(), cancellation);
  }

  long updateServiceSafePoint(
      String serviceId,
      Duration ttl,
      long safePoint,
      Duration patience,
      Cancellation cancellation) {
    return calls
        .unary(
            PDGrpc.getUpdateServiceGCSafePointMethod(),
            UpdateServiceGCSafePointRequest.newBuilder()
                .setHeader(calls.header())
                .setServiceId(ByteString.copyFromUtf8(serviceId))
                .setTTL(ttl.toSeconds())
                .setSafePoint(safePoint)
                .build(),
            UpdateServiceGCSafePointResponse::getHeader,
            patience,
            cancellation)
        .getMinSafePoint();
  }

  /** The timestamp below which versions may be gone already. */
  public long gcSafePoint(Cancellation cancellation) {
    return calls
        .unary(
            PDGrpc.getGetGCSafePointMethod(),
            GetGCSafePointRequest.newBuilder().setHeader(calls.header()).build(),
            GetGCSafePointResponse::getHeader,
            cancellation)
        .getSafePoint();
  }

  private static ByteString bytes(byte[] key) {
    return UnsafeByteOperations.unsafeWrap(key);
  }

  @Override
  public void close() {
    timestamps.close();
    members.close();
  }
}
