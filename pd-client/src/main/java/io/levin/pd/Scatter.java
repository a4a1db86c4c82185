package io.levin.pd;

import io.grpc.Status;
import io.levin.base.Cancellation;
import io.levin.base.RetryPolicy;
import io.levin.proto.pdpb.ErrorType;
import io.levin.proto.pdpb.PDGrpc;
import io.levin.proto.pdpb.ScatterRegionRequest;
import io.levin.proto.pdpb.ScatterRegionResponse;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Scatters regions over the stores: in one request where PD can, else one by one. Balance is a
 * matter of speed, never of results, so what PD refuses is told and left; a PD that cannot be
 * reached at all is waited for as for any other call.
 */
final class Scatter {
  private static final Logger LOG = LoggerFactory.getLogger(Scatter.class);
  private static final RetryPolicy BATCH =
      new RetryPolicy(3, Duration.ofMillis(500), Duration.ofSeconds(2));
  private static final RetryPolicy SINGLE =
      new RetryPolicy(7, Duration.ofMillis(100), Duration.ofSeconds(10));

  private final PdCalls calls;
  private volatile boolean batchMissing;

  Scatter(PdCalls calls) {
    this.calls = calls;
  }

  /**
   * Scatters regions.
   *
   * @param worthwhile whether single requests make sense, asked only when the batch failed
   * @return the ids that PD was not asked about or refused
   */
  List<Long> scatter(
      Collection<Long> ids,
      java.util.function.BooleanSupplier worthwhile,
      Cancellation cancellation) {
    if (ids.isEmpty()) {
      return List.of();
    }
    if (!batchMissing && scatterTogether(ids, cancellation)) {
      return List.of();
    }
    if (!worthwhile.getAsBoolean()) {
      return List.copyOf(ids);
    }
    List<Long> failed = new ArrayList<>();
    for (long id : ids) {
      if (!scatterOne(id, cancellation)) {
        failed.add(id);
      }
    }
    return failed;
  }

  private boolean scatterTogether(Collection<Long> ids, Cancellation cancellation) {
    ScatterRegionRequest request =
        ScatterRegionRequest.newBuilder()
            .setHeader(calls.header())
            .addAllRegionsId(ids)
            .setSkipStoreLimit(true)
            .build();
    for (int failures = 1; ; failures++) {
      String trouble;
      try {
        ScatterRegionResponse answer = call(request, cancellation);
        if (answer.getFinishedPercentage() == 100) {
          return true;
        }
        trouble = "PD scattered only " + answer.getFinishedPercentage() + " %";
      } catch (PdException e) {
        if (e.code() == Status.Code.UNIMPLEMENTED
            || e.getMessage().contains("region 0 not found")
            || e.type() == ErrorType.REGION_NOT_FOUND
                && e.getMessage().contains("region %d not found")) {
          // An older PD reads the empty single id instead of the list.
          batchMissing = true;
          return false;
        }
        trouble = e.getMessage();
      }
      if (failures >= BATCH.attempts()) {
        LOG.info("scattering {} regions one by one: {}", ids.size(), trouble);
        return false;
      }
      cancellation.sleep(BATCH.pauseAfter(failures).toMillis());
    }
  }

  private boolean scatterOne(long id, Cancellation cancellation) {
    ScatterRegionRequest request =
        ScatterRegionRequest.newBuilder().setHeader(calls.header()).setRegionId(id).build();
    for (int failures = 1; ; failures++) {
      try {
        call(request, cancellation);
        return true;
      } catch (PdException e) {
        boolean passes =
            e.getMessage().contains("is not fully replicated")
                || e.getMessage().contains("has no leader");
        if (!passes || failures >= SINGLE.attempts()) {
          LOG.debug("region {} stays where it is: {}", id, e.getMessage());
          return false;
        }
        cancellation.sleep(SINGLE.pauseAfter(failures).toMillis());
      }
    }
  }

  private ScatterRegionResponse call(ScatterRegionRequest request, Cancellation cancellation) {
    return calls.unary(
        PDGrpc.getScatterRegionMethod(), request, ScatterRegionResponse::getHeader, cancellation);
  }
}
