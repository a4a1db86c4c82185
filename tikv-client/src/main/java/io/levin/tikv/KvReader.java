package io.levin.tikv;

import com.google.protobuf.ByteString;
import com.google.protobuf.UnsafeByteOperations;
import io.grpc.StatusRuntimeException;
import io.levin.base.Cancellation;
import io.levin.pd.Region;
import io.levin.proto.kvrpcpb.GetRequest;
import io.levin.proto.kvrpcpb.GetResponse;
import io.levin.proto.kvrpcpb.KeyError;
import io.levin.proto.kvrpcpb.KvPair;
import io.levin.proto.kvrpcpb.ScanRequest;
import io.levin.proto.kvrpcpb.ScanResponse;
import io.levin.proto.tikvpb.TikvGrpc;
import java.util.Arrays;

/**
 * Reads pairs as they were at a timestamp, whatever regions do meanwhile. Locks of transactions
 * that have ended are cleaned up, others waited for. Blocking and thread-safe; throws {@link
 * io.levin.base.ImportException} when the cluster does not answer for long.
 */
public final class KvReader {
  private final RegionReads reads;
  private final StoreCalls calls;
  private final Locks locks;
  private final TikvOptions options;

  KvReader(RegionReads reads, StoreCalls calls, Locks locks, TikvOptions options) {
    this.reads = reads;
    this.calls = calls;
    this.locks = locks;
    this.options = options;
  }

  /** Takes pairs in key order. */
  @FunctionalInterface
  public interface PairVisitor {
    /** One pair; the arrays are the visitor's. */
    void pair(byte[] key, byte[] value);
  }

  /** The value of a raw key at a timestamp, or null when there is none. */
  public byte[] get(byte[] rawKey, long timestamp, Cancellation cancellation) {
    byte[][] found = new byte[1][];
    RawRange only = new RawRange(rawKey, Arrays.copyOf(rawKey, rawKey.length + 1));
    reads.walk(
        () -> "KvGet",
        only,
        cancellation,
        (region, part) -> {
          GetResponse answer;
          try {
            answer =
                calls.toStore(
                    region.leader().storeId(),
                    TikvGrpc.getKvGetMethod(),
                    GetRequest.newBuilder()
                        .setContext(calls.context(region))
                        .setKey(bytes(rawKey))
                        .setVersion(timestamp)
                        .build(),
                    options.callTimeout(),
                    cancellation);
          } catch (StatusRuntimeException e) {
            throw RegionErrors.ofTransport("KvGet", e);
          }
          if (answer.hasRegionError()) {
            throw RegionErrors.ofCall("KvGet", region, answer.getRegionError());
          }
          if (answer.hasError()) {
            throw keyError("KvGet", region, answer.getError(), timestamp, cancellation);
          }
          found[0] = answer.getNotFound() ? null : answer.getValue().toByteArray();
          return null;
        });
    return found[0];
  }

  /**
   * Visits all pairs of a range at a timestamp, in key order.
   *
   * @param batch the most pairs to fetch at once
   */
  public void scan(
      RawRange range, long timestamp, int batch, PairVisitor visitor, Cancellation cancellation) {
    reads.walk(
        () -> "KvScan",
        range,
        cancellation,
        (region, part) -> {
          ScanResponse answer = scanOnce(region, part, timestamp, batch, cancellation);
          byte[] last = null;
          for (KvPair pair : answer.getPairsList()) {
            if (pair.hasError()) {
              if (last != null) {
                return part.after(last);
              }
              throw keyError("KvScan", region, pair.getError(), timestamp, cancellation);
            }
            last = pair.getKey().toByteArray();
            visitor.pair(last, pair.getValue().toByteArray());
          }
          return answer.getPairsCount() < batch ? null : part.after(last);
        });
  }

  private ScanResponse scanOnce(
      Region region, RawRange part, long timestamp, int batch, Cancellation cancellation)
      throws RegionFailure {
    ScanResponse answer;
    try {
      answer =
          calls.toStore(
              region.leader().storeId(),
              TikvGrpc.getKvScanMethod(),
              ScanRequest.newBuilder()
                  .setContext(calls.context(region).setNotFillCache(true))
                  .setStartKey(bytes(part.start()))
                  .setEndKey(bytes(part.end()))
                  .setLimit(batch)
                  .setVersion(timestamp)
                  .build(),
              options.callTimeout(),
              cancellation);
    } catch (StatusRuntimeException e) {
      throw RegionErrors.ofTransport("KvScan", e);
    }
    if (answer.hasRegionError()) {
      throw RegionErrors.ofCall("KvScan", region, answer.getRegionError());
    }
    if (answer.hasError()) {
      throw keyError("KvScan", region, answer.getError(), timestamp, cancellation);
    }
    return answer;
  }

  private RegionFailure keyError(
      String what, Region region, KeyError error, long timestamp, Cancellation cancellation) {
    if (error.hasLocked()) {
      return locks.met(error.getLocked(), timestamp, cancellation);
    }
    return RegionErrors.ofKeyError(what, region, error);
  }

  private static ByteString bytes(byte[] key) {
    return UnsafeByteOperations.unsafeWrap(key);
  }
}
