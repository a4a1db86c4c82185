package io.levin.playground.tikv;

import com.google.protobuf.ByteString;
import io.grpc.Metadata;
import io.grpc.ServerCall;
import io.grpc.Status;
import io.levin.base.Bytes;
import io.levin.playground.model.Region;
import io.levin.playground.model.Store;
import io.levin.playground.storage.EngineKey;
import io.levin.playground.storage.SstBuilder;
import io.levin.playground.storage.StorageException;
import io.levin.playground.tikv.ImportFile.Content;
import io.levin.proto.import_sstpb.SSTMeta;
import io.levin.proto.import_sstpb.WriteResponse;
import java.util.Arrays;

/**
 * One {@code Write} stream to one store: checks what TiKV checks and, beyond TiKV, that every key
 * lies inside the region and the meta's range. Only one stream of a file keeps its pairs; the
 * others keep a fingerprint.
 */
final class WriteCall extends ServerCall.Listener<WriteMessage> {
  private static final int PREFETCH = 8;

  private final ServerCall<WriteMessage, WriteResponse> call;
  private final TikvCluster tikv;
  private final Store store;
  private final Fingerprint.Sum fingerprint = new Fingerprint.Sum();
  private final PairScan pairs = new PairScan();
  private SSTMeta meta;
  private Region region;
  private SstBuilder sst;
  private boolean isPrimary;
  private boolean closed;
  private byte[] lastArray;
  private int lastOffset;
  private int lastLength;
  private long lastTs;

  WriteCall(ServerCall<WriteMessage, WriteResponse> call, TikvCluster tikv, Store store) {
    this.call = call;
    this.tikv = tikv;
    this.store = store;
    store.writeBegins();
    call.request(PREFETCH);
  }

  @Override
  public void onMessage(WriteMessage message) {
    if (closed) {
      return;
    }
    try {
      if (meta == null) {
        begin(message);
      } else if (message.isBatch()) {
        batch(message);
      } else {
        throw new WriteRefused("InvalidChunk");
      }
      call.request(1);
    } catch (WriteRefused e) {
      fail(e.getMessage());
    } catch (StorageException e) {
      fail("EngineTraits(Engine(" + e.getMessage() + "))");
    }
  }

  @Override
  public void onHalfClose() {
    if (closed) {
      return;
    }
    if (meta == null) {
      fail("InvalidChunk");
      return;
    }
    WriteResponse.Builder answer = WriteResponse.newBuilder();
    Fingerprint taken = fingerprint.take();
    if (taken.pairs() > 0) {
      complete(taken, answer);
    } else {
      tikv.files().abandon(meta, this);
    }
    end();
    call.sendHeaders(new Metadata());
    call.sendMessage(answer.build());
    call.close(Status.OK, new Metadata());
  }

  @Override
  public void onCancel() {
    drop();
  }

  private void begin(WriteMessage message) {
    SSTMeta first = message.meta();
    if (first == null || first.getUuid().size() != 16) {
      throw new WriteRefused("InvalidChunk");
    }
    region = WriteChecks.region(tikv.version(), store, first);
    meta = first;
    isPrimary = tikv.files().begin(meta, store.id(), this);
  }

  private void batch(WriteMessage message) {
    byte[] bytes = message.bytes();
    store.received(bytes.length);
    if (tikv.discardWrites()) {
      fingerprint.addPair(message.batchEnd() - message.batchOffset());
      pairs.sawShort = true;
      return;
    }
    pairs.begin(bytes, message.batchOffset(), message.batchEnd());
    int first = -1;
    while (pairs.next()) {
      if (pairs.commitTs == 0) {
        throw new WriteRefused("BadFormat(\"invalid commit-ts 0\")");
      }
      checkOrder(bytes);
      if (first < 0) {
        first = pairs.wireOffset;
        checkInside(bytes, pairs.keyOffset, pairs.keyLength);
      }
      fingerprint.addPair(pairs.keyLength + pairs.valueLength);
      if (isPrimary) {
        keep(bytes);
      }
      if (pairs.endsRun()) {
        fingerprint.addWire(bytes, first, pairs.wireEnd - first);
        checkInside(bytes, pairs.keyOffset, pairs.keyLength);
        first = -1;
      }
    }
    if (pairs.commitTs == 0) {
      throw new WriteRefused("BadFormat(\"invalid commit-ts 0\")");
    }
  }

  private void checkOrder(byte[] bytes) {
    if (lastArray != null) {
      int order =
          Arrays.compareUnsigned(
              lastArray,
              lastOffset,
              lastOffset + lastLength,
              bytes,
              pairs.keyOffset,
              pairs.keyOffset + pairs.keyLength);
      boolean olderVersion = order == 0 && Long.compareUnsigned(pairs.commitTs, lastTs) < 0;
      if (order > 0 || (order == 0 && !olderVersion)) {
        throw new WriteRefused(
            "EngineTraits(Engine(Status { code: IoError, sub_code: None, sev: NoError, state:"
                + " \"Invalid argument: Keys must be added in strict ascending order.\" }))");
      }
    }
    lastArray = bytes;
    lastOffset = pairs.keyOffset;
    lastLength = pairs.keyLength;
    lastTs = pairs.commitTs;
  }

  private void keep(byte[] bytes) {
    if (sst == null) {
      sst = new SstBuilder(tikv.files().directory(), tikv.files().nextFileName());
    }
    if (pairs.isDelete) {
      sst.delete(bytes, pairs.keyOffset, pairs.keyLength, pairs.commitTs);
    } else {
      sst.put(
          bytes,
          pairs.keyOffset,
          pairs.keyLength,
          pairs.valueOffset,
          pairs.valueLength,
          pairs.commitTs);
    }
  }

  /**
   * Keys come in order, so the first and the last key of a batch speak for it. TiKV takes keys
   * outside and loses or doubles rows; here it ends the call and is noted.
   */
  private void checkInside(byte[] bytes, int offset, int length) {
    byte[] raw = Arrays.copyOfRange(bytes, offset, offset + length);
    ByteString key = ByteString.copyFrom(EngineKey.encode(raw));
    boolean inRegion = region == null || region.contains(key);
    boolean inMeta =
        Region.KEY_ORDER.compare(meta.getRange().getStart(), key) <= 0
            && Region.KEY_ORDER.compare(key, meta.getRange().getEnd()) <= 0;
    if (!inRegion || !inMeta) {
      String what =
          "key "
              + Bytes.hex(raw)
              + " was written to store "
              + store.id()
              + (inRegion ? " outside the range of its meta" : " outside region ")
              + (inRegion ? "" : Long.toString(region.id()));
      tikv.panics().add(what);
      throw new WriteRefused("PLAYGROUND ASSERTION: " + what);
    }
  }

  private void complete(Fingerprint taken, WriteResponse.Builder answer) {
    Content content = null;
    if (isPrimary) {
      if (sst == null) {
        content = new Content(null, null, taken);
      } else {
        sst.finish();
        content = new Content(sst.defaultFile(), sst.writeFile(), taken);
      }
    }
    tikv.files().complete(meta, store.id(), this, taken, content);
    if (pairs.sawLong) {
      answer.addMetas(meta.toBuilder().setCfName("default"));
    }
    answer.addMetas(meta.toBuilder().setCfName("write"));
  }

  private void fail(String text) {
    drop();
    call.close(Status.UNKNOWN.withDescription(text), new Metadata());
  }

  private void drop() {
    if (closed) {
      return;
    }
    end();
    if (sst != null) {
      sst.close();
    }
    if (meta != null) {
      tikv.files().abandon(meta, this);
    }
  }

  private void end() {
    closed = true;
    lastArray = null;
    store.writeEnds();
  }
}
