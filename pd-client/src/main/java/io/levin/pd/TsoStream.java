package io.levin.pd;

import io.grpc.Status;
import io.grpc.stub.StreamObserver;
import io.levin.proto.pdpb.PDGrpc;
import io.levin.proto.pdpb.RequestHeader;
import io.levin.proto.pdpb.Timestamp;
import io.levin.proto.pdpb.TsoRequest;
import io.levin.proto.pdpb.TsoResponse;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.List;
import java.util.Queue;
import java.util.concurrent.CompletableFuture;
import java.util.function.Supplier;

/**
 * The one stream of timestamps. Requests that come while an answer is awaited go out together as
 * one. A failure of the stream fails all who wait; they ask again and thereby reopen it at the
 * leader of the moment. No timestamp is ever given that is not above all before it. Thread-safe.
 */
final class TsoStream implements AutoCloseable {
  private static final int PHYSICAL_SHIFT = 18;
  private static final int MOST_AT_ONCE = 10_000;

  private final Supplier<RequestHeader> header;
  private final Object lock = new Object();
  private final Queue<CompletableFuture<Long>> waiting = new ArrayDeque<>();
  private Live live;
  private long last;

  TsoStream(Supplier<RequestHeader> header) {
    this.header = header;
  }

  /** Asks for a timestamp; the future fails with a gRPC status when the stream breaks. */
  CompletableFuture<Long> next(PdMembers.Leader leader) {
    CompletableFuture<Long> wish = new CompletableFuture<>();
    synchronized (lock) {
      if (live != null && live.leader != leader) {
        live.fail(Status.UNAVAILABLE.withDescription("the PD leader has changed"));
      }
      if (live == null) {
        live = new Live(leader);
      }
      waiting.add(wish);
      live.send();
    }
    return wish;
  }

  /** Gives up the stream, for instance because it does not answer. */
  void abandon(Status why) {
    synchronized (lock) {
      if (live != null) {
        live.fail(why);
      }
    }
  }

  @Override
  public void close() {
    abandon(Status.CANCELLED.withDescription("the PD client was closed"));
  }

  /** One open stream; all its methods run under the lock. */
  private final class Live implements StreamObserver<TsoResponse> {
    private final PdMembers.Leader leader;
    private final StreamObserver<TsoRequest> requests;
    private List<CompletableFuture<Long>> asked = List.of();

    Live(PdMembers.Leader leader) {
      this.leader = leader;
      this.requests = PDGrpc.newStub(leader.channel()).tso(this);
    }

    void send() {
      if (!asked.isEmpty() || waiting.isEmpty()) {
        return;
      }
      asked = new ArrayList<>();
      while (!waiting.isEmpty() && asked.size() < MOST_AT_ONCE) {
        asked.add(waiting.remove());
      }
      requests.onNext(
          TsoRequest.newBuilder().setHeader(header.get()).setCount(asked.size()).build());
    }

    @Override
    public void onNext(TsoResponse answer) {
      synchronized (lock) {
        if (live != this) {
          return;
        }
        Status problem = take(answer);
        if (problem != null) {
          fail(problem);
          return;
        }
        send();
      }
    }

    private Status take(TsoResponse answer) {
      if (answer.getHeader().hasError() && answer.getHeader().getError().getTypeValue() != 0) {
        return Status.UNAVAILABLE.withDescription(answer.getHeader().getError().getMessage());
      }
      if (answer.getCount() != asked.size()) {
        return Status.INTERNAL.withDescription(
            "PD gave " + answer.getCount() + " timestamps instead of " + asked.size());
      }
      Timestamp lastOne = answer.getTimestamp();
      long end = (lastOne.getPhysical() << PHYSICAL_SHIFT) + lastOne.getLogical();
      long first = end - ((long) (asked.size() - 1) << lastOne.getSuffixBits());
      if (first <= last) {
        return Status.INTERNAL.withDescription(
            "PD's clock went back: timestamp " + first + " is not above " + last);
      }
      last = end;
      List<CompletableFuture<Long>> served = asked;
      asked = List.of();
      for (int i = 0; i < served.size(); i++) {
        served.get(i).complete(first + ((long) i << lastOne.getSuffixBits()));
      }
      return null;
    }

    @Override
    public void onError(Throwable t) {
      synchronized (lock) {
        if (live == this) {
          end(Status.fromThrowable(t));
        }
      }
    }

    @Override
    public void onCompleted() {
      synchronized (lock) {
        if (live == this) {
          end(Status.UNAVAILABLE.withDescription("PD ended the stream of timestamps"));
        }
      }
    }

    void fail(Status why) {
      end(why);
      requests.onError(why.asRuntimeException());
    }

    private void end(Status why) {
      live = null;
      List<CompletableFuture<Long>> lost = new ArrayList<>(asked);
      lost.addAll(waiting);
      asked = List.of();
      waiting.clear();
      for (CompletableFuture<Long> wish : lost) {
        wish.completeExceptionally(why.asRuntimeException());
      }
    }
  }
}
