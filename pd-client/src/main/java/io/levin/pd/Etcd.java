package io.levin.pd;

import com.google.protobuf.ByteString;
import io.grpc.CallOptions;
import io.grpc.ClientCall;
import io.grpc.Metadata;
import io.grpc.Status;
import io.levin.base.Cancellation;
import io.levin.proto.etcdserverpb.KVGrpc;
import io.levin.proto.etcdserverpb.LeaseGrantRequest;
import io.levin.proto.etcdserverpb.LeaseGrpc;
import io.levin.proto.etcdserverpb.LeaseKeepAliveRequest;
import io.levin.proto.etcdserverpb.LeaseKeepAliveResponse;
import io.levin.proto.etcdserverpb.LeaseRevokeRequest;
import io.levin.proto.etcdserverpb.PutRequest;
import io.levin.proto.etcdserverpb.RangeRequest;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;

/**
 * The part of PD's etcd that an import uses: reading prefixes, and keys under a lease. Blocking,
 * repeated as the calls of {@link PdClient} are. Thread-safe.
 */
public final class Etcd {
  private final PdCalls calls;

  Etcd(PdCalls calls) {
    this.calls = calls;
  }

  /**
   * One key with its value.
   *
   * @param key the whole key
   * @param value its value
   * @param createRevision orders keys by the time of their creation
   */
  public record Entry(String key, String value, long createRevision) {}

  /** All keys that start with a prefix, in key order. */
  public List<Entry> prefix(String prefix, Cancellation cancellation) {
    byte[] end = prefix.getBytes(StandardCharsets.UTF_8);
    // Good for prefixes that do not end in FF, and no text in UTF-8 does.
    end[end.length - 1]++;
    return calls
        .unary(
            KVGrpc.getRangeMethod(),
            RangeRequest.newBuilder()
                .setKey(ByteString.copyFromUtf8(prefix))
                .setRangeEnd(ByteString.copyFrom(end))
                .build(),
            null,
            cancellation)
        .getKvsList()
        .stream()
        .map(
            kv ->
                new Entry(
                    kv.getKey().toStringUtf8(),
                    kv.getValue().toStringUtf8(),
                    kv.getCreateRevision()))
        .toList();
  }

  /** Writes a key; with a lease other than 0 it lives as long as that. */
  public void put(String key, String value, long lease, Cancellation cancellation) {
    calls.unary(
        KVGrpc.getPutMethod(),
        PutRequest.newBuilder()
            .setKey(ByteString.copyFromUtf8(key))
            .setValue(ByteString.copyFromUtf8(value))
            .setLease(lease)
            .build(),
        null,
        cancellation);
  }

  /** A new lease; its id. */
  public long grant(Duration ttl, Cancellation cancellation) {
    return calls
        .unary(
            LeaseGrpc.getLeaseGrantMethod(),
            LeaseGrantRequest.newBuilder().setTTL(ttl.toSeconds()).build(),
            null,
            cancellation)
        .getID();
  }

  /** Ends a lease; its keys vanish. */
  public void revoke(long lease, Duration patience, Cancellation cancellation) {
    calls.unary(
        LeaseGrpc.getLeaseRevokeMethod(),
        LeaseRevokeRequest.newBuilder().setID(lease).build(),
        null,
        patience,
        cancellation);
  }

  /** Renews a lease once; false when it has ended. */
  public boolean keepAlive(long lease, Cancellation cancellation) {
    return calls.repeat(
        "LeaseKeepAlive",
        calls.options().patience(),
        cancellation,
        leader -> keepAliveOnce(leader, lease, cancellation));
  }

  private boolean keepAliveOnce(PdMembers.Leader leader, long lease, Cancellation cancellation) {
    ClientCall<LeaseKeepAliveRequest, LeaseKeepAliveResponse> call =
        leader
            .channel()
            .newCall(
                LeaseGrpc.getLeaseKeepAliveMethod(),
                CallOptions.DEFAULT.withDeadlineAfter(
                    calls.options().callTimeout().toMillis(), TimeUnit.MILLISECONDS));
    CompletableFuture<Boolean> alive = new CompletableFuture<>();
    call.start(
        new ClientCall.Listener<>() {
          @Override
          public void onMessage(LeaseKeepAliveResponse answer) {
            alive.complete(answer.getTTL() > 0);
            call.cancel("one answer is enough", null);
          }

          @Override
          public void onClose(Status status, Metadata trailers) {
            Status end =
                status.isOk()
                    ? Status.UNAVAILABLE.withDescription("etcd ended the stream unasked")
                    : status;
            alive.completeExceptionally(end.asRuntimeException());
          }
        },
        new Metadata());
    call.request(1);
    call.sendMessage(LeaseKeepAliveRequest.newBuilder().setID(lease).build());
    try (Cancellation.Registration ignored =
        cancellation.onCancel(() -> call.cancel("the import was cancelled", null))) {
      return alive.get();
    } catch (ExecutionException e) {
      cancellation.throwIfCancelled();
      throw BlockingCall.failure(e.getCause());
    } catch (InterruptedException e) {
      call.cancel("the calling thread was interrupted", e);
      Thread.currentThread().interrupt();
      throw BlockingCall.interrupted("LeaseKeepAlive", e);
    }
  }
}
