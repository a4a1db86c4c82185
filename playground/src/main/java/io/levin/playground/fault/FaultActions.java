package io.levin.playground.fault;

import com.google.protobuf.ByteString;
import io.grpc.Status;
import io.levin.playground.fault.FaultAction.AnswerHeaderError;
import io.levin.playground.fault.FaultAction.AnswerRegionError;
import io.levin.playground.fault.FaultAction.AnswerWith;
import io.levin.playground.fault.FaultAction.CloseConnection;
import io.levin.playground.fault.FaultAction.ClusterEvent;
import io.levin.playground.fault.FaultAction.CorruptScan;
import io.levin.playground.fault.FaultAction.Delay;
import io.levin.playground.fault.FaultAction.Fail;
import io.levin.playground.fault.FaultAction.GoAway;
import io.levin.playground.fault.FaultAction.Happen;
import io.levin.playground.fault.FaultAction.Reset;
import io.levin.playground.fault.FaultAction.ScanCorruption;
import io.levin.proto.coprocessor.Response;
import io.levin.proto.kvrpcpb.LockInfo;
import io.levin.proto.pdpb.ErrorType;

/**
 * What the names of actions in a rule mean:
 *
 * <ul>
 *   <li>an error in TiKV's answer: {@code not-leader}, {@code epoch-not-match}, {@code
 *       region-not-found}, {@code key-not-in-region}, {@code busy[=backoff ms]}, {@code
 *       stale-command}, {@code store-not-match}, {@code raft-entry-too-large}, {@code
 *       max-timestamp-not-synced}, {@code read-index-not-ready}, {@code merging}, {@code
 *       data-is-not-ready}, {@code region-not-initialized}, {@code disk-full}, {@code recovery},
 *       {@code flashback}, {@code flashback-not-prepared}, {@code is-witness}, {@code
 *       mismatch-peer-id}, {@code bucket-version}, {@code undetermined}, {@code proposal-dropped},
 *       {@code file-conflict}, {@code message=text};
 *   <li>of the coprocessor only: {@code locked}, {@code other-error[=text]};
 *   <li>an error in PD's answer: {@code header=TYPE,text}; a list of regions (of a scan or a split)
 *       that is wrong: {@code hole}, {@code overlap}, {@code leaderless}, {@code empty} (with
 *       {@code at=reply});
 *   <li>a status: {@code status=CODE,text}, {@code unavailable}, {@code unimplemented}, {@code
 *       disk-space} ({@code DiskSpaceNotEnough});
 *   <li>the connection: {@code reset}, {@code goaway}, {@code close};
 *   <li>time: {@code delay=ms}, {@code stall} (until the rule is removed);
 *   <li>the cluster, after which the call goes on: whatever the {@link Events} know.
 * </ul>
 */
public final class FaultActions {
  private final Events events;

  /** What can happen to a cluster, by name. */
  @FunctionalInterface
  public interface Events {
    /** The event with this name, or null when there is none. */
    ClusterEvent named(String name, String argument);
  }

  /** Actions with the given events. */
  public FaultActions(Events events) {
    this.events = events;
  }

  FaultAction parse(String rule, String text) {
    int equals = text.indexOf('=');
    String name = equals < 0 ? text : text.substring(0, equals);
    String argument = equals < 0 ? "" : text.substring(equals + 1);
    FaultAction plain = plain(rule, name, argument);
    if (plain != null) {
      return plain;
    }
    if (RegionErrors.named(name, argument, 0, 0) != null) {
      return new AnswerRegionError(
          (region, store) -> RegionErrors.named(name, argument, region, store));
    }
    ClusterEvent event = events.named(name, argument);
    if (event == null) {
      throw new FaultSyntaxException(rule, "unknown action " + name);
    }
    return new Happen(event);
  }

  private static FaultAction plain(String rule, String name, String argument) {
    return switch (name) {
      case "status" -> new Fail(status(rule, argument));
      case "unavailable" ->
          new Fail(Status.UNAVAILABLE.withDescription(orElse(argument, "injected fault")));
      case "unimplemented" ->
          new Fail(Status.UNIMPLEMENTED.withDescription(orElse(argument, "unknown method")));
      case "disk-space" ->
          new Fail(Status.UNKNOWN.withDescription("DiskSpaceNotEnough(\"injected fault\")"));
      case "header" -> header(rule, argument);
      case "locked" -> new AnswerWith(locked());
      case "other-error" ->
          new AnswerWith(
              Response.newBuilder().setOtherError(orElse(argument, "injected fault")).build());
      case "hole" -> new CorruptScan(ScanCorruption.HOLE);
      case "overlap" -> new CorruptScan(ScanCorruption.OVERLAP);
      case "leaderless" -> new CorruptScan(ScanCorruption.LEADERLESS);
      case "empty" -> new CorruptScan(ScanCorruption.EMPTY);
      case "reset" -> new Reset();
      case "goaway" -> new GoAway();
      case "close" -> new CloseConnection();
      case "delay" -> new Delay(Long.parseLong(argument));
      case "stall" -> new Delay(Long.MAX_VALUE);
      default -> null;
    };
  }

  private static Status status(String rule, String argument) {
    String[] parts = argument.split(",", 2);
    try {
      Status status = Status.fromCode(Status.Code.valueOf(parts[0]));
      return status.withDescription(parts.length > 1 ? parts[1] : "injected fault");
    } catch (IllegalArgumentException e) {
      throw new FaultSyntaxException(rule, "unknown status code " + parts[0]);
    }
  }

  private static FaultAction header(String rule, String argument) {
    String[] parts = argument.split(",", 2);
    try {
      return new AnswerHeaderError(
          ErrorType.valueOf(parts[0]), parts.length > 1 ? parts[1] : "injected fault");
    } catch (IllegalArgumentException e) {
      throw new FaultSyntaxException(rule, "unknown type of PD error " + parts[0]);
    }
  }

  /** A coprocessor's answer that a young transaction is in the way. */
  private static Response locked() {
    ByteString key = ByteString.copyFromUtf8("injected");
    return Response.newBuilder()
        .setLocked(
            LockInfo.newBuilder()
                .setPrimaryLock(key)
                .setKey(key)
                .setLockVersion(1)
                .setLockTtl(3000))
        .build();
  }

  private static String orElse(String text, String otherwise) {
    return text.isEmpty() ? otherwise : text;
  }
}
