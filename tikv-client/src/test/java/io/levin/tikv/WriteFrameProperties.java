package io.levin.tikv;

import static org.assertj.core.api.Assertions.assertThat;

import com.google.protobuf.ByteString;
import io.levin.proto.import_sstpb.Pair;
import io.levin.proto.import_sstpb.SSTMeta;
import io.levin.proto.import_sstpb.WriteBatch;
import io.levin.proto.import_sstpb.WriteRequest;
import io.levin.proto.kvrpcpb.Context;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.util.List;
import net.jqwik.api.Example;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.Size;

class WriteFrameProperties {
  private static final Context CONTEXT =
      Context.newBuilder().setRequestSource("internal_lightning").setTxnSource(65536).build();

  /** The wire form of pairs, as sorted blocks hold it. */
  static byte[] pairs(List<byte[]> values) {
    WriteBatch.Builder batch = WriteBatch.newBuilder();
    for (int i = 0; i < values.size(); i++) {
      batch.addPairs(
          Pair.newBuilder()
              .setKey(ByteString.copyFromUtf8(String.format("key-%06d", i)))
              .setValue(ByteString.copyFrom(values.get(i))));
    }
    return batch.build().toByteArray();
  }

  @Property(tries = 300)
  void isTheMessageThatProtobufWouldWrite(
      @ForAll long commitTs, @ForAll @Size(max = 20) List<byte[]> values) throws IOException {
    byte[] pairs = pairs(values);
    byte[] around = new byte[pairs.length + 10];
    System.arraycopy(pairs, 0, around, 7, pairs.length);
    byte[] tail = WriteFrame.tail(CONTEXT);
    WriteFrame frame = WriteFrame.of(commitTs, around, 7, pairs.length, tail);

    byte[] drained = drain(frame);
    assertThat(drained).hasSize(frame.size());
    assertThat(stream(frame).readAllBytes()).isEqualTo(drained);
    assertThat(oneByOne(frame)).isEqualTo(drained);
    WriteRequest read = WriteRequest.parseFrom(drained);
    assertThat(read.getContext()).isEqualTo(CONTEXT);
    assertThat(read.getBatch())
        .isEqualTo(WriteBatch.parseFrom(pairs).toBuilder().setCommitTs(commitTs).build());
  }

  @Example
  void carriesAWholeMessageToo() throws IOException {
    WriteRequest meta =
        WriteRequest.newBuilder().setMeta(SSTMeta.newBuilder().setRegionId(5)).build();
    assertThat(WriteRequest.parseFrom(drain(WriteFrame.of(meta)))).isEqualTo(meta);
  }

  private static InputStream stream(WriteFrame frame) {
    return WriteFrame.METHOD.streamRequest(frame);
  }

  private static byte[] drain(WriteFrame frame) throws IOException {
    ByteArrayOutputStream out = new ByteArrayOutputStream();
    InputStream in = stream(frame);
    assertThat(in.available()).isEqualTo(frame.size());
    assertThat(((io.grpc.Drainable) in).drainTo(out)).isEqualTo(frame.size());
    assertThat(in.available()).isZero();
    return out.toByteArray();
  }

  private static byte[] oneByOne(WriteFrame frame) throws IOException {
    ByteArrayOutputStream out = new ByteArrayOutputStream();
    InputStream in = stream(frame);
    int read;
    while ((read = in.read()) >= 0) {
      out.write(read);
    }
    return out.toByteArray();
  }
}
