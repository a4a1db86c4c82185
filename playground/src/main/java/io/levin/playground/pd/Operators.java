package io.levin.playground.pd;

import io.levin.base.Clock;
import io.levin.playground.model.Peer;
import io.levin.playground.model.Region;
import io.levin.playground.model.Regions;
import io.levin.proto.pdpb.OperatorStatus;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/**
 * Scattering: for every other region the lead moves to the next voter, and an operator tells of it
 * for a while. Thread-safe.
 */
public final class Operators {
  private static final long RUNNING_MILLIS = 20;

  private final Clock clock;
  private final Regions regions;
  private final Map<Long, Operator> byRegion = new HashMap<>();
  private OperatorStatus stuckAt;
  private long scattered;

  /**
   * What PD does to a region.
   *
   * @param description such as {@code scatter-region}
   * @param status how it stands
   */
  record Operator(String description, OperatorStatus status, long begun) {}

  Operators(Clock clock, Regions regions) {
    this.clock = clock;
    this.regions = regions;
  }

  /** Lets every operator stay at a status for ever; null for the ordinary course. */
  public synchronized void stickAt(OperatorStatus status) {
    stuckAt = status;
  }

  /** Scatters one region, which may have changed since PD heard of it. */
  void scatter(Region seen) {
    Region region = regions.byId(seen.id());
    List<Peer> voters = seen.peers().stream().filter(peer -> !peer.learner()).toList();
    synchronized (this) {
      if (voters.size() < 2 && stuckAt == null) {
        return;
      }
      boolean moves = scattered++ % 2 == 0;
      if (!moves && stuckAt == null) {
        return;
      }
      byRegion.put(
          seen.id(), new Operator("scatter-region", OperatorStatus.RUNNING, clock.millis()));
    }
    if (region != null && region.leader() != null && voters.size() > 1) {
      int at = voters.indexOf(region.leader());
      Peer next = voters.get((at + 1) % voters.size());
      if (region.peerOn(next.storeId()) != null) {
        regions.transferLeader(region.id(), next.storeId());
      }
    }
  }

  /** The operator of a region, or null. */
  synchronized Operator of(long regionId) {
    Operator operator = byRegion.get(regionId);
    if (operator == null) {
      return null;
    }
    if (stuckAt != null) {
      String description =
          stuckAt == OperatorStatus.REPLACE ? "admin-merge-region" : operator.description();
      return new Operator(description, stuckAt, operator.begun());
    }
    OperatorStatus status =
        clock.millis() - operator.begun() < RUNNING_MILLIS
            ? OperatorStatus.RUNNING
            : OperatorStatus.SUCCESS;
    return new Operator(operator.description(), status, operator.begun());
  }
}
