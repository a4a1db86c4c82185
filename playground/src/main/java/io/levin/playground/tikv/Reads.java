package io.levin.playground.tikv;

import com.google.protobuf.ByteString;
import io.levin.playground.model.Region;
import io.levin.playground.model.Store;
import io.levin.playground.storage.EngineKey;
import io.levin.playground.storage.MvccCursor;
import io.levin.playground.storage.MvccStore;
import io.levin.playground.storage.Transactions.Lock;
import io.levin.proto.errorpb.Error;
import io.levin.proto.kvrpcpb.BatchGetRequest;
import io.levin.proto.kvrpcpb.BatchGetResponse;
import io.levin.proto.kvrpcpb.Context;
import io.levin.proto.kvrpcpb.GetRequest;
import io.levin.proto.kvrpcpb.GetResponse;
import io.levin.proto.kvrpcpb.KvPair;
import io.levin.proto.kvrpcpb.ScanRequest;
import io.levin.proto.kvrpcpb.ScanResponse;
import java.util.ArrayDeque;
import java.util.Arrays;
import java.util.Deque;
import java.util.List;

/** Snapshot reads on one store. */
final class Reads {
  private final TikvCluster tikv;
  private final RegionChecks checks;

  Reads(TikvCluster tikv, Store store) {
    this.tikv = tikv;
    this.checks = new RegionChecks(tikv.regions(), store);
  }

  GetResponse get(GetRequest request) {
    GetResponse.Builder answer = GetResponse.newBuilder();
    Error error = check(request.getContext(), request.getKey());
    if (error != null) {
      return answer.setRegionError(error).build();
    }
    byte[] key = request.getKey().toByteArray();
    Lock lock = tikv.transactions().blocking(key, MvccStore.successor(key), request.getVersion());
    if (lock != null) {
      return answer.setError(KeyErrors.locked(lock)).build();
    }
    byte[] value = tikv.storage().get(key, request.getVersion());
    return value == null
        ? answer.setNotFound(true).build()
        : answer.setValue(ByteString.copyFrom(value)).build();
  }

  BatchGetResponse batchGet(BatchGetRequest request) {
    BatchGetResponse.Builder answer = BatchGetResponse.newBuilder();
    for (ByteString key : request.getKeysList()) {
      GetResponse one =
          get(
              GetRequest.newBuilder()
                  .setContext(request.getContext())
                  .setKey(key)
                  .setVersion(request.getVersion())
                  .build());
      if (one.hasRegionError()) {
        return BatchGetResponse.newBuilder().setRegionError(one.getRegionError()).build();
      }
      if (one.hasError()) {
        answer.addPairs(KvPair.newBuilder().setKey(key).setError(one.getError()));
      } else if (!one.getNotFound()) {
        answer.addPairs(KvPair.newBuilder().setKey(key).setValue(one.getValue()));
      }
    }
    return answer.build();
  }

  ScanResponse scan(ScanRequest request) {
    ScanResponse.Builder answer = ScanResponse.newBuilder();
    Error error = checks.of(request.getContext());
    if (error != null) {
      return answer.setRegionError(error).build();
    }
    Region region = tikv.regions().byId(request.getContext().getRegionId());
    byte[] start = request.getStartKey().toByteArray();
    byte[] end = request.getEndKey().toByteArray();
    if (request.getReverse()) {
      byte[] swap = start;
      start = end;
      end = swap;
    }
    start = later(start, RawBounds.start(region));
    end = earlier(end, RawBounds.end(region));
    if (end.length > 0 && Arrays.compareUnsigned(start, end) >= 0) {
      return answer.build();
    }
    Lock lock = tikv.transactions().blocking(start, end, request.getVersion());
    if (lock != null) {
      return answer.setError(KeyErrors.locked(lock)).build();
    }
    try (MvccCursor cursor = tikv.storage().cursor(start, end, request.getVersion())) {
      if (request.getReverse()) {
        answer.addAllPairs(lastPairs(cursor, request));
      } else {
        int limit = request.getLimit();
        while (answer.getPairsCount() < limit && cursor.next()) {
          answer.addPairs(pair(cursor, request.getKeyOnly()));
        }
      }
    }
    return answer.build();
  }

  private static List<KvPair> lastPairs(MvccCursor cursor, ScanRequest request) {
    Deque<KvPair> last = new ArrayDeque<>();
    while (cursor.next()) {
      last.addFirst(pair(cursor, request.getKeyOnly()));
      if (last.size() > request.getLimit()) {
        last.removeLast();
      }
    }
    return List.copyOf(last);
  }

  private static KvPair pair(MvccCursor cursor, boolean keyOnly) {
    KvPair.Builder pair =
        KvPair.newBuilder().setKey(ByteString.copyFrom(cursor.pair(), 0, cursor.keyLength()));
    if (!keyOnly) {
      pair.setValue(
          ByteString.copyFrom(
              cursor.pair(), cursor.keyLength(), cursor.pairLength() - cursor.keyLength()));
    }
    return pair.build();
  }

  private Error check(Context context, ByteString rawKey) {
    Error error = checks.of(context);
    if (error != null) {
      return error;
    }
    Region region = tikv.regions().byId(context.getRegionId());
    ByteString encoded = ByteString.copyFrom(EngineKey.encode(rawKey.toByteArray()));
    return region.contains(encoded) ? null : RegionChecks.keyNotInRegion(encoded, region);
  }

  static byte[] later(byte[] a, byte[] b) {
    return Arrays.compareUnsigned(a, b) >= 0 ? a : b;
  }

  /** The earlier end, where an empty one is the end of the key space. */
  static byte[] earlier(byte[] a, byte[] b) {
    if (a.length == 0) {
      return b;
    }
    return b.length == 0 || Arrays.compareUnsigned(a, b) <= 0 ? a : b;
  }
}
