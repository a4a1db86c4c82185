package io.levin.playground.tikv;

import com.google.protobuf.ByteString;
import io.levin.playground.storage.Transactions.Lock;
import io.levin.playground.storage.Transactions.Refusal;
import io.levin.proto.kvrpcpb.AlreadyExist;
import io.levin.proto.kvrpcpb.KeyError;
import io.levin.proto.kvrpcpb.LockInfo;
import io.levin.proto.kvrpcpb.Op;
import io.levin.proto.kvrpcpb.TxnNotFound;
import io.levin.proto.kvrpcpb.WriteConflict;

/** Refusals of a transaction in TiKV's messages. */
final class KeyErrors {
  private KeyErrors() {}

  static KeyError locked(Lock lock) {
    return KeyError.newBuilder().setLocked(info(lock)).build();
  }

  static LockInfo info(Lock lock) {
    return LockInfo.newBuilder()
        .setPrimaryLock(ByteString.copyFrom(lock.primary()))
        .setLockVersion(lock.startTs())
        .setKey(ByteString.copyFrom(lock.key()))
        .setLockTtl(lock.ttlMillis())
        .setLockType(
            switch (lock.kind()) {
              case PUT -> Op.Put;
              case DELETE -> Op.Del;
              case LOCK -> Op.Lock;
            })
        .build();
  }

  static KeyError of(Refusal refusal, byte[] primary, long startTs) {
    KeyError.Builder error = KeyError.newBuilder();
    if (refusal instanceof Refusal.Locked locked) {
      return locked(locked.by());
    } else if (refusal instanceof Refusal.Conflict conflict) {
      error.setConflict(
          WriteConflict.newBuilder()
              .setStartTs(startTs)
              .setConflictTs(conflict.conflictStartTs())
              .setConflictCommitTs(conflict.conflictCommitTs())
              .setKey(ByteString.copyFrom(conflict.key()))
              .setPrimary(ByteString.copyFrom(primary))
              .setReason(WriteConflict.Reason.Optimistic));
    } else if (refusal instanceof Refusal.Exists exists) {
      error.setAlreadyExist(AlreadyExist.newBuilder().setKey(ByteString.copyFrom(exists.key())));
    } else if (refusal instanceof Refusal.NotFound notFound) {
      error.setTxnNotFound(
          TxnNotFound.newBuilder()
              .setStartTs(startTs)
              .setPrimaryKey(ByteString.copyFrom(notFound.key())));
    }
    return error.build();
  }
}
