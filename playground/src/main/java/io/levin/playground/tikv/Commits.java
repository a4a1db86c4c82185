package io.levin.playground.tikv;

import com.google.protobuf.ByteString;
import io.levin.playground.model.Store;
import io.levin.playground.model.Tso;
import io.levin.playground.storage.Transactions;
import io.levin.playground.storage.Transactions.Lock;
import io.levin.playground.storage.Transactions.Refusal;
import io.levin.proto.errorpb.Error;
import io.levin.proto.kvrpcpb.Action;
import io.levin.proto.kvrpcpb.BatchRollbackRequest;
import io.levin.proto.kvrpcpb.BatchRollbackResponse;
import io.levin.proto.kvrpcpb.CheckTxnStatusRequest;
import io.levin.proto.kvrpcpb.CheckTxnStatusResponse;
import io.levin.proto.kvrpcpb.CommitRequest;
import io.levin.proto.kvrpcpb.CommitResponse;
import io.levin.proto.kvrpcpb.Mutation;
import io.levin.proto.kvrpcpb.Op;
import io.levin.proto.kvrpcpb.PrewriteRequest;
import io.levin.proto.kvrpcpb.PrewriteResponse;
import io.levin.proto.kvrpcpb.ResolveLockRequest;
import io.levin.proto.kvrpcpb.ResolveLockResponse;
import io.levin.proto.kvrpcpb.TxnInfo;
import java.util.List;

/**
 * The two phases of a commit on one store, and what becomes of locks that were left. A wish for
 * asynchronous or one-phase commit is answered with zeros, so that the client does it in two.
 */
final class Commits {
  private final Transactions transactions;
  private final RegionChecks checks;

  Commits(TikvCluster tikv, Store store) {
    this.transactions = tikv.transactions();
    this.checks = new RegionChecks(tikv.regions(), store);
  }

  PrewriteResponse prewrite(PrewriteRequest request) {
    Error error = checks.of(request.getContext());
    if (error != null) {
      return PrewriteResponse.newBuilder().setRegionError(error).build();
    }
    PrewriteResponse.Builder answer = PrewriteResponse.newBuilder();
    byte[] primary = request.getPrimaryLock().toByteArray();
    for (Mutation mutation : request.getMutationsList()) {
      Refusal refusal =
          transactions.prewrite(
              new Lock(
                  mutation.getKey().toByteArray(),
                  primary,
                  request.getStartVersion(),
                  request.getLockTtl(),
                  kind(mutation.getOp()),
                  mutation.getValue().toByteArray()),
              mutation.getOp() == Op.Insert || mutation.getOp() == Op.CheckNotExists);
      if (refusal != null) {
        answer.addErrors(KeyErrors.of(refusal, primary, request.getStartVersion()));
      }
    }
    return answer.build();
  }

  CommitResponse commit(CommitRequest request) {
    Error error = checks.of(request.getContext());
    if (error != null) {
      return CommitResponse.newBuilder().setRegionError(error).build();
    }
    CommitResponse.Builder answer = CommitResponse.newBuilder();
    for (ByteString key : request.getKeysList()) {
      byte[] raw = key.toByteArray();
      Refusal refusal =
          transactions.commit(raw, request.getStartVersion(), request.getCommitVersion());
      if (refusal != null) {
        return answer.setError(KeyErrors.of(refusal, raw, request.getStartVersion())).build();
      }
    }
    return answer.setCommitVersion(request.getCommitVersion()).build();
  }

  BatchRollbackResponse rollback(BatchRollbackRequest request) {
    Error error = checks.of(request.getContext());
    if (error != null) {
      return BatchRollbackResponse.newBuilder().setRegionError(error).build();
    }
    request
        .getKeysList()
        .forEach(key -> transactions.rollback(key.toByteArray(), request.getStartVersion()));
    return BatchRollbackResponse.getDefaultInstance();
  }

  CheckTxnStatusResponse status(CheckTxnStatusRequest request) {
    CheckTxnStatusResponse.Builder answer = CheckTxnStatusResponse.newBuilder();
    Error error = checks.of(request.getContext());
    if (error != null) {
      return answer.setRegionError(error).build();
    }
    byte[] primary = request.getPrimaryKey().toByteArray();
    Lock lock = transactions.on(primary);
    if (lock != null && lock.startTs() == request.getLockTs()) {
      long age = Tso.physical(request.getCurrentTs()) - Tso.physical(lock.startTs());
      if (age > lock.ttlMillis()) {
        transactions.rollback(primary, lock.startTs());
        return answer.setAction(Action.TTLExpireRollback).build();
      }
      return answer.setLockTtl(lock.ttlMillis()).setLockInfo(KeyErrors.info(lock)).build();
    }
    long committed = transactions.commitTsOf(primary, request.getLockTs());
    if (committed > 0) {
      return answer.setCommitVersion(committed).build();
    }
    if (request.getRollbackIfNotExist()) {
      transactions.rollback(primary, request.getLockTs());
      return answer.setAction(Action.LockNotExistRollback).build();
    }
    return answer
        .setError(KeyErrors.of(new Refusal.NotFound(primary), primary, request.getLockTs()))
        .build();
  }

  ResolveLockResponse resolve(ResolveLockRequest request) {
    Error error = checks.of(request.getContext());
    if (error != null) {
      return ResolveLockResponse.newBuilder().setRegionError(error).build();
    }
    List<TxnInfo> infos =
        request.getTxnInfosCount() > 0
            ? request.getTxnInfosList()
            : List.of(
                TxnInfo.newBuilder()
                    .setTxn(request.getStartVersion())
                    .setStatus(request.getCommitVersion())
                    .build());
    for (TxnInfo info : infos) {
      List<byte[]> keys =
          request.getKeysCount() > 0
              ? request.getKeysList().stream().map(ByteString::toByteArray).toList()
              : transactions.heldBy(info.getTxn());
      for (byte[] key : keys) {
        if (info.getStatus() == 0) {
          transactions.rollback(key, info.getTxn());
        } else {
          transactions.commit(key, info.getTxn(), info.getStatus());
        }
      }
    }
    return ResolveLockResponse.getDefaultInstance();
  }

  private static Transactions.Kind kind(Op op) {
    return switch (op) {
      case Del -> Transactions.Kind.DELETE;
      case Put, Insert -> Transactions.Kind.PUT;
      default -> Transactions.Kind.LOCK;
    };
  }
}
