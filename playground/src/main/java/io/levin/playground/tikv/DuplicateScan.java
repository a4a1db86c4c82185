package io.levin.playground.tikv;

import com.google.protobuf.ByteString;
import io.grpc.Status;
import io.grpc.stub.ServerCallStreamObserver;
import io.levin.base.Bytes;
import io.levin.playground.model.Region;
import io.levin.playground.model.Store;
import io.levin.playground.storage.EngineKey;
import io.levin.playground.storage.VersionCursor;
import io.levin.playground.storage.VersionCursor.Kind;
import io.levin.playground.storage.VersionCursor.Version;
import io.levin.proto.errorpb.Error;
import io.levin.proto.import_sstpb.DuplicateDetectRequest;
import io.levin.proto.import_sstpb.DuplicateDetectResponse;
import io.levin.proto.import_sstpb.KvPair;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/** DuplicateDetect on one store. */
final class DuplicateScan {
  private static final int BATCH = 4096;

  private final TikvCluster tikv;
  private final RegionChecks checks;

  DuplicateScan(TikvCluster tikv, Store store) {
    this.tikv = tikv;
    this.checks = new RegionChecks(tikv.regions(), store);
  }

  void run(
      DuplicateDetectRequest request, ServerCallStreamObserver<DuplicateDetectResponse> answers) {
    Error error = checks.of(request.getContext());
    if (error != null) {
      answers.onNext(DuplicateDetectResponse.newBuilder().setRegionError(error).build());
      answers.onCompleted();
      return;
    }
    Region region = tikv.regions().byId(request.getContext().getRegionId());
    byte[] start = request.getStartKey().toByteArray();
    ByteString encoded =
        start.length == 0 ? ByteString.EMPTY : ByteString.copyFrom(EngineKey.encode(start));
    if (!region.contains(encoded)) {
      tikv.panics()
          .add(
              "DuplicateDetect of region %d starts at %s, outside of it: TiKV would die"
                  .formatted(region.id(), Bytes.hex(start)));
      answers.onError(Status.UNAVAILABLE.withDescription("store is gone").asRuntimeException());
      return;
    }
    if (request.getKeyOnly() && tikv.version().atLeast(7, 6, 0)) {
      answers.onNext(keyError("bad format parse write type error"));
      answers.onCompleted();
      return;
    }
    byte[] end = Reads.earlier(request.getEndKey().toByteArray(), RawBounds.end(region));
    try (VersionCursor versions = tikv.storage().versions(start, end)) {
      scan(request, versions, answers);
    }
    answers.onCompleted();
  }

  private static void scan(
      DuplicateDetectRequest request,
      VersionCursor versions,
      ServerCallStreamObserver<DuplicateDetectResponse> answers) {
    DuplicateDetectResponse.Builder batch = DuplicateDetectResponse.newBuilder();
    Version version = versions.next();
    while (version != null && !answers.isCancelled()) {
      List<Version> ofKey = new ArrayList<>(2);
      byte[] key = version.key();
      while (version != null && Arrays.equals(version.key(), key)) {
        ofKey.add(version);
        version = versions.next();
      }
      Version newest = ofKey.get(0);
      long min = request.getMinCommitTs();
      if (Long.compareUnsigned(newest.commitTs(), min) <= 0) {
        continue;
      }
      if (newest.kind() != Kind.PUT) {
        answers.onNext(
            keyError(
                "%s found a %s key with commits ts %d larger than min_commit_ts of importer %d"
                    .formatted(Bytes.hex(key), name(newest.kind()), newest.commitTs(), min)));
        return;
      }
      List<Version> listed = listed(ofKey, min);
      if (listed.size() > 1) {
        listed.stream()
            .skip(request.getKeyOnly() ? 1 : 0)
            .forEach(v -> batch.addPairs(pair(v, request.getKeyOnly())));
      }
      if (batch.getPairsCount() >= BATCH) {
        answers.onNext(batch.build());
        batch.clear();
      }
    }
    if (batch.getPairsCount() > 0) {
      answers.onNext(batch.build());
    }
  }

  private static String name(Kind kind) {
    return kind.name().charAt(0) + kind.name().substring(1).toLowerCase(java.util.Locale.ROOT);
  }

  /** Puts down to and including the first at or below the limit; a deletion ends the list. */
  private static List<Version> listed(List<Version> ofKey, long min) {
    List<Version> listed = new ArrayList<>(2);
    for (Version version : ofKey) {
      if (version.kind() == Kind.DELETE) {
        break;
      }
      if (version.kind() == Kind.PUT) {
        listed.add(version);
        if (Long.compareUnsigned(version.commitTs(), min) <= 0) {
          break;
        }
      }
    }
    return listed;
  }

  private static KvPair pair(Version version, boolean keyOnly) {
    KvPair.Builder pair =
        KvPair.newBuilder()
            .setKey(ByteString.copyFrom(version.key()))
            .setCommitTs(version.commitTs());
    if (!keyOnly) {
      pair.setValue(ByteString.copyFrom(version.value()));
    }
    return pair.build();
  }

  private static DuplicateDetectResponse keyError(String text) {
    return DuplicateDetectResponse.newBuilder()
        .setKeyError(io.levin.proto.import_sstpb.Error.newBuilder().setMessage(text))
        .build();
  }
}
