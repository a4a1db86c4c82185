package io.levin.tikv;

import io.grpc.CallOptions;
import io.grpc.ManagedChannel;
import io.grpc.MethodDescriptor;
import io.grpc.Status;
import io.grpc.StatusRuntimeException;
import io.levin.base.Cancellation;
import io.levin.pd.BlockingCall;
import io.levin.pd.Region;
import io.levin.proto.kvrpcpb.Context;
import io.levin.proto.kvrpcpb.ResourceControlContext;
import java.time.Duration;
import java.util.concurrent.TimeUnit;

/** Unary calls to stores, and the context that goes with them. */
final class StoreCalls {
  private final StoreChannels channels;
  private final SendPermit permit;
  private final Context common;

  /**
   * @param permit asked when all is ready for a call, right before it begins
   */
  StoreCalls(StoreChannels channels, TikvOptions options, SendPermit permit) {
    this.channels = channels;
    this.permit = permit;
    Context.Builder context = Context.newBuilder().setRequestSource(options.requestSource());
    if (!options.resourceGroup().isEmpty()) {
      context.setResourceControlContext(
          ResourceControlContext.newBuilder().setResourceGroupName(options.resourceGroup()));
    }
    this.common = context.build();
  }

  StoreChannels channels() {
    return channels;
  }

  /** Returns when something may be sent; to be asked behind all that may take time. */
  void permit(Cancellation cancellation) {
    permit.await(cancellation);
  }

  /** The context that names the client only. */
  Context.Builder context() {
    return common.toBuilder();
  }

  /** The context of a request to a region's leader, or to its first peer if no leader is known. */
  Context.Builder context(Region region) {
    Context.Builder context =
        common.toBuilder().setRegionId(region.id()).setRegionEpoch(region.epoch());
    if (region.leader() != null) {
      context.setPeer(region.leader().toProto());
    } else if (!region.peers().isEmpty()) {
      context.setPeer(region.peers().get(0).toProto());
    }
    return context;
  }

  /** A call to a store's own services. */
  <Q, R> R toStore(
      long storeId,
      MethodDescriptor<Q, R> method,
      Q request,
      Duration timeout,
      Cancellation cancellation) {
    return call(
        storeId, channels.forStore(storeId, cancellation), method, request, timeout, cancellation);
  }

  /** A call to a store's import service. */
  <Q, R> R toImport(
      long storeId,
      MethodDescriptor<Q, R> method,
      Q request,
      Duration timeout,
      Cancellation cancellation) {
    return call(
        storeId, channels.forImport(storeId, cancellation), method, request, timeout, cancellation);
  }

  private <Q, R> R call(
      long storeId,
      ManagedChannel channel,
      MethodDescriptor<Q, R> method,
      Q request,
      Duration timeout,
      Cancellation cancellation) {
    permit(cancellation);
    try {
      return BlockingCall.unary(
          channel,
          method,
          CallOptions.DEFAULT.withDeadlineAfter(timeout.toMillis(), TimeUnit.MILLISECONDS),
          request,
          cancellation);
    } catch (StatusRuntimeException e) {
      if (e.getStatus().getCode() == Status.Code.UNAVAILABLE) {
        channels.suspect(storeId);
      }
      throw e;
    }
  }
}
