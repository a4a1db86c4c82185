package io.levin.tikv;

import com.google.protobuf.ByteString;
import io.grpc.CallOptions;
import io.grpc.ManagedChannel;
import io.grpc.Status;
import io.grpc.StatusRuntimeException;
import io.levin.base.Cancellation;
import io.levin.pd.MemcomparableKey;
import io.levin.pd.Peer;
import io.levin.pd.Region;
import io.levin.proto.import_sstpb.Range;
import io.levin.proto.import_sstpb.SSTMeta;
import io.levin.proto.import_sstpb.WriteRequest;
import io.levin.proto.kvrpcpb.Context;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.function.LongFunction;

/**
 * The writing of one part of a region: the same pairs to every peer, learners included, because a
 * peer that lacks the file when it applies the ingest dies. So the failure of any stream fails the
 * whole. Used by one thread; close it in any case.
 */
public final class RegionWrite implements AutoCloseable {
  /** Bit 16: a physical import, for those who tell sources of changes apart. */
  private static final long TXN_SOURCE = 1 << 16;

  private final Region region;
  private final long commitTs;
  private final Cancellation cancellation;
  private final List<PeerStream> streams = new ArrayList<>();
  private final Cancellation.Registration registration;
  private final StoreChannels channels;
  private final byte[] tail;
  private long pairs;
  private long bytes;
  private boolean closing;
  private boolean finished;

  RegionWrite(Region region, long commitTs, StoreCalls calls, Cancellation cancellation) {
    this.region = region;
    this.commitTs = commitTs;
    this.cancellation = cancellation;
    this.channels = calls.channels();
    this.tail = WriteFrame.tail(context(calls));
    this.registration = cancellation.onCancel(() -> cancelAll("the import was cancelled"));
  }

  private static Context context(StoreCalls calls) {
    return calls.context().setTxnSource(TXN_SOURCE).build();
  }

  /** Opens the streams and sends each the description of the file. */
  void open(
      byte[] firstKey,
      byte[] lastKey,
      byte[] uuid,
      StoreCalls calls,
      TikvOptions options,
      LongFunction<ByteRate> rates)
      throws RegionFailure {
    byte[] first = MemcomparableKey.encode(firstKey);
    byte[] last = MemcomparableKey.encode(lastKey);
    if (!region.contains(first)) {
      throw RegionErrors.outside(region, firstKey);
    }
    if (!region.contains(last)) {
      throw RegionErrors.outside(region, lastKey);
    }
    SSTMeta meta =
        SSTMeta.newBuilder()
            .setUuid(ByteString.copyFrom(uuid))
            .setRegionId(region.id())
            .setRegionEpoch(region.epoch())
            .setRange(
                Range.newBuilder()
                    .setStart(ByteString.copyFrom(first))
                    .setEnd(ByteString.copyFrom(last)))
            .build();
    WriteFrame head =
        WriteFrame.of(WriteRequest.newBuilder().setMeta(meta).setContext(context(calls)).build());
    CallOptions callOptions =
        CallOptions.DEFAULT
            .withDeadlineAfter(options.writeDeadline().toMillis(), TimeUnit.MILLISECONDS)
            .withOnReadyThreshold(options.streamBuffer())
            // The callbacks only wake the writer.
            .withExecutor(Runnable::run);
    if (options.gzip()) {
      callOptions = callOptions.withCompression("gzip");
    }
    for (Peer peer : region.peers()) {
      ManagedChannel channel;
      try {
        channel = channels.forImport(peer.storeId(), cancellation);
      } catch (StatusRuntimeException e) {
        throw RegionErrors.ofWrite(region, peer, e.getStatus());
      }
      PeerStream stream =
          new PeerStream(
              peer,
              rates.apply(peer.storeId()),
              channel.newCall(WriteFrame.METHOD, callOptions),
              calls);
      synchronized (streams) {
        streams.add(stream);
      }
    }
    streams.forEach(stream -> stream.start(cancellation));
    sendToAll(head);
  }

  /**
   * Sends pairs to every peer; waits for the slowest of them. The array may be reused when this
   * returns.
   *
   * @param array pairs in wire form, ascending and without repeats, behind all sent before
   * @param count how many pairs they are
   * @throws RegionFailure if a peer ended its stream
   */
  public void send(byte[] array, int offset, int length, int count) throws RegionFailure {
    WriteFrame frame = WriteFrame.of(commitTs, array, offset, length, tail);
    sendToAll(frame);
    pairs += count;
    bytes += frame.size();
  }

  private void sendToAll(WriteFrame frame) throws RegionFailure {
    cancellation.throwIfCancelled();
    for (PeerStream stream : streams) {
      if (!stream.send(frame, cancellation)) {
        throw failure();
      }
    }
  }

  /** Pairs sent so far. */
  public long pairs() {
    return pairs;
  }

  /** Bytes sent to each peer so far. */
  public long bytes() {
    return bytes;
  }

  /**
   * Ends the streams and waits until every peer has its files.
   *
   * @throws RegionFailure if any of them has not, or the leader's answer is missing
   */
  public WrittenRegion finish() throws RegionFailure {
    closing = true;
    streams.forEach(stream -> stream.halfClose(cancellation));
    WrittenRegion written = new WrittenRegion(region, List.of(), pairs, bytes);
    boolean leaderAnswered = false;
    for (PeerStream stream : streams) {
      Status end = stream.awaitEnd(cancellation);
      if (!end.isOk() || stream.answer() == null || stream.answer().hasError()) {
        throw failure();
      }
      if (region.leader() != null && stream.peer().id() == region.leader().id()) {
        leaderAnswered = true;
        written = new WrittenRegion(region, stream.answer().getMetasList(), pairs, bytes);
      }
    }
    if (!leaderAnswered || written.files().isEmpty() && pairs > 0) {
      throw RegionErrors.noLeader(region);
    }
    finished = true;
    registration.close();
    return written;
  }

  /** Finds whose stream ended badly; the others end because of us and say nothing. */
  private RegionFailure failure() {
    cancellation.throwIfCancelled();
    RegionFailure failure = null;
    for (PeerStream stream : streams) {
      Status end = stream.end();
      if (end == null) {
        continue;
      }
      if (end.getCode() == Status.Code.UNAVAILABLE) {
        channels.suspect(stream.peer().storeId());
      }
      RegionFailure own = judge(stream, end);
      if (own != null && (failure == null || own.next() == NextStep.FATAL)) {
        failure = own;
      }
    }
    cancelAll("another peer's stream has failed");
    return failure;
  }

  private RegionFailure judge(PeerStream stream, Status end) {
    if (!end.isOk()) {
      return RegionErrors.ofWrite(region, stream.peer(), end);
    }
    if (stream.answer() != null && stream.answer().hasError()) {
      return RegionErrors.ofWriteAnswer(region, stream.peer(), stream.answer().getError());
    }
    if (stream.answer() == null || !closing) {
      return RegionErrors.ofWrite(
          region,
          stream.peer(),
          Status.UNAVAILABLE.withDescription("the store ended the stream before its time"));
    }
    return null;
  }

  private void cancelAll(String why) {
    List<PeerStream> open;
    synchronized (streams) {
      open = List.copyOf(streams);
    }
    open.forEach(stream -> stream.cancel(why));
  }

  /** Ends whatever is still open; the stores drop what they got. */
  @Override
  public void close() {
    if (!finished) {
      registration.close();
      cancelAll("the writer gave up");
    }
  }
}
