package io.levin.playground.net;

import io.grpc.stub.StreamObserver;
import io.levin.proto.health.HealthCheckRequest;
import io.levin.proto.health.HealthCheckResponse;
import io.levin.proto.health.HealthCheckResponse.ServingStatus;
import io.levin.proto.health.HealthGrpc;

/** Always well: a server that is not, does not answer. */
public final class HealthService extends HealthGrpc.HealthImplBase {
  @Override
  public void check(HealthCheckRequest request, StreamObserver<HealthCheckResponse> answer) {
    answer.onNext(HealthCheckResponse.newBuilder().setStatus(ServingStatus.SERVING).build());
    answer.onCompleted();
  }
}
