package io.levin.playground.tikv;

import com.google.protobuf.ByteString;
import io.levin.playground.model.Region;
import io.levin.playground.storage.EngineKey;
import io.levin.playground.storage.MvccCursor;
import java.util.Arrays;
import java.util.List;

/** Splits a region in the middle of its data when it has grown too large, as TiKV does. */
final class RegionGrowth {
  private final TikvCluster tikv;

  RegionGrowth(TikvCluster tikv) {
    this.tikv = tikv;
  }

  void splitIfLarge(long regionId) {
    long limit = tikv.regionMaxBytes();
    if (limit <= 0 || tikv.regions().size(regionId).bytes() < limit) {
      return;
    }
    Region region = tikv.regions().byId(regionId);
    byte[] middle = middle(region, tikv.regions().size(regionId).bytes() / 2);
    if (middle != null) {
      tikv.regions().split(regionId, List.of(ByteString.copyFrom(EngineKey.encode(middle))));
    }
  }

  private byte[] middle(Region region, long half) {
    byte[] start = RawBounds.start(region);
    byte[] end = RawBounds.end(region);
    long seen = 0;
    try (MvccCursor cursor = tikv.storage().cursor(start, end, -1L)) {
      while (cursor.next()) {
        seen += cursor.pairLength();
        if (seen >= half) {
          byte[] key = cursor.key();
          return Arrays.equals(key, start) ? null : key;
        }
      }
    }
    return null;
  }
}
