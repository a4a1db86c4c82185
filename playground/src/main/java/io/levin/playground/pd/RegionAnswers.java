package io.levin.playground.pd;

import com.google.protobuf.ByteString;
import io.grpc.Status;
import io.grpc.stub.StreamObserver;
import io.levin.playground.model.Peer;
import io.levin.playground.model.Region;
import io.levin.proto.pdpb.BatchScanRegionsRequest;
import io.levin.proto.pdpb.BatchScanRegionsResponse;
import io.levin.proto.pdpb.ErrorType;
import io.levin.proto.pdpb.GetOperatorResponse;
import io.levin.proto.pdpb.GetRegionResponse;
import io.levin.proto.pdpb.KeyRange;
import io.levin.proto.pdpb.PeerStats;
import io.levin.proto.pdpb.ScanRegionsRequest;
import io.levin.proto.pdpb.ScanRegionsResponse;
import io.levin.proto.pdpb.ScatterRegionRequest;
import io.levin.proto.pdpb.ScatterRegionResponse;
import java.util.ArrayList;
import java.util.List;

/** What PD answers about regions ({@code spec section 3.4}). */
final class RegionAnswers {
  private final PdCluster pd;
  private final PdCalls calls;

  RegionAnswers(PdCluster pd, PdCalls calls) {
    this.pd = pd;
    this.calls = calls;
  }

  GetRegionResponse one(Region region) {
    GetRegionResponse.Builder answer = GetRegionResponse.newBuilder().setHeader(calls.ok());
    if (region == null) {
      return answer.build();
    }
    io.levin.proto.pdpb.Region full = full(region);
    return answer
        .setRegion(full.getRegion())
        .setLeader(full.getLeader())
        .addAllDownPeers(full.getDownPeersList())
        .addAllPendingPeers(full.getPendingPeersList())
        .build();
  }

  ScanRegionsResponse scan(ScanRegionsRequest request) {
    ScanRegionsResponse.Builder answer = ScanRegionsResponse.newBuilder().setHeader(calls.ok());
    List<Region> found =
        pd.view().scan(request.getStartKey(), request.getEndKey(), request.getLimit());
    for (Region region : found) {
      io.levin.proto.pdpb.Region full = full(region);
      answer.addRegionMetas(full.getRegion()).addLeaders(full.getLeader()).addRegions(full);
    }
    return answer.build();
  }

  BatchScanRegionsResponse batchScan(BatchScanRegionsRequest request) {
    BatchScanRegionsResponse.Builder answer = BatchScanRegionsResponse.newBuilder();
    String problem = problem(request.getRangesList());
    if (problem != null) {
      return answer.setHeader(calls.error(ErrorType.UNKNOWN, problem)).build();
    }
    List<Region> found = new ArrayList<>();
    boolean cut = false;
    boolean gap = false;
    for (KeyRange range : request.getRangesList()) {
      List<Region> inRange = pd.view().scan(range.getStartKey(), range.getEndKey(), 0);
      gap |= hasGap(inRange, range);
      for (Region region : inRange) {
        if (!found.isEmpty() && found.get(found.size() - 1).id() == region.id()) {
          continue;
        }
        cut |= request.getLimit() > 0 && found.size() == request.getLimit();
        if (!cut) {
          found.add(region);
        }
      }
    }
    if (gap && !cut && request.getContainAllKeyRange()) {
      return answer
          .setHeader(
              calls.error(
                  ErrorType.REGIONS_NOT_CONTAIN_ALL_KEY_RANGE,
                  "found regions do not contain all the key range"))
          .build();
    }
    found.forEach(region -> answer.addRegions(full(region)));
    return answer.setHeader(calls.ok()).build();
  }

  /** Scatters what is asked for; a list of ids goes before the single one. */
  void scatter(ScatterRegionRequest request, StreamObserver<ScatterRegionResponse> answer) {
    if (request.getRegionsIdCount() > 0) {
      scatterList(request.getRegionsIdList(), answer);
      return;
    }
    Region region = pd.view().byId(request.getRegionId());
    ScatterRegionResponse.Builder done = ScatterRegionResponse.newBuilder();
    if (region == null && request.hasRegion()) {
      region = pd.regions().byId(request.getRegion().getId());
      if (region == null) {
        reply(answer, done.setHeader(calls.ok()).setFinishedPercentage(100).build());
        return;
      }
    }
    if (region == null && !pd.version().atLeast(6, 5, 0)) {
      answer.onError(unknown("region " + request.getRegionId() + " not found"));
    } else if (region == null) {
      // PD forgets to put the id into its text.
      reply(
          answer,
          done.setHeader(calls.error(ErrorType.REGION_NOT_FOUND, "region %d not found")).build());
    } else if (!pd.view().pendingPeers(region).isEmpty()) {
      answer.onError(unknown("region " + region.id() + " is not fully replicated"));
    } else if (region.leader() == null) {
      answer.onError(unknown("region " + region.id() + " has no leader"));
    } else {
      pd.operators().scatter(region);
      reply(answer, done.setHeader(calls.ok()).setFinishedPercentage(100).build());
    }
  }

  GetOperatorResponse operator(long regionId) {
    Operators.Operator operator = pd.operators().of(regionId);
    if (operator == null) {
      return GetOperatorResponse.newBuilder()
          .setHeader(calls.error(ErrorType.REGION_NOT_FOUND, "Not Found"))
          .build();
    }
    return GetOperatorResponse.newBuilder()
        .setHeader(calls.ok())
        .setRegionId(regionId)
        .setDesc(ByteString.copyFromUtf8(operator.description()))
        .setStatus(operator.status())
        .setKind(ByteString.copyFromUtf8("admin,leader"))
        .build();
  }

  /** Splits at encoded keys; returns the ids of the regions that begin there. */
  List<Long> split(List<ByteString> keys) {
    List<Long> ids = new ArrayList<>();
    for (ByteString key : keys) {
      pd.regions().split(pd.regions().at(key).id(), List.of(key));
      ids.add(pd.regions().at(key).id());
    }
    return ids;
  }

  private void scatterList(List<Long> ids, StreamObserver<ScatterRegionResponse> answer) {
    int known = 0;
    for (long id : ids) {
      Region region = pd.view().byId(id);
      if (region != null) {
        known++;
        if (region.leader() != null) {
          pd.operators().scatter(region);
        }
      }
    }
    if (known == 0) {
      answer.onError(unknown("region not found"));
      return;
    }
    reply(
        answer,
        ScatterRegionResponse.newBuilder()
            .setHeader(calls.ok())
            .setFinishedPercentage(100L * known / ids.size())
            .build());
  }

  private io.levin.proto.pdpb.Region full(Region region) {
    io.levin.proto.pdpb.Region.Builder full =
        io.levin.proto.pdpb.Region.newBuilder()
            .setRegion(region.meta())
            .setLeader(Region.meta(region.leader()));
    for (Peer peer : region.peers()) {
      boolean down = pd.stores().stream().anyMatch(s -> s.id() == peer.storeId() && !s.alive());
      if (down) {
        full.addDownPeers(PeerStats.newBuilder().setPeer(Region.meta(peer)).setDownSeconds(60));
      }
    }
    pd.view().pendingPeers(region).forEach(peer -> full.addPendingPeers(Region.meta(peer)));
    return full.build();
  }

  private static String problem(List<KeyRange> ranges) {
    ByteString lastEnd = null;
    for (KeyRange range : ranges) {
      ByteString end = range.getEndKey();
      if (!end.isEmpty() && Region.KEY_ORDER.compare(range.getStartKey(), end) > 0) {
        return "invalid key range, start key > end key";
      }
      if (lastEnd != null
          && (lastEnd.isEmpty() || Region.KEY_ORDER.compare(range.getStartKey(), lastEnd) < 0)) {
        return "invalid key range, ranges overlapped";
      }
      lastEnd = end;
    }
    return null;
  }

  private static boolean hasGap(List<Region> regions, KeyRange range) {
    if (regions.isEmpty()) {
      return true;
    }
    boolean gap = Region.KEY_ORDER.compare(regions.get(0).start(), range.getStartKey()) > 0;
    for (int i = 1; i < regions.size(); i++) {
      gap |= !regions.get(i - 1).end().equals(regions.get(i).start());
    }
    ByteString last = regions.get(regions.size() - 1).end();
    boolean endReached =
        last.isEmpty()
            || (!range.getEndKey().isEmpty()
                && Region.KEY_ORDER.compare(last, range.getEndKey()) >= 0);
    return gap || !endReached;
  }

  private static RuntimeException unknown(String text) {
    return Status.UNKNOWN.withDescription(text).asRuntimeException();
  }

  private static <A> void reply(StreamObserver<A> answer, A message) {
    answer.onNext(message);
    answer.onCompleted();
  }
}
