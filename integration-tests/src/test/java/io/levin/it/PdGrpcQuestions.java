package io.levin.it;

import com.google.protobuf.ByteString;
import io.levin.playground.model.Region;
import io.levin.proto.etcdserverpb.DeleteRangeRequest;
import io.levin.proto.etcdserverpb.KVGrpc;
import io.levin.proto.etcdserverpb.LeaseGrantRequest;
import io.levin.proto.etcdserverpb.LeaseGrpc;
import io.levin.proto.etcdserverpb.LeaseRevokeRequest;
import io.levin.proto.etcdserverpb.LeaseTimeToLiveRequest;
import io.levin.proto.etcdserverpb.PutRequest;
import io.levin.proto.etcdserverpb.RangeRequest;
import io.levin.proto.health.HealthCheckRequest;
import io.levin.proto.health.HealthGrpc;
import io.levin.proto.pdpb.BatchScanRegionsRequest;
import io.levin.proto.pdpb.GetAllStoresRequest;
import io.levin.proto.pdpb.GetClusterInfoRequest;
import io.levin.proto.pdpb.GetGCSafePointRequest;
import io.levin.proto.pdpb.GetMembersRequest;
import io.levin.proto.pdpb.GetOperatorRequest;
import io.levin.proto.pdpb.GetRegionByIDRequest;
import io.levin.proto.pdpb.GetRegionRequest;
import io.levin.proto.pdpb.GetStoreRequest;
import io.levin.proto.pdpb.IsBootstrappedRequest;
import io.levin.proto.pdpb.KeyRange;
import io.levin.proto.pdpb.PDGrpc;
import io.levin.proto.pdpb.RequestHeader;
import io.levin.proto.pdpb.ScanRegionsRequest;
import io.levin.proto.pdpb.ScatterRegionRequest;
import io.levin.proto.pdpb.UpdateServiceGCSafePointRequest;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Function;

/**
 * Questions to PD's gRPC services and its etcd, in this order: an answer may depend on what was
 * asked before.
 */
final class PdGrpcQuestions {
  private static final long NOBODY = 99_999;

  private final List<PdQuestion> all = new ArrayList<>();
  private final List<Region> regions;

  private PdGrpcQuestions(List<Region> regions) {
    this.regions = regions;
  }

  /** All questions about five or more regions, in key order. */
  static List<PdQuestion> about(List<Region> regions) {
    PdGrpcQuestions questions = new PdGrpcQuestions(regions);
    questions.membersAndStores();
    questions.regions();
    questions.safePoints();
    questions.scattering();
    questions.etcd();
    return List.copyOf(questions.all);
  }

  private void ask(String name, Function<PdUnderTest, String> question) {
    all.add(new PdQuestion(name, question));
  }

  private void membersAndStores() {
    ask(
        "GetMembers",
        pd ->
            pd.grpc(
                PDGrpc.getGetMembersMethod(),
                GetMembersRequest.getDefaultInstance(),
                "member_id",
                "peer_urls"));
    ask(
        "GetClusterInfo",
        pd ->
            pd.grpc(PDGrpc.getGetClusterInfoMethod(), GetClusterInfoRequest.getDefaultInstance()));
    ask(
        "IsBootstrapped",
        pd ->
            pd.grpc(
                PDGrpc.getIsBootstrappedMethod(),
                IsBootstrappedRequest.newBuilder().setHeader(pd.header()).build()));
    for (long id : new long[] {0, regions.get(1).peers().get(0).storeId(), NOBODY}) {
      ask("GetStore " + id, pd -> store(pd, pd.header(), id));
    }
    for (long cluster : new long[] {0, 7}) {
      RequestHeader wrong = RequestHeader.newBuilder().setClusterId(cluster).build();
      ask("GetStore of cluster " + cluster, pd -> store(pd, wrong, 1));
      ask(
          "GetAllStores of cluster " + cluster,
          pd ->
              pd.grpc(
                  PDGrpc.getGetAllStoresMethod(),
                  GetAllStoresRequest.newBuilder().setHeader(wrong).build()));
      ask(
          "GetOperator of cluster " + cluster,
          pd ->
              pd.grpc(
                  PDGrpc.getGetOperatorMethod(),
                  GetOperatorRequest.newBuilder().setHeader(wrong).setRegionId(1).build()));
      ask(
          "ScatterRegion of cluster " + cluster,
          pd ->
              pd.grpc(
                  PDGrpc.getScatterRegionMethod(),
                  ScatterRegionRequest.newBuilder().setHeader(wrong).addRegionsId(1).build()));
      ask("safe point of cluster " + cluster, pd -> safePoint(pd, wrong, "", 60, 1));
    }
    ask(
        "Health",
        pd -> pd.grpc(HealthGrpc.getCheckMethod(), HealthCheckRequest.getDefaultInstance()));
  }

  private static String store(PdUnderTest pd, RequestHeader header, long id) {
    return pd.grpc(
        PDGrpc.getGetStoreMethod(),
        GetStoreRequest.newBuilder().setHeader(header).setStoreId(id).build(),
        "last_heartbeat",
        "start_time");
  }

  private void regions() {
    ByteString second = regions.get(1).start();
    ByteString fourth = regions.get(3).start();
    ByteString behind = ByteString.copyFromUtf8("zzz");
    ByteString x = ByteString.copyFromUtf8("x");
    for (ByteString key : List.of(ByteString.EMPTY, second, second.concat(x), fourth, behind)) {
      GetRegionRequest request = GetRegionRequest.newBuilder().setRegionKey(key).build();
      ask(
          "GetRegion " + PdQuestion.hex(key),
          pd ->
              pd.grpc(
                  PDGrpc.getGetRegionMethod(), request.toBuilder().setHeader(pd.header()).build()));
      ask(
          "GetPrevRegion " + PdQuestion.hex(key),
          pd ->
              pd.grpc(
                  PDGrpc.getGetPrevRegionMethod(),
                  request.toBuilder().setHeader(pd.header()).build()));
    }
    for (long id : new long[] {0, regions.get(1).id(), NOBODY}) {
      ask(
          "GetRegionByID " + id,
          pd ->
              pd.grpc(
                  PDGrpc.getGetRegionByIDMethod(),
                  GetRegionByIDRequest.newBuilder()
                      .setHeader(pd.header())
                      .setRegionId(id)
                      .build()));
    }
    ByteString[][] ranges = {
      {ByteString.EMPTY, ByteString.EMPTY},
      {second, fourth},
      {second, second},
      {second.concat(x), second.concat(x)},
      {fourth, second},
      {second.concat(x), second.concat(ByteString.copyFromUtf8("a"))},
      {second.concat(x), fourth},
      {second, fourth.concat(x)},
      {behind, ByteString.EMPTY}
    };
    for (ByteString[] range : ranges) {
      for (int limit : new int[] {-1, 0, 1, 2, 100}) {
        scan(range[0], range[1], limit);
        batchScan(limit, false, range);
      }
      batchScan(0, true, range);
    }
    batchScan(0, true);
    batchScan(0, true, new ByteString[] {second, fourth}, new ByteString[] {second, fourth});
    batchScan(0, true, new ByteString[] {second, fourth}, new ByteString[] {fourth, behind});
    batchScan(0, true, new ByteString[] {second, second}, new ByteString[] {fourth, fourth});
    batchScan(3, true, new ByteString[] {ByteString.EMPTY, second}, new ByteString[] {fourth, x});
  }

  private void scan(ByteString start, ByteString end, int limit) {
    ask(
        "ScanRegions " + PdQuestion.hex(start) + " to " + PdQuestion.hex(end) + " limit " + limit,
        pd ->
            pd.grpc(
                PDGrpc.getScanRegionsMethod(),
                ScanRegionsRequest.newBuilder()
                    .setHeader(pd.header())
                    .setStartKey(start)
                    .setEndKey(end)
                    .setLimit(limit)
                    .build()));
  }

  private void batchScan(int limit, boolean whole, ByteString[]... ranges) {
    BatchScanRegionsRequest.Builder request =
        BatchScanRegionsRequest.newBuilder().setLimit(limit).setContainAllKeyRange(whole);
    StringBuilder name = new StringBuilder("BatchScanRegions limit " + limit + " " + whole);
    for (ByteString[] range : ranges) {
      request.addRanges(KeyRange.newBuilder().setStartKey(range[0]).setEndKey(range[1]));
      name.append(' ')
          .append(PdQuestion.hex(range[0]))
          .append(" to ")
          .append(PdQuestion.hex(range[1]));
    }
    BatchScanRegionsRequest wish = request.build();
    ask(
        name.toString(),
        pd ->
            pd.grpc(
                PDGrpc.getBatchScanRegionsMethod(),
                wish.toBuilder().setHeader(pd.header()).build()));
  }

  private void safePoints() {
    long forever = Long.MAX_VALUE;
    Object[][] wishes = {
      {"", 60L, 100L},
      {"", 0L, 0L},
      {"a", 600L, 100L},
      {"b", 600L, 50L},
      {"gc_worker", 60L, 70L},
      {"gc_worker", forever, 70L},
      {"c", 600L, 10L},
      {"c", 600L, 80L},
      {"a", -1L, 0L},
      {"b", 0L, 0L},
      {"c", 0L, 0L},
      {"none", 0L, 0L},
      {"gc_worker", 0L, 0L},
      {"d", forever, 90L},
      {"d", 0L, 1L},
      {"gc_worker", forever, 60L},
      {"e", 600L, 60L},
      {"e", 600L, 71L},
      {"e", 0L, 71L},
      {"f", 600L, 70L},
      {"f", 0L, 0L}
    };
    for (Object[] wish : wishes) {
      String service = (String) wish[0];
      long ttl = (Long) wish[1];
      long point = (Long) wish[2];
      ask(
          "UpdateServiceGCSafePoint '" + service + "' for " + ttl + " s at " + point,
          pd -> safePoint(pd, pd.header(), service, ttl, point));
    }
    ask(
        "GetGCSafePoint",
        pd ->
            pd.grpc(
                PDGrpc.getGetGCSafePointMethod(),
                GetGCSafePointRequest.newBuilder().setHeader(pd.header()).build()));
  }

  private static String safePoint(
      PdUnderTest pd, RequestHeader header, String service, long ttl, long point) {
    return pd.grpc(
            PDGrpc.getUpdateServiceGCSafePointMethod(),
            UpdateServiceGCSafePointRequest.newBuilder()
                .setHeader(header)
                .setServiceId(ByteString.copyFromUtf8(service))
                .setTTL(ttl)
                .setSafePoint(point)
                .build())
        .replaceAll("TTL: (59\\d|600)", "TTL: ALMOST 600")
        .replaceAll("TTL: 92233720\\d+", "TTL: FOREVER");
  }

  private void scattering() {
    long second = regions.get(1).id();
    for (List<Long> ids :
        List.of(
            List.of(second, NOBODY), List.of(NOBODY), List.of(NOBODY, NOBODY + 1), List.of(0L))) {
      ask(
          "ScatterRegion of the list " + ids,
          pd ->
              pd.grpc(
                  PDGrpc.getScatterRegionMethod(),
                  ScatterRegionRequest.newBuilder()
                      .setHeader(pd.header())
                      .addAllRegionsId(ids)
                      .setSkipStoreLimit(true)
                      .build()));
    }
    for (long id : new long[] {0, regions.get(2).id(), NOBODY}) {
      ask(
          "ScatterRegion of one " + id,
          pd ->
              pd.grpc(
                  PDGrpc.getScatterRegionMethod(),
                  ScatterRegionRequest.newBuilder()
                      .setHeader(pd.header())
                      .setRegionId(id)
                      .build()));
    }
    ask(
        "GetOperator of nobody",
        pd ->
            pd.grpc(
                PDGrpc.getGetOperatorMethod(),
                GetOperatorRequest.newBuilder()
                    .setHeader(pd.header())
                    .setRegionId(NOBODY)
                    .build()));
  }

  private void etcd() {
    long lease = 4711;
    for (long ttl : new long[] {180, 180, 1L << 60}) {
      ask("LeaseGrant " + ttl, pd -> grant(pd, lease, ttl));
    }
    ask("LeaseGrant 1", pd -> grant(pd, lease + 1, 1));
    ask("LeaseGrant 0", pd -> grant(pd, lease + 2, 0));
    String key = "/tidb/brie/import/lightning/lightning-1";
    put(key, lease);
    put(key, lease + 99);
    put("", 0);
    askRange("/tidb/brie/", "/tidb/brie0");
    askRange("/tidb/brie0", "/tidb/brie/");
    askRange(key, "");
    askRange("", "");
    for (long id : new long[] {lease, lease + 99}) {
      ask(
          "LeaseTimeToLive " + id,
          pd ->
              pd.grpc(
                      LeaseGrpc.getLeaseTimeToLiveMethod(),
                      LeaseTimeToLiveRequest.newBuilder().setID(id).setKeys(true).build(),
                      HEADER)
                  .replaceAll("TTL: 1[78]\\d", "TTL: ALMOST 180"));
      ask(
          "LeaseRevoke " + id,
          pd ->
              pd.grpc(
                  LeaseGrpc.getLeaseRevokeMethod(),
                  LeaseRevokeRequest.newBuilder().setID(id).build(),
                  HEADER));
    }
    askRange("/tidb/brie/", "/tidb/brie0");
    ask(
        "DeleteRange",
        pd ->
            pd.grpc(
                KVGrpc.getDeleteRangeMethod(),
                DeleteRangeRequest.newBuilder().setKey(ByteString.copyFromUtf8(key)).build(),
                HEADER));
  }

  /** What differs from one etcd to another. */
  private static final String[] HEADER = {
    "cluster_id", "member_id", "revision", "raft_term", "create_revision", "mod_revision", "lease"
  };

  private static String grant(PdUnderTest pd, long id, long ttl) {
    return pd.grpc(
        LeaseGrpc.getLeaseGrantMethod(),
        LeaseGrantRequest.newBuilder().setID(id).setTTL(ttl).build(),
        HEADER);
  }

  private void put(String key, long lease) {
    ask(
        "Put " + key + " under lease " + lease,
        pd ->
            pd.grpc(
                KVGrpc.getPutMethod(),
                PutRequest.newBuilder()
                    .setKey(ByteString.copyFromUtf8(key))
                    .setLease(lease)
                    .build(),
                HEADER));
  }

  private void askRange(String start, String end) {
    all.add(range(start, end));
  }

  /** The keys of etcd in a range. */
  static PdQuestion range(String start, String end) {
    return new PdQuestion(
        "Range " + start + " to " + end,
        pd ->
            pd.grpc(
                KVGrpc.getRangeMethod(),
                RangeRequest.newBuilder()
                    .setKey(ByteString.copyFromUtf8(start))
                    .setRangeEnd(ByteString.copyFromUtf8(end))
                    .build(),
                HEADER));
  }
}
