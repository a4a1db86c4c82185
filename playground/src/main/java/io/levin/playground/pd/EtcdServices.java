package io.levin.playground.pd;

import com.google.protobuf.ByteString;
import io.grpc.BindableService;
import io.grpc.Status;
import io.grpc.StatusRuntimeException;
import io.grpc.stub.StreamObserver;
import io.levin.proto.etcdserverpb.ClusterGrpc;
import io.levin.proto.etcdserverpb.DeleteRangeRequest;
import io.levin.proto.etcdserverpb.DeleteRangeResponse;
import io.levin.proto.etcdserverpb.KVGrpc;
import io.levin.proto.etcdserverpb.LeaseGrantRequest;
import io.levin.proto.etcdserverpb.LeaseGrantResponse;
import io.levin.proto.etcdserverpb.LeaseGrpc;
import io.levin.proto.etcdserverpb.LeaseKeepAliveRequest;
import io.levin.proto.etcdserverpb.LeaseKeepAliveResponse;
import io.levin.proto.etcdserverpb.LeaseRevokeRequest;
import io.levin.proto.etcdserverpb.LeaseRevokeResponse;
import io.levin.proto.etcdserverpb.LeaseTimeToLiveRequest;
import io.levin.proto.etcdserverpb.LeaseTimeToLiveResponse;
import io.levin.proto.etcdserverpb.Member;
import io.levin.proto.etcdserverpb.MemberListRequest;
import io.levin.proto.etcdserverpb.MemberListResponse;
import io.levin.proto.etcdserverpb.PutRequest;
import io.levin.proto.etcdserverpb.PutResponse;
import io.levin.proto.etcdserverpb.RangeRequest;
import io.levin.proto.etcdserverpb.RangeResponse;
import io.levin.proto.etcdserverpb.ResponseHeader;
import io.levin.proto.etcdserverpb.WatchGrpc;
import io.levin.proto.etcdserverpb.WatchRequest;
import io.levin.proto.etcdserverpb.WatchResponse;
import io.levin.proto.mvccpb.KeyValue;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;

/** The part of etcd that an import uses, on PD's port. */
final class EtcdServices {
  private static final long LONGEST_LEASE_SECONDS = 9_000_000_000L;

  private final PdCluster pd;
  private final Etcd etcd;

  EtcdServices(PdCluster pd) {
    this.pd = pd;
    this.etcd = pd.etcd();
  }

  List<BindableService> all() {
    return List.of(new Kv(), new Lease(), new Watch(), new Cluster());
  }

  private ResponseHeader header() {
    return ResponseHeader.newBuilder()
        .setClusterId(pd.clusterId())
        .setMemberId(pd.members().leader() + 1)
        .setRevision(etcd.revision())
        .setRaftTerm(pd.members().term() + 1)
        .build();
  }

  private static StatusRuntimeException noKey() {
    return refusal(Status.INVALID_ARGUMENT, "key is not provided");
  }

  private static StatusRuntimeException refusal(Status status, String text) {
    return status.withDescription("etcdserver: " + text).asRuntimeException();
  }

  private static <A> void reply(StreamObserver<A> answer, A message) {
    answer.onNext(message);
    answer.onCompleted();
  }

  private final class Kv extends KVGrpc.KVImplBase {
    @Override
    public void range(RangeRequest request, StreamObserver<RangeResponse> answer) {
      if (request.getKey().isEmpty()) {
        answer.onError(noKey());
        return;
      }
      List<KeyValue> found = new ArrayList<>(etcd.range(request.getKey(), request.getRangeEnd()));
      RangeResponse.Builder range =
          RangeResponse.newBuilder().setHeader(header()).setCount(found.size());
      if (request.getSortTarget() == RangeRequest.SortTarget.CREATE) {
        found.sort(Comparator.comparingLong(KeyValue::getCreateRevision));
      } else if (request.getSortTarget() == RangeRequest.SortTarget.MOD) {
        found.sort(Comparator.comparingLong(KeyValue::getModRevision));
      }
      if (request.getSortOrder() == RangeRequest.SortOrder.DESCEND) {
        java.util.Collections.reverse(found);
      }
      if (request.getLimit() > 0 && found.size() > request.getLimit()) {
        range.setMore(true);
        found = found.subList(0, (int) request.getLimit());
      }
      if (!request.getCountOnly()) {
        for (KeyValue kv : found) {
          range.addKvs(
              request.getKeysOnly() ? kv.toBuilder().setValue(ByteString.EMPTY).build() : kv);
        }
      }
      reply(answer, range.build());
    }

    @Override
    public void put(PutRequest request, StreamObserver<PutResponse> answer) {
      if (request.getKey().isEmpty()) {
        answer.onError(noKey());
        return;
      }
      if (!etcd.hasLease(request.getLease())) {
        answer.onError(
            Status.NOT_FOUND
                .withDescription("etcdserver: requested lease not found")
                .asRuntimeException());
        return;
      }
      KeyValue old = etcd.put(request.getKey(), request.getValue(), request.getLease());
      PutResponse.Builder done = PutResponse.newBuilder().setHeader(header());
      if (old != null && request.getPrevKv()) {
        done.setPrevKv(old);
      }
      reply(answer, done.build());
    }

    @Override
    public void deleteRange(
        DeleteRangeRequest request, StreamObserver<DeleteRangeResponse> answer) {
      int deleted = etcd.delete(request.getKey(), request.getRangeEnd());
      reply(
          answer, DeleteRangeResponse.newBuilder().setHeader(header()).setDeleted(deleted).build());
    }
  }

  private final class Lease extends LeaseGrpc.LeaseImplBase {
    @Override
    public void leaseGrant(LeaseGrantRequest request, StreamObserver<LeaseGrantResponse> answer) {
      if (request.getTTL() > LONGEST_LEASE_SECONDS) {
        answer.onError(refusal(Status.OUT_OF_RANGE, "too large lease TTL"));
        return;
      }
      if (request.getID() != 0 && etcd.hasLease(request.getID())) {
        answer.onError(refusal(Status.FAILED_PRECONDITION, "lease already exists"));
        return;
      }
      long id = etcd.grant(request.getID(), request.getTTL());
      reply(
          answer,
          LeaseGrantResponse.newBuilder()
              .setHeader(header())
              .setID(id)
              .setTTL(etcd.grantedTtl(id))
              .build());
    }

    @Override
    public void leaseRevoke(
        LeaseRevokeRequest request, StreamObserver<LeaseRevokeResponse> answer) {
      if (!etcd.hasLease(request.getID())) {
        answer.onError(
            Status.NOT_FOUND
                .withDescription("etcdserver: requested lease not found")
                .asRuntimeException());
        return;
      }
      etcd.revoke(request.getID());
      reply(answer, LeaseRevokeResponse.newBuilder().setHeader(header()).build());
    }

    @Override
    public StreamObserver<LeaseKeepAliveRequest> leaseKeepAlive(
        StreamObserver<LeaseKeepAliveResponse> answers) {
      return new StreamObserver<>() {
        @Override
        public void onNext(LeaseKeepAliveRequest request) {
          answers.onNext(
              LeaseKeepAliveResponse.newBuilder()
                  .setHeader(header())
                  .setID(request.getID())
                  .setTTL(etcd.keepAlive(request.getID()))
                  .build());
        }

        @Override
        public void onError(Throwable gone) {
          // The client went away; its lease runs out by itself.
        }

        @Override
        public void onCompleted() {
          answers.onCompleted();
        }
      };
    }

    @Override
    public void leaseTimeToLive(
        LeaseTimeToLiveRequest request, StreamObserver<LeaseTimeToLiveResponse> answer) {
      LeaseTimeToLiveResponse.Builder found =
          LeaseTimeToLiveResponse.newBuilder()
              .setHeader(header())
              .setID(request.getID())
              .setTTL(etcd.remainingTtl(request.getID()))
              .setGrantedTTL(etcd.grantedTtl(request.getID()));
      if (request.getKeys()) {
        found.addAllKeys(etcd.keysOf(request.getID()));
      }
      reply(answer, found.build());
    }
  }

  /** Watches stay open and silent. */
  private static final class Watch extends WatchGrpc.WatchImplBase {
    @Override
    public StreamObserver<WatchRequest> watch(StreamObserver<WatchResponse> answers) {
      return new StreamObserver<>() {
        @Override
        public void onNext(WatchRequest request) {
          if (request.hasCreateRequest()) {
            answers.onNext(WatchResponse.newBuilder().setCreated(true).build());
          }
        }

        @Override
        public void onError(Throwable gone) {
          // Nothing is held for a watch.
        }

        @Override
        public void onCompleted() {
          answers.onCompleted();
        }
      };
    }
  }

  private final class Cluster extends ClusterGrpc.ClusterImplBase {
    @Override
    public void memberList(MemberListRequest request, StreamObserver<MemberListResponse> answer) {
      MemberListResponse.Builder members = MemberListResponse.newBuilder().setHeader(header());
      pd.members()
          .members()
          .forEach(
              member ->
                  members.addMembers(
                      Member.newBuilder()
                          .setID(member.getMemberId())
                          .setName(member.getName())
                          .addAllPeerURLs(member.getPeerUrlsList())
                          .addAllClientURLs(member.getClientUrlsList())));
      reply(answer, members.build());
    }
  }
}
