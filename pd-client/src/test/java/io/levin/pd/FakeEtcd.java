package io.levin.pd;

import io.grpc.BindableService;
import io.grpc.Status;
import io.grpc.stub.StreamObserver;
import io.levin.proto.etcdserverpb.KVGrpc;
import io.levin.proto.etcdserverpb.LeaseGrantRequest;
import io.levin.proto.etcdserverpb.LeaseGrantResponse;
import io.levin.proto.etcdserverpb.LeaseGrpc;
import io.levin.proto.etcdserverpb.LeaseKeepAliveRequest;
import io.levin.proto.etcdserverpb.LeaseKeepAliveResponse;
import io.levin.proto.etcdserverpb.LeaseRevokeRequest;
import io.levin.proto.etcdserverpb.LeaseRevokeResponse;
import io.levin.proto.etcdserverpb.PutRequest;
import io.levin.proto.etcdserverpb.PutResponse;
import io.levin.proto.etcdserverpb.RangeRequest;
import io.levin.proto.etcdserverpb.RangeResponse;
import io.levin.proto.mvccpb.KeyValue;
import java.util.List;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentSkipListMap;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicLong;

/** Keys and leases, enough for reading prefixes and registering. */
final class FakeEtcd {
  final ConcurrentSkipListMap<String, PutRequest> keys = new ConcurrentSkipListMap<>();
  final Set<Long> leases = ConcurrentHashMap.newKeySet();
  final AtomicInteger refusedPuts = new AtomicInteger();
  private final AtomicLong nextLease = new AtomicLong(100);

  void put(String key, String value) {
    keys.put(
        key,
        PutRequest.newBuilder()
            .setKey(com.google.protobuf.ByteString.copyFromUtf8(key))
            .setValue(com.google.protobuf.ByteString.copyFromUtf8(value))
            .build());
  }

  /** All leases are over, and with them their keys. */
  void loseLeases() {
    leases.clear();
    keys.values().removeIf(put -> put.getLease() != 0);
  }

  List<BindableService> services() {
    return List.of(
        new KVGrpc.KVImplBase() {
          @Override
          public void range(RangeRequest request, StreamObserver<RangeResponse> out) {
            RangeResponse.Builder answer = RangeResponse.newBuilder();
            keys.subMap(request.getKey().toStringUtf8(), request.getRangeEnd().toStringUtf8())
                .values()
                .forEach(
                    put ->
                        answer.addKvs(
                            KeyValue.newBuilder().setKey(put.getKey()).setValue(put.getValue())));
            out.onNext(answer.build());
            out.onCompleted();
          }

          @Override
          public void put(PutRequest request, StreamObserver<PutResponse> out) {
            if (refusedPuts.getAndUpdate(left -> Math.max(0, left - 1)) > 0) {
              out.onError(Status.PERMISSION_DENIED.asRuntimeException());
              return;
            }
            keys.put(request.getKey().toStringUtf8(), request);
            out.onNext(PutResponse.getDefaultInstance());
            out.onCompleted();
          }
        },
        new LeaseGrpc.LeaseImplBase() {
          @Override
          public void leaseGrant(
              LeaseGrantRequest request, StreamObserver<LeaseGrantResponse> out) {
            long id = nextLease.incrementAndGet();
            leases.add(id);
            out.onNext(LeaseGrantResponse.newBuilder().setID(id).setTTL(request.getTTL()).build());
            out.onCompleted();
          }

          @Override
          public void leaseRevoke(
              LeaseRevokeRequest request, StreamObserver<LeaseRevokeResponse> out) {
            leases.remove(request.getID());
            keys.values().removeIf(put -> put.getLease() == request.getID());
            out.onNext(LeaseRevokeResponse.getDefaultInstance());
            out.onCompleted();
          }

          @Override
          public StreamObserver<LeaseKeepAliveRequest> leaseKeepAlive(
              StreamObserver<LeaseKeepAliveResponse> out) {
            return new StreamObserver<>() {
              @Override
              public void onNext(LeaseKeepAliveRequest request) {
                out.onNext(
                    LeaseKeepAliveResponse.newBuilder()
                        .setID(request.getID())
                        .setTTL(leases.contains(request.getID()) ? 180 : 0)
                        .build());
              }

              @Override
              public void onError(Throwable t) {}

              @Override
              public void onCompleted() {
                out.onCompleted();
              }
            };
          }
        });
  }
}
