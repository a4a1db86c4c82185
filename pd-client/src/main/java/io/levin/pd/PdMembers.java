package io.levin.pd;

import io.grpc.CallOptions;
import io.grpc.ManagedChannel;
import io.grpc.Status;
import io.grpc.StatusRuntimeException;
import io.levin.base.Cancellation;
import io.levin.base.ErrorCode;
import io.levin.base.ImportException;
import io.levin.proto.pdpb.GetMembersRequest;
import io.levin.proto.pdpb.GetMembersResponse;
import io.levin.proto.pdpb.Member;
import io.levin.proto.pdpb.PDGrpc;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.TimeUnit;
import java.util.stream.Collectors;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The members of PD and who of them leads. One channel a member, kept for the life of the client.
 * Thread-safe.
 */
final class PdMembers implements AutoCloseable {
  private static final Logger LOG = LoggerFactory.getLogger(PdMembers.class);
  private static final long LONGEST_ANSWER_MILLIS = 8000;

  /** The leading member at some moment. Compared by identity: a new discovery makes a new one. */
  static final class Leader {
    private final String url;
    private final ManagedChannel channel;

    Leader(String url, ManagedChannel channel) {
      this.url = url;
      this.channel = channel;
    }

    String url() {
      return url;
    }

    ManagedChannel channel() {
      return channel;
    }
  }

  private final List<String> configured;
  private final TlsFiles tls;
  private final PdOptions options;
  private final Map<String, ManagedChannel> channels = new ConcurrentHashMap<>();
  private final Object discovery = new Object();
  private volatile Leader leader;
  private volatile List<String> known = List.of();
  private volatile long clusterId;
  private volatile long discoveredAt;

  /** Guarded by {@link #discovery}. */
  private String lastNamed;

  /**
   * How long the next member may take to answer: twice as long after each round in which none
   * answered in time. A machine on which many processes start at once may take seconds, and to ask
   * again would begin from nothing. Guarded by {@link #discovery}.
   */
  private long answerMillis;

  PdMembers(List<String> addresses, TlsFiles tls, PdOptions options) {
    this.configured = addresses.stream().map(GrpcChannels::hostAndPort).distinct().toList();
    this.tls = tls;
    this.options = options;
    this.answerMillis = options.memberTimeout().toMillis();
  }

  long clusterId() {
    return clusterId;
  }

  List<String> configured() {
    return configured;
  }

  /** All members, the last known leader first. */
  List<String> addresses() {
    Set<String> all = new LinkedHashSet<>();
    Leader last = leader;
    if (last != null) {
      all.add(last.url());
    }
    all.addAll(known);
    all.addAll(configured);
    return List.copyOf(all);
  }

  /**
   * The leader, discovered anew when it is suspected or the knowledge is old.
   *
   * @throws StatusRuntimeException with UNAVAILABLE when no member names a leader now
   */
  Leader leader(Cancellation cancellation) {
    Leader now = leader;
    if (now != null && isFresh()) {
      return now;
    }
    synchronized (discovery) {
      // Whoever waited for this lock may find that the one before has asked around.
      now = leader;
      return now != null && isFresh() ? now : discover(cancellation);
    }
  }

  private boolean isFresh() {
    return System.nanoTime() - discoveredAt < options.memberRefresh().toNanos();
  }

  /** Makes the next {@link #leader} ask around, unless somebody has done so since. */
  void suspect(Leader suspected) {
    synchronized (discovery) {
      if (leader == suspected) {
        leader = null;
      }
    }
    // Without this the channel would sit out a back-off of up to two minutes.
    suspected.channel().resetConnectBackoff();
  }

  private Leader discover(Cancellation cancellation) {
    List<String> failures = new ArrayList<>();
    Throwable cause = null;
    Leader before = leader;
    boolean first = clusterId == 0;
    Leader found = null;
    boolean silent = true;
    for (String address : addresses()) {
      if (found != null && !(first && configured.contains(address))) {
        // At the start all configured members must agree; later the first answer will do.
        continue;
      }
      try {
        GetMembersResponse answer = ask(address, cancellation);
        silent = false;
        checkCluster(address, answer);
        if (found == null && answer.hasLeader() && answer.getLeader().getClientUrlsCount() > 0) {
          found = adopt(answer, before);
        } else if (found == null) {
          failures.add(address + ": names no leader " + answer.getHeader().getError().getMessage());
        }
      } catch (StatusRuntimeException e) {
        channel(address).resetConnectBackoff();
        silent &= e.getStatus().getCode() == Status.Code.DEADLINE_EXCEEDED;
        failures.add(address + ": " + GrpcChannels.describe(e.getStatus()));
        // Of several the one that says most.
        cause = cause == null || GrpcChannels.isRefused(cause) ? e : cause;
      }
    }
    answerMillis =
        silent
            ? Math.min(answerMillis * 2, LONGEST_ANSWER_MILLIS)
            : options.memberTimeout().toMillis();
    if (found == null) {
      throw Status.UNAVAILABLE
          .withDescription("no PD member names a leader (" + String.join("; ", failures) + ")")
          .withCause(cause)
          .asRuntimeException();
    }
    leader = found;
    discoveredAt = System.nanoTime();
    return found;
  }

  private Leader adopt(GetMembersResponse answer, Leader before) {
    known =
        answer.getMembersList().stream()
            .map(Member::getClientUrlsList)
            .filter(urls -> !urls.isEmpty())
            .map(urls -> GrpcChannels.hostAndPort(urls.get(0)))
            .collect(Collectors.toUnmodifiableList());
    String url = GrpcChannels.hostAndPort(answer.getLeader().getClientUrls(0));
    if (before != null && before.url().equals(url)) {
      return before;
    }
    // A dead leader is named until its lease is over, and asked for several times a second.
    if (!url.equals(lastNamed)) {
      lastNamed = url;
      LOG.info("PD leader is {} at {}", answer.getLeader().getName(), url);
    }
    return new Leader(url, channel(url));
  }

  private GetMembersResponse ask(String address, Cancellation cancellation) {
    return BlockingCall.unary(
        channel(address),
        PDGrpc.getGetMembersMethod(),
        CallOptions.DEFAULT.withDeadlineAfter(answerMillis, TimeUnit.MILLISECONDS),
        GetMembersRequest.getDefaultInstance(),
        cancellation);
  }

  private void checkCluster(String address, GetMembersResponse answer) {
    long id = answer.getHeader().getClusterId();
    if (id == 0) {
      return;
    }
    if (clusterId == 0) {
      clusterId = id;
    } else if (clusterId != id) {
      throw foreign(
          "PD at "
              + address
              + " belongs to cluster "
              + Long.toUnsignedString(id)
              + ", the others to "
              + Long.toUnsignedString(clusterId),
          null);
    }
  }

  /** The error for a PD of another cluster. */
  static ImportException foreign(String problem, Throwable cause) {
    return new ImportException(
        ErrorCode.CHECK_SAME_CLUSTER,
        problem,
        "check that all addresses in tidb.pd-addr belong to the target cluster",
        cause);
  }

  private ManagedChannel channel(String address) {
    return channels.computeIfAbsent(
        address,
        a -> GrpcChannels.builder(a, tls, Duration.ofSeconds(10), Duration.ofSeconds(3)).build());
  }

  @Override
  public void close() {
    channels.values().forEach(ManagedChannel::shutdownNow);
  }
}
