package io.levin.playground.tikv;

import com.google.protobuf.ByteString;
import com.google.protobuf.CodedInputStream;
import com.google.protobuf.InvalidProtocolBufferException;
import io.grpc.KnownLength;
import io.grpc.MethodDescriptor;
import io.grpc.Status;
import io.levin.playground.fault.RegionCall;
import io.levin.proto.import_sstpb.SSTMeta;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;

/**
 * One {@code import_sstpb.WriteRequest} as it came, with its pairs left in wire form: a stream of a
 * million pairs makes no objects for them.
 */
final class WriteMessage implements RegionCall {
  private static final int META = 1;
  private static final int BATCH = 2;

  private final byte[] bytes;
  private SSTMeta meta;
  private int batchOffset = -1;
  private int batchLength;

  private WriteMessage(byte[] bytes) throws IOException {
    this.bytes = bytes;
    CodedInputStream in = CodedInputStream.newInstance(bytes);
    for (int tag = in.readTag(); tag != 0; tag = in.readTag()) {
      if (tag >>> 3 == META) {
        meta = SSTMeta.parseFrom(in.readByteBuffer());
        batchOffset = -1;
      } else if (tag >>> 3 == BATCH) {
        batchLength = in.readRawVarint32();
        batchOffset = in.getTotalBytesRead();
        meta = null;
        in.skipRawBytes(batchLength);
      } else {
        in.skipField(tag);
      }
    }
  }

  /** The meta, or null when this is a batch or nothing. */
  SSTMeta meta() {
    return meta;
  }

  /** True when this carries pairs (or an empty batch). */
  boolean isBatch() {
    return batchOffset >= 0;
  }

  byte[] bytes() {
    return bytes;
  }

  int batchOffset() {
    return batchOffset;
  }

  int batchEnd() {
    return batchOffset + batchLength;
  }

  @Override
  public long namedRegion() {
    return meta == null ? 0 : meta.getRegionId();
  }

  @Override
  public ByteString namedKey() {
    PairScan pairs = new PairScan();
    if (!isBatch()) {
      return ByteString.EMPTY;
    }
    pairs.begin(bytes, batchOffset, batchEnd());
    return pairs.next()
        ? ByteString.copyFrom(bytes, pairs.keyOffset, pairs.keyLength)
        : ByteString.EMPTY;
  }

  /** Reads messages without making objects for pairs; never writes one. */
  static final class Marshaller implements MethodDescriptor.Marshaller<WriteMessage> {
    @Override
    public InputStream stream(WriteMessage value) {
      return new ByteArrayInputStream(value.bytes);
    }

    @Override
    public WriteMessage parse(InputStream stream) {
      try {
        if (!(stream instanceof KnownLength)) {
          return new WriteMessage(stream.readAllBytes());
        }
        // Into one array, which is the only copy; readNBytes(int) would collect pieces.
        byte[] bytes = new byte[stream.available()];
        stream.readNBytes(bytes, 0, bytes.length);
        return new WriteMessage(bytes);
      } catch (InvalidProtocolBufferException e) {
        throw Status.INTERNAL
            .withDescription("invalid WriteRequest: " + e.getMessage())
            .withCause(e)
            .asRuntimeException();
      } catch (IOException e) {
        throw Status.INTERNAL.withCause(e).asRuntimeException();
      }
    }
  }
}
