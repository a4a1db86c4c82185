package io.levin.tikv;

import com.google.protobuf.ByteString;
import io.grpc.CallOptions;
import io.grpc.ClientCall;
import io.grpc.ManagedChannel;
import io.grpc.Metadata;
import io.grpc.Status;
import io.levin.base.Cancellation;
import io.levin.base.ErrorCode;
import io.levin.base.ImportException;
import io.levin.pd.Region;
import io.levin.proto.import_sstpb.DuplicateDetectRequest;
import io.levin.proto.import_sstpb.DuplicateDetectResponse;
import io.levin.proto.import_sstpb.ImportSSTGrpc;
import io.levin.proto.import_sstpb.KvPair;
import java.util.concurrent.TimeUnit;

/**
 * The search for keys that have more than one version, as the stores do it: one stream a region,
 * taken up again behind the last key after a failure. The start key is always inside the region
 * that is asked, because a store dies of one that is not.
 */
final class Duplicates {
  private final RegionReads reads;
  private final StoreCalls calls;
  private final TikvOptions options;

  Duplicates(RegionReads reads, StoreCalls calls, TikvOptions options) {
    this.reads = reads;
    this.calls = calls;
    this.options = options;
  }

  void scan(
      RawRange range,
      long minCommitTs,
      TikvClient.DuplicateVisitor visitor,
      Cancellation cancellation) {
    byte[][] last = new byte[1][];
    reads.walk(
        () -> "the search for duplicates in " + range,
        range,
        cancellation,
        (region, part) -> {
          // A failure in mid-stream looks the rest of the range up anew: leave out what was seen.
          RawRange rest = last[0] != null && !before(last[0], part) ? part.after(last[0]) : part;
          RawRange asked = rest.isEmpty() ? null : rest.within(region);
          if (asked != null) {
            scanRegion(region, asked, minCommitTs, visitor, last, cancellation);
          }
          return null;
        });
  }

  private static boolean before(byte[] key, RawRange part) {
    return io.levin.base.Bytes.compare(key, part.start()) < 0;
  }

  private void scanRegion(
      Region region,
      RawRange part,
      long minCommitTs,
      TikvClient.DuplicateVisitor visitor,
      byte[][] last,
      Cancellation cancellation)
      throws RegionFailure {
    long store = region.leader().storeId();
    ManagedChannel channel;
    try {
      channel = calls.channels().forImport(store, cancellation);
    } catch (io.grpc.StatusRuntimeException e) {
      throw RegionErrors.ofTransport("search for duplicates", e);
    }
    DuplicateDetectRequest request =
        DuplicateDetectRequest.newBuilder()
            .setContext(calls.context(region))
            .setStartKey(ByteString.copyFrom(part.start()))
            .setEndKey(ByteString.copyFrom(part.end()))
            // Without values, Titan makes the store's iterator fail.
            .setKeyOnly(false)
            .setMinCommitTs(minCommitTs)
            .build();
    Answers answers =
        new Answers(
            channel.newCall(
                ImportSSTGrpc.getDuplicateDetectMethod(),
                CallOptions.DEFAULT
                    .withDeadlineAfter(options.writeDeadline().toMillis(), TimeUnit.MILLISECONDS)
                    .withExecutor(Runnable::run)));
    try (Cancellation.Registration ignored =
        cancellation.onCancel(() -> answers.cancel("the import was cancelled"))) {
      answers.start(request);
      DuplicateDetectResponse answer;
      while ((answer = answers.next(cancellation)) != null) {
        if (answer.hasRegionError()) {
          throw RegionErrors.ofCall("search for duplicates", region, answer.getRegionError());
        }
        if (answer.hasKeyError()) {
          throw new ImportException(
              ErrorCode.RESOLVE_DUPLICATE_ROWS,
              "store "
                  + store
                  + " cannot search "
                  + part
                  + " for duplicates: "
                  + answer.getKeyError().getMessage(),
              "do not delete or lock rows of the table while it is being imported");
        }
        for (KvPair pair : answer.getPairsList()) {
          byte[] key = pair.getKey().toByteArray();
          visitor.version(key, pair.getValue().toByteArray(), pair.getCommitTs());
          last[0] = key;
        }
      }
    } finally {
      answers.cancel("done");
    }
    Status end = answers.end();
    if (!end.isOk()) {
      cancellation.throwIfCancelled();
      if (end.getCode() == Status.Code.UNAVAILABLE) {
        calls.channels().suspect(store);
      }
      throw RegionErrors.ofTransport(
          "search for duplicates in " + region, end.asRuntimeException());
    }
  }

  /** A server stream read one message at a time; the server waits meanwhile. */
  private static final class Answers extends ClientCall.Listener<DuplicateDetectResponse> {
    private final ClientCall<DuplicateDetectRequest, DuplicateDetectResponse> call;
    private DuplicateDetectResponse ready;
    private Status end;

    Answers(ClientCall<DuplicateDetectRequest, DuplicateDetectResponse> call) {
      this.call = call;
    }

    void start(DuplicateDetectRequest request) {
      call.start(this, new Metadata());
      call.sendMessage(request);
      call.halfClose();
    }

    /** The next message; null at the end. */
    DuplicateDetectResponse next(Cancellation cancellation) {
      call.request(1);
      synchronized (this) {
        while (ready == null && end == null) {
          try {
            wait();
          } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            call.cancel("the calling thread was interrupted", e);
            end = Status.CANCELLED.withDescription("the calling thread was interrupted");
          }
        }
        DuplicateDetectResponse taken = ready;
        ready = null;
        if (taken == null) {
          cancellation.throwIfCancelled();
        }
        return taken;
      }
    }

    synchronized Status end() {
      return end;
    }

    void cancel(String why) {
      call.cancel(why, null);
    }

    @Override
    public synchronized void onMessage(DuplicateDetectResponse message) {
      ready = message;
      notifyAll();
    }

    @Override
    public synchronized void onClose(Status status, Metadata trailers) {
      if (end == null) {
        end = status;
      }
      notifyAll();
    }
  }
}
