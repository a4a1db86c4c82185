package io.levin.playground.tikv;

import com.google.protobuf.ByteString;
import com.google.protobuf.InvalidProtocolBufferException;
import io.levin.base.Bytes;
import io.levin.base.KvChecksum;
import io.levin.playground.model.Region;
import io.levin.playground.model.Store;
import io.levin.playground.model.Tso;
import io.levin.playground.storage.EngineKey;
import io.levin.playground.storage.MvccCursor;
import io.levin.playground.storage.Transactions.Lock;
import io.levin.proto.coprocessor.KeyRange;
import io.levin.proto.coprocessor.Request;
import io.levin.proto.coprocessor.Response;
import io.levin.proto.errorpb.Error;
import io.levin.proto.tipb.ChecksumRequest;
import io.levin.proto.tipb.ChecksumResponse;
import java.util.Arrays;

/** The coprocessor of one store; it knows checksums only. */
final class ChecksumScan {
  private static final long CHECKSUM = 105;
  private static final long MAX_AHEAD_MILLIS = 60_000;

  private final TikvCluster tikv;
  private final RegionChecks checks;

  ChecksumScan(TikvCluster tikv, Store store) {
    this.tikv = tikv;
    this.checks = new RegionChecks(tikv.regions(), store);
  }

  Response run(Request request) {
    if (request.getTp() != CHECKSUM) {
      return otherError("unsupported tp (should be DAG/Analyze/Checksum): " + request.getTp());
    }
    ChecksumRequest wanted;
    try {
      wanted = ChecksumRequest.parseFrom(request.getData());
    } catch (InvalidProtocolBufferException e) {
      return otherError("Protobuf decode error: " + e.getMessage());
    }
    Error error = checks.of(request.getContext());
    if (error != null) {
      return Response.newBuilder().setRegionError(error).build();
    }
    long ts = request.getStartTs() == 0 ? wanted.getStartTsFallback() : request.getStartTs();
    long ahead = Tso.physical(ts) - Tso.physical(tikv.tso().next());
    if (ahead > MAX_AHEAD_MILLIS) {
      tikv.panics().add("a checksum at a timestamp " + ahead + " ms ahead of PD: TiKV would die");
    }
    Region region = tikv.regions().byId(request.getContext().getRegionId());
    KvChecksum sum = KvChecksum.EMPTY;
    for (KeyRange range : request.getRangesList()) {
      byte[] start = range.getStart().toByteArray();
      byte[] end = range.getEnd().toByteArray();
      if (!inside(region, start, end)) {
        return otherError(
            "Request range exceeds bound, request range:[%s, end:%s), physical bound:[%s, %s)"
                .formatted(
                    Bytes.hex(start),
                    Bytes.hex(end),
                    Bytes.hex(region.start().toByteArray()),
                    Bytes.hex(region.end().toByteArray())));
      }
      if (Arrays.compareUnsigned(start, end) >= 0) {
        continue;
      }
      Lock lock = tikv.transactions().blocking(start, end, ts);
      if (lock != null) {
        return Response.newBuilder().setLocked(KeyErrors.info(lock)).build();
      }
      sum = sum.plus(sum(start, end, ts, wanted));
    }
    return Response.newBuilder()
        .setData(
            ChecksumResponse.newBuilder()
                .setChecksum(sum.crc())
                .setTotalKvs(sum.pairs())
                .setTotalBytes(sum.bytes())
                .build()
                .toByteString())
        .build();
  }

  private KvChecksum sum(byte[] start, byte[] end, long ts, ChecksumRequest wanted) {
    if (!wanted.hasRule()) {
      return tikv.storage().checksum(start, end, ts);
    }
    byte[] oldPrefix = wanted.getRule().getOldPrefix().toByteArray();
    int cut = wanted.getRule().getNewPrefix().size();
    KvChecksum.Accumulator sum = new KvChecksum.Accumulator();
    try (MvccCursor cursor = tikv.storage().cursor(start, end, ts)) {
      while (cursor.next()) {
        byte[] pair = Arrays.copyOf(oldPrefix, oldPrefix.length + cursor.pairLength() - cut);
        System.arraycopy(
            cursor.pair(), cut, pair, oldPrefix.length, pair.length - oldPrefix.length);
        sum.add(pair, 0, pair.length);
      }
    }
    return sum.sum();
  }

  private static boolean inside(Region region, byte[] start, byte[] end) {
    ByteString first = ByteString.copyFrom(EngineKey.encode(start));
    ByteString behind = ByteString.copyFrom(EngineKey.encode(end));
    return Region.KEY_ORDER.compare(region.start(), first) <= 0
        && (region.end().isEmpty() || Region.KEY_ORDER.compare(behind, region.end()) <= 0);
  }

  private static Response otherError(String text) {
    return Response.newBuilder().setOtherError(text).build();
  }
}
