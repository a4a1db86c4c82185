package io.levin.tikv;

import com.google.protobuf.ByteString;
import io.grpc.StatusRuntimeException;
import io.levin.base.Bytes;
import io.levin.base.Cancellation;
import io.levin.base.ErrorCode;
import io.levin.pd.MemcomparableKey;
import io.levin.pd.PdClient;
import io.levin.pd.Region;
import io.levin.proto.kvrpcpb.CheckTxnStatusRequest;
import io.levin.proto.kvrpcpb.CheckTxnStatusResponse;
import io.levin.proto.kvrpcpb.LockInfo;
import io.levin.proto.kvrpcpb.ResolveLockRequest;
import io.levin.proto.kvrpcpb.ResolveLockResponse;
import io.levin.proto.tikvpb.TikvGrpc;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * What to do about the lock of somebody else's transaction that a read has met: if the transaction
 * has ended or outlived its lock, finish it in its own sense; if it lives, wait.
 */
final class Locks {
  private static final Logger LOG = LoggerFactory.getLogger(Locks.class);

  private final PdClient pd;
  private final StoreCalls calls;
  private final TikvOptions options;

  Locks(PdClient pd, StoreCalls calls, TikvOptions options) {
    this.pd = pd;
    this.calls = calls;
    this.options = options;
  }

  /**
   * Tries to get a lock out of the way and returns the failure to go on with: the read is repeated
   * in any case.
   */
  RegionFailure met(LockInfo lock, long readTs, Cancellation cancellation) {
    String what =
        "key "
            + Bytes.hex(lock.getKey().toByteArray())
            + " is locked by transaction "
            + Long.toUnsignedString(lock.getLockVersion());
    try {
      if (!lock.getUseAsyncCommit()) {
        resolve(lock, readTs, cancellation);
      }
    } catch (StatusRuntimeException e) {
      LOG.debug("{}: {}", what, e.getMessage());
    }
    return RegionFailure.of(NextStep.RESCAN, ErrorCode.UNKNOWN, what);
  }

  private void resolve(LockInfo lock, long readTs, Cancellation cancellation) {
    Region primary = region(lock.getPrimaryLock(), cancellation);
    if (primary == null) {
      return;
    }
    CheckTxnStatusResponse status =
        calls.toStore(
            primary.leader().storeId(),
            TikvGrpc.getKvCheckTxnStatusMethod(),
            CheckTxnStatusRequest.newBuilder()
                .setContext(calls.context(primary))
                .setPrimaryKey(lock.getPrimaryLock())
                .setLockTs(lock.getLockVersion())
                .setCallerStartTs(readTs)
                .setCurrentTs(pd.tso(cancellation))
                .setRollbackIfNotExist(true)
                .build(),
            options.callTimeout(),
            cancellation);
    boolean ended = !status.hasRegionError() && !status.hasError() && status.getLockTtl() == 0;
    if (!ended) {
      return;
    }
    Region region = region(lock.getKey(), cancellation);
    if (region == null) {
      return;
    }
    ResolveLockResponse done =
        calls.toStore(
            region.leader().storeId(),
            TikvGrpc.getKvResolveLockMethod(),
            ResolveLockRequest.newBuilder()
                .setContext(calls.context(region))
                .setStartVersion(lock.getLockVersion())
                .setCommitVersion(status.getCommitVersion())
                .addKeys(lock.getKey())
                .build(),
            options.callTimeout(),
            cancellation);
    if (done.hasError()) {
      LOG.debug("lock not resolved: {}", done.getError());
    }
  }

  private Region region(ByteString rawKey, Cancellation cancellation) {
    return pd.regionByKey(MemcomparableKey.encode(rawKey.toByteArray()), cancellation)
        .filter(region -> region.leader() != null)
        .orElse(null);
  }
}
