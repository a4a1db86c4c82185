package io.levin.playground.fault;

import com.google.protobuf.ByteString;
import io.levin.playground.fault.FaultAction.ScanCorruption;
import io.levin.proto.kvrpcpb.SplitRegionResponse;
import io.levin.proto.metapb.Peer;
import io.levin.proto.pdpb.BatchScanRegionsResponse;
import io.levin.proto.pdpb.Region;
import io.levin.proto.pdpb.ScanRegionsResponse;
import java.util.ArrayList;
import java.util.List;

/** Lists of regions that are wrong in the ways in which PD's are at times. */
final class ScanAnswers {
  private ScanAnswers() {}

  /** The answer with its regions changed; any other answer as it is. */
  @SuppressWarnings("unchecked")
  static <A> A corrupt(A answer, ScanCorruption how) {
    if (answer instanceof ScanRegionsResponse scan) {
      List<Region> regions = corrupt(scan.getRegionsList(), how);
      ScanRegionsResponse.Builder changed = ScanRegionsResponse.newBuilder();
      changed.setHeader(scan.getHeader());
      for (Region region : regions) {
        changed
            .addRegionMetas(region.getRegion())
            .addLeaders(region.getLeader())
            .addRegions(region);
      }
      return (A) changed.build();
    }
    if (answer instanceof BatchScanRegionsResponse scan) {
      return (A)
          scan.toBuilder()
              .clearRegions()
              .addAllRegions(corrupt(scan.getRegionsList(), how))
              .build();
    }
    if (answer instanceof SplitRegionResponse split) {
      List<io.levin.proto.metapb.Region> regions = new ArrayList<>(split.getRegionsList());
      if (how == ScanCorruption.EMPTY) {
        regions.clear();
      } else if (!regions.isEmpty()) {
        regions.remove(Math.min(1, regions.size() - 1));
      }
      return (A)
          split.toBuilder().clearLeft().clearRight().clearRegions().addAllRegions(regions).build();
    }
    return answer;
  }

  private static List<Region> corrupt(List<Region> regions, ScanCorruption how) {
    List<Region> changed = new ArrayList<>(regions);
    int at = Math.min(1, regions.size() - 1);
    if (how == ScanCorruption.EMPTY || regions.isEmpty()) {
      return List.of();
    }
    switch (how) {
      case HOLE -> changed.remove(at);
      case OVERLAP -> {
        Region.Builder early = regions.get(at).toBuilder();
        early.getRegionBuilder().setStartKey(ByteString.EMPTY);
        changed.set(at, early.build());
      }
      default ->
          changed.replaceAll(
              region -> region.toBuilder().setLeader(Peer.getDefaultInstance()).build());
    }
    return changed;
  }
}
