package io.levin.tikv;

import io.grpc.ClientCall;
import io.grpc.Metadata;
import io.grpc.Status;
import io.levin.base.Cancellation;
import io.levin.pd.Peer;
import io.levin.proto.import_sstpb.WriteResponse;

/**
 * The write stream to one peer. Sending waits while the transport holds enough unsent bytes, so
 * that a slow peer slows the writer and never fills the heap. Its end, whether asked for or not, is
 * remembered.
 */
final class PeerStream extends ClientCall.Listener<WriteResponse> {
  /** What little a small table sends need not wait until its stream is open. */
  private static final int EAGER_BYTES = 16 << 10;

  private final Peer peer;
  private final ByteRate rate;
  private final ClientCall<WriteFrame, WriteResponse> call;
  private final StoreCalls calls;
  private long sent;
  private WriteResponse answer;
  private Status end;

  PeerStream(
      Peer peer, ByteRate rate, ClientCall<WriteFrame, WriteResponse> call, StoreCalls calls) {
    this.peer = peer;
    this.rate = rate;
    this.call = call;
    this.calls = calls;
  }

  Peer peer() {
    return peer;
  }

  void start(Cancellation cancellation) {
    calls.permit(cancellation);
    unlessCancelled(
        () -> {
          call.start(this, new Metadata());
          call.request(2);
        },
        cancellation);
  }

  /** Sends a frame once the peer has room; returns false when the stream has ended instead. */
  boolean send(WriteFrame frame, Cancellation cancellation) {
    rate.acquire(frame.size(), cancellation);
    sent += frame.size();
    synchronized (this) {
      while (end == null && sent > EAGER_BYTES && !call.isReady()) {
        await(cancellation);
      }
      if (end != null) {
        return false;
      }
    }
    calls.permit(cancellation);
    return unlessCancelled(() -> call.sendMessage(frame), cancellation);
  }

  void halfClose(Cancellation cancellation) {
    synchronized (this) {
      if (end != null) {
        return;
      }
    }
    calls.permit(cancellation);
    unlessCancelled(call::halfClose, cancellation);
  }

  /** A call that was cancelled by another thread meanwhile refuses with an exception. */
  private static boolean unlessCancelled(Runnable step, Cancellation cancellation) {
    try {
      step.run();
      return true;
    } catch (IllegalStateException e) {
      cancellation.throwIfCancelled();
      throw e;
    }
  }

  /** Waits for the end of the stream. */
  synchronized Status awaitEnd(Cancellation cancellation) {
    while (end == null) {
      await(cancellation);
    }
    return end;
  }

  /** How the stream ended; null while it goes on. */
  synchronized Status end() {
    return end;
  }

  /** The peer's answer, once the stream has ended well; may be null all the same. */
  synchronized WriteResponse answer() {
    return answer;
  }

  void cancel(String why) {
    call.cancel(why, null);
  }

  private void await(Cancellation cancellation) {
    cancellation.throwIfCancelled();
    boolean interrupted = false;
    try {
      // A cancellation cancels the call, which ends the stream and wakes us.
      wait();
    } catch (InterruptedException e) {
      interrupted = true;
    }
    if (interrupted) {
      Thread.currentThread().interrupt();
      call.cancel("the calling thread was interrupted", null);
      end = Status.CANCELLED.withDescription("the calling thread was interrupted");
    }
  }

  @Override
  public synchronized void onReady() {
    notifyAll();
  }

  @Override
  public synchronized void onMessage(WriteResponse message) {
    answer = message;
  }

  @Override
  public synchronized void onClose(Status status, Metadata trailers) {
    if (end == null) {
      end = status;
    }
    notifyAll();
  }
}
