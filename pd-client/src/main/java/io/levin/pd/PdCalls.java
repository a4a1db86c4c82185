package io.levin.pd;

import io.grpc.CallOptions;
import io.grpc.MethodDescriptor;
import io.grpc.Status;
import io.grpc.StatusRuntimeException;
import io.levin.base.Cancellation;
import io.levin.base.ErrorCode;
import io.levin.base.ImportException;
import io.levin.proto.pdpb.ErrorType;
import io.levin.proto.pdpb.RequestHeader;
import io.levin.proto.pdpb.ResponseHeader;
import java.io.IOException;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.function.Function;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Calls to whoever leads PD, repeated while the leadership moves or PD restarts. What counts as
 * such is listed in the protocol's retry list: UNAVAILABLE, DEADLINE_EXCEEDED, CANCELLED by the
 * peer, the text "not leader" under any status, a header that says NOT_BOOTSTRAPPED; and what PD
 * passes on from its etcd and its clock while one leader hands over to the next.
 */
final class PdCalls {
  private static final Logger LOG = LoggerFactory.getLogger(PdCalls.class);
  private static final long FIRST_PAUSE_MILLIS = 20;
  private static final long LAST_PAUSE_MILLIS = 1000;
  private static final long REFUSED_NANOS = TimeUnit.SECONDS.toNanos(10);
  private static final long LOG_EVERY_NANOS = TimeUnit.MINUTES.toNanos(1);

  /**
   * What a leader that comes or goes says under UNKNOWN: it has no clock yet or no longer
   * ("timestamp in memory isn't initialized", "... has been reset"), its etcd elects as well, or
   * its own calls end.
   */
  private static final List<String> HANDOVER =
      List.of(
          "[PD:tso:ErrGenerateTimestamp]",
          "[PD:etcd:",
          "etcdserver: ",
          "context canceled",
          "context deadline exceeded");

  /** One attempt against one leader. */
  @FunctionalInterface
  interface Attempt<R> {
    R with(PdMembers.Leader leader);
  }

  private final PdMembers members;
  private final PdOptions options;

  PdCalls(PdMembers members, PdOptions options) {
    this.members = members;
    this.options = options;
  }

  PdMembers members() {
    return members;
  }

  PdOptions options() {
    return options;
  }

  /** The header of every request. */
  RequestHeader header() {
    return RequestHeader.newBuilder().setClusterId(members.clusterId()).build();
  }

  /**
   * A unary call to the leader.
   *
   * @param header takes the header out of the answer; null for a service without one
   * @throws PdException if PD refuses
   * @throws ImportException if PD does not answer within the patience, or is of another cluster
   */
  <Q, R> R unary(
      MethodDescriptor<Q, R> method,
      Q request,
      Function<R, ResponseHeader> header,
      Cancellation cancellation) {
    return unary(method, request, header, options.patience(), cancellation);
  }

  <Q, R> R unary(
      MethodDescriptor<Q, R> method,
      Q request,
      Function<R, ResponseHeader> header,
      Duration patience,
      Cancellation cancellation) {
    String what = method.getBareMethodName();
    long timeout = Math.min(options.callTimeout().toMillis(), Math.max(1000, patience.toMillis()));
    return repeat(
        what,
        patience,
        cancellation,
        leader -> {
          R answer =
              BlockingCall.unary(
                  leader.channel(),
                  method,
                  CallOptions.DEFAULT.withDeadlineAfter(timeout, TimeUnit.MILLISECONDS),
                  request,
                  cancellation);
          if (header != null) {
            throwIfError(what, header.apply(answer));
          }
          return answer;
        });
  }

  /** Fails for a header that carries an error, although the call itself went well. */
  static void throwIfError(String what, ResponseHeader header) {
    if (header.getError().getType() != ErrorType.OK) {
      throw new PdException(what, header.getError().getType(), header.getError().getMessage());
    }
  }

  /** Runs an attempt against the leader of the moment until it succeeds or is refused for good. */
  <R> R repeat(String what, Duration patience, Cancellation cancellation, Attempt<R> attempt) {
    long start = System.nanoTime();
    long lastLog = start;
    long pause = FIRST_PAUSE_MILLIS;
    while (true) {
      cancellation.throwIfCancelled();
      PdMembers.Leader leader = null;
      RuntimeException failure;
      try {
        leader = members.leader(cancellation);
        return attempt.with(leader);
      } catch (StatusRuntimeException e) {
        if (!mayPass(e.getStatus())) {
          throw refusal(what, e);
        }
        failure = e;
      } catch (PdException e) {
        if (e.type() != ErrorType.NOT_BOOTSTRAPPED && !e.getMessage().contains("not leader")) {
          throw e;
        }
        failure = e;
      }
      if (leader != null) {
        members.suspect(leader);
      }
      long now = System.nanoTime();
      if (isHopeless(failure, now - start) || now - start >= patience.toNanos()) {
        throw unreachable(what, Duration.ofNanos(now - start), failure);
      }
      if (now - lastLog >= LOG_EVERY_NANOS) {
        lastLog = now;
        LOG.warn(
            "{} waits for PD since {} s: {}",
            what,
            TimeUnit.NANOSECONDS.toSeconds(now - start),
            text(failure));
      }
      cancellation.sleep(pause);
      pause = Math.min(pause * 2, LAST_PAUSE_MILLIS);
    }
  }

  /**
   * Before the first answer, bad certificates are a mistake and not an outage, and so is an address
   * where nobody listens for longer than a PD takes to start.
   */
  private boolean isHopeless(RuntimeException failure, long nanos) {
    return members.clusterId() == 0
        && (GrpcChannels.tlsTrouble(failure) != null
            || nanos >= REFUSED_NANOS && GrpcChannels.isRefused(failure));
  }

  private static String text(RuntimeException failure) {
    if (!(failure instanceof StatusRuntimeException status)) {
      return failure.getMessage();
    }
    // The text of a failed discovery names the causes of all members already.
    return status.getCause() instanceof StatusRuntimeException
        ? status.getMessage()
        : GrpcChannels.describe(status.getStatus());
  }

  static boolean mayPass(Status status) {
    return switch (status.getCode()) {
      // INTERNAL is what a reset HTTP/2 stream becomes.
      case UNAVAILABLE, DEADLINE_EXCEEDED, CANCELLED, INTERNAL -> true;
      default -> {
        String text = String.valueOf(status.getDescription());
        // Some broken connections come as UNKNOWN "channel closed".
        yield status.getCause() instanceof IOException
            || text.contains("not leader")
            || text.contains("server not started")
            || status.getCode() == Status.Code.UNKNOWN
                && HANDOVER.stream().anyMatch(text::contains);
      }
    };
  }

  private RuntimeException refusal(String what, StatusRuntimeException e) {
    String text = String.valueOf(e.getStatus().getDescription());
    if (text.contains("mismatch cluster id")) {
      return PdMembers.foreign(
          "PD at " + String.join(", ", members.addresses()) + " says: " + text, e);
    }
    return new PdException(what, e.getStatus());
  }

  private ImportException unreachable(String what, Duration waited, RuntimeException last) {
    String addresses = String.join(", ", members.addresses());
    String tls = GrpcChannels.tlsTrouble(last);
    if (tls != null) {
      return new ImportException(
          ErrorCode.INVALID_TLS_CONFIG,
          "the TLS handshake with PD at " + addresses + " fails: " + tls,
          "check ca-path, cert-path and key-path in [security] and the name in PD's certificate",
          last);
    }
    if (last instanceof PdException refusal && refusal.type() == ErrorType.NOT_BOOTSTRAPPED) {
      return new ImportException(
          ErrorCode.CREATE_PD_CLIENT,
          "PD at " + addresses + " has no running cluster: " + last.getMessage(),
          "start at least one TiKV store",
          last);
    }
    return new ImportException(
        ErrorCode.CREATE_PD_CLIENT,
        "no PD member at "
            + addresses
            + " answered "
            + what
            + " for "
            + waited.toSeconds()
            + " s: "
            + text(last),
        "check tidb.pd-addr, that PD runs and can be reached from here, and [security] if the"
            + " cluster uses TLS",
        last);
  }
}
