package io.levin.pd;

import io.grpc.Status;
import io.levin.proto.pdpb.ErrorType;

/**
 * PD answered and said no. Whoever asked decides what that means; an unreachable PD and a foreign
 * cluster are {@link io.levin.base.ImportException}s instead.
 */
public final class PdException extends RuntimeException {
  private static final long serialVersionUID = 1L;

  private final Status.Code code;
  private final ErrorType type;

  PdException(String call, Status status) {
    super(
        "PD refused "
            + call
            + ": "
            + status.getCode()
            + (status.getDescription() == null ? "" : " " + status.getDescription()),
        status.getCause());
    this.code = status.getCode();
    this.type = ErrorType.OK;
  }

  PdException(String call, ErrorType type, String message) {
    super("PD refused " + call + ": " + type + " " + message);
    this.code = Status.Code.OK;
    this.type = type;
  }

  PdException(String call, int httpStatus, String body) {
    super("PD refused " + call + ": HTTP " + httpStatus + " " + body.strip());
    this.code = httpStatus == 404 ? Status.Code.NOT_FOUND : Status.Code.UNKNOWN;
    this.type = ErrorType.OK;
  }

  /** The gRPC status; {@code OK} when the answer's header carried the error. */
  public Status.Code code() {
    return code;
  }

  /** The error of the answer's header; {@code OK} when the gRPC status carried it. */
  public ErrorType type() {
    return type;
  }
}
