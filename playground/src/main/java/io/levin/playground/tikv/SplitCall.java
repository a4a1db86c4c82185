package io.levin.playground.tikv;

import com.google.protobuf.ByteString;
import io.levin.playground.model.Region;
import io.levin.playground.model.Store;
import io.levin.playground.storage.EngineKey;
import io.levin.proto.errorpb.Error;
import io.levin.proto.kvrpcpb.SplitRegionRequest;
import io.levin.proto.kvrpcpb.SplitRegionResponse;
import java.util.ArrayList;
import java.util.List;

/** SplitRegion on one store. */
final class SplitCall {
  private static final int GROUP = 9;

  private final TikvCluster tikv;
  private final RegionChecks checks;

  SplitCall(TikvCluster tikv, Store store) {
    this.tikv = tikv;
    this.checks = new RegionChecks(tikv.regions(), store);
  }

  SplitRegionResponse run(SplitRegionRequest request) {
    synchronized (tikv.regions()) {
      Error error = checks.ofSplit(request.getContext());
      if (error != null) {
        return failed(error);
      }
      Region region = tikv.regions().byId(request.getContext().getRegionId());
      List<ByteString> wanted = new ArrayList<>(request.getSplitKeysList());
      if (wanted.isEmpty() && !request.getSplitKey().isEmpty()) {
        wanted.add(request.getSplitKey());
      }
      if (wanted.isEmpty()) {
        return failed("[region " + region.id() + "] no split key is specified.");
      }
      List<ByteString> keys = new ArrayList<>();
      for (ByteString key : wanted) {
        ByteString encoded = encoded(key, request.getIsRawKv());
        if (region.contains(encoded) && !encoded.isEmpty()) {
          keys.add(encoded);
        } else if (tikv.version().splitRefusesKeysOutside()) {
          return failed(RegionChecks.keyNotInRegion(encoded, region));
        }
      }
      List<Region> parts = tikv.regions().split(region.id(), keys);
      if (parts.size() == 1) {
        return failed(
            "Coprocessor Other(\"[components/raftstore/src/coprocessor/split_observer.rs] "
                + "no valid key found for split.\")");
      }
      SplitRegionResponse.Builder answer = SplitRegionResponse.newBuilder();
      parts.forEach(part -> answer.addRegions(part.meta()));
      if (parts.size() == 2) {
        answer.setLeft(parts.get(0).meta()).setRight(parts.get(1).meta());
      }
      return answer.build();
    }
  }

  /** Raw keys are encoded; encoded ones lose a timestamp behind the last group. */
  private static ByteString encoded(ByteString key, boolean isEncoded) {
    if (!isEncoded) {
      return ByteString.copyFrom(EngineKey.encode(key.toByteArray()));
    }
    for (int at = GROUP; at <= key.size(); at += GROUP) {
      if (key.byteAt(at - 1) != (byte) 0xff) {
        return key.size() - at == EngineKey.TS_LENGTH ? key.substring(0, at) : key;
      }
    }
    return key;
  }

  private static SplitRegionResponse failed(Error error) {
    return SplitRegionResponse.newBuilder().setRegionError(error).build();
  }

  private static SplitRegionResponse failed(String text) {
    return failed(Error.newBuilder().setMessage(text).build());
  }
}
