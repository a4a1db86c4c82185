package io.levin.tikv;

import com.google.protobuf.CodedOutputStream;
import io.grpc.Drainable;
import io.grpc.KnownLength;
import io.grpc.MethodDescriptor;
import io.levin.proto.import_sstpb.ImportSSTGrpc;
import io.levin.proto.import_sstpb.WriteRequest;
import io.levin.proto.import_sstpb.WriteResponse;
import io.levin.proto.kvrpcpb.Context;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.io.UncheckedIOException;

/**
 * One message of a write stream, as bytes: either a whole {@link WriteRequest}, or a batch around
 * pairs that are in wire form already. The pairs are copied once, into the transport's buffer, when
 * the message is sent to a peer.
 *
 * <p>The layout of a batch is {@code 12 varint(length) 08 varint(commit ts) pairs 1A varint(length)
 * context}: field 2 of the request, a {@code WriteBatch} of its fields 1 and 2, then field 3.
 */
final class WriteFrame {
  /** The write call with frames instead of messages. */
  static final MethodDescriptor<WriteFrame, WriteResponse> METHOD =
      ImportSSTGrpc.getWriteMethod().toBuilder(
              new FrameMarshaller(), ImportSSTGrpc.getWriteMethod().getResponseMarshaller())
          .build();

  private static final int BATCH_TAG = 0x12;
  private static final int COMMIT_TS_TAG = 0x08;
  private static final int CONTEXT_TAG = 0x1A;

  private final byte[] head;
  private final byte[] pairs;
  private final int offset;
  private final int length;
  private final byte[] tail;

  private WriteFrame(byte[] head, byte[] pairs, int offset, int length, byte[] tail) {
    this.head = head;
    this.pairs = pairs;
    this.offset = offset;
    this.length = length;
    this.tail = tail;
  }

  /** A frame around a message. */
  static WriteFrame of(WriteRequest request) {
    return new WriteFrame(request.toByteArray(), new byte[0], 0, 0, new byte[0]);
  }

  /**
   * A frame around pairs.
   *
   * @param tail from {@link #tail(Context)}
   */
  static WriteFrame of(long commitTs, byte[] pairs, int offset, int length, byte[] tail) {
    int batchLength = 1 + CodedOutputStream.computeUInt64SizeNoTag(commitTs) + length;
    byte[] head =
        new byte[1 + CodedOutputStream.computeUInt32SizeNoTag(batchLength) + batchLength - length];
    CodedOutputStream out = CodedOutputStream.newInstance(head);
    try {
      out.writeUInt32NoTag(BATCH_TAG);
      out.writeUInt32NoTag(batchLength);
      out.writeUInt32NoTag(COMMIT_TS_TAG);
      out.writeUInt64NoTag(commitTs);
      out.checkNoSpaceLeft();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    return new WriteFrame(head, pairs, offset, length, tail);
  }

  /** The bytes of the context, which end every message. */
  static byte[] tail(Context context) {
    byte[] bytes = new byte[CodedOutputStream.computeMessageSizeNoTag(context) + 1];
    CodedOutputStream out = CodedOutputStream.newInstance(bytes);
    try {
      out.writeUInt32NoTag(CONTEXT_TAG);
      out.writeMessageNoTag(context);
      out.checkNoSpaceLeft();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    return bytes;
  }

  /** Bytes of the message. */
  int size() {
    return head.length + length + tail.length;
  }

  private static final class FrameMarshaller implements MethodDescriptor.Marshaller<WriteFrame> {
    @Override
    public InputStream stream(WriteFrame frame) {
      return new FrameStream(frame);
    }

    @Override
    public WriteFrame parse(InputStream stream) {
      throw new IllegalStateException("a client does not receive write requests");
    }
  }

  /** What gRPC copies out of: normally by one {@link #drainTo}. */
  private static final class FrameStream extends InputStream implements KnownLength, Drainable {
    private final WriteFrame frame;
    private int part;
    private ByteArrayInputStream current;
    private int left;

    FrameStream(WriteFrame frame) {
      this.frame = frame;
      this.left = frame.size();
      this.current = new ByteArrayInputStream(frame.head);
    }

    @Override
    public int drainTo(OutputStream target) throws IOException {
      int drained = left;
      while (left > 0) {
        left -= (int) current.transferTo(target);
        advance();
      }
      return drained;
    }

    @Override
    public int available() {
      return left;
    }

    @Override
    public int read() {
      if (left == 0) {
        return -1;
      }
      while (true) {
        int read = current.read();
        if (read >= 0) {
          left--;
          return read;
        }
        advance();
      }
    }

    @Override
    public int read(byte[] target, int offset, int length) {
      if (left == 0) {
        return length == 0 ? 0 : -1;
      }
      while (true) {
        int read = current.read(target, offset, length);
        if (read >= 0) {
          left -= read;
          return read;
        }
        advance();
      }
    }

    private void advance() {
      part++;
      current =
          part == 1
              ? new ByteArrayInputStream(frame.pairs, frame.offset, frame.length)
              : new ByteArrayInputStream(part == 2 ? frame.tail : new byte[0]);
    }
  }
}
