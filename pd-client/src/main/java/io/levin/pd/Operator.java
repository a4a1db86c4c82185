package io.levin.pd;

import io.levin.proto.pdpb.OperatorStatus;

/**
 * What PD is doing, or has just done, with a region.
 *
 * @param description its name, such as {@code scatter-region}
 * @param status how far it is
 * @param kind its kinds, such as {@code admin,leader}
 */
public record Operator(String description, OperatorStatus status, String kind) {
  /** True for an operator that a scatter request made. */
  public boolean isScatter() {
    return description.equals("scatter-region");
  }
}
