package io.levin.playground.pd;

import io.levin.base.Clock;
import io.levin.proto.pdpb.Member;
import java.util.ArrayList;
import java.util.List;

/** The members of PD and which of them leads. Thread-safe. */
public final class Members {
  private final Clock clock;
  private final boolean tls;
  private final List<String> addresses = new ArrayList<>();
  private final List<Runnable> listeners = new ArrayList<>();
  private int leader;
  private long term = 1;
  private long electedAt;
  private long startedAt;

  /** Members without addresses yet; the first one leads. */
  public Members(int count, boolean tls, Clock clock) {
    this.clock = clock;
    this.tls = tls;
    for (int i = 0; i < count; i++) {
      addresses.add("");
    }
  }

  /** Number of members. */
  public synchronized int count() {
    return addresses.size();
  }

  /** {@code host:port} of every member. */
  public synchronized List<String> addresses() {
    return List.copyOf(addresses);
  }

  synchronized void setAddress(int member, String address) {
    addresses.set(member, address);
  }

  /** Which member leads, or would if the election were over. */
  public synchronized int leader() {
    return leader;
  }

  /** Grows with every change of the leader; a stream that began in another term is stale. */
  synchronized long term() {
    return term;
  }

  /** True when this member may serve as the leader now. */
  synchronized boolean isLeader(int member) {
    return member == leader && clock.millis() >= electedAt;
  }

  /** True while the members start and serve nothing but GetMembers. */
  synchronized boolean isStarting() {
    return clock.millis() < startedAt;
  }

  /**
   * Lets the next member lead; what the old leader held in memory only is lost.
   *
   * @param electionMillis how long there is no leader
   */
  public void changeLeader(long electionMillis) {
    List<Runnable> toTell;
    synchronized (this) {
      leader = (leader + 1) % addresses.size();
      term++;
      electedAt = clock.millis() + electionMillis;
      toTell = List.copyOf(listeners);
    }
    toTell.forEach(Runnable::run);
  }

  /** Starts all members anew: nothing is served for a while, then the same member leads. */
  void restart(long startingMillis) {
    List<Runnable> toTell;
    synchronized (this) {
      term++;
      startedAt = clock.millis() + startingMillis;
      electedAt = startedAt;
      toTell = List.copyOf(listeners);
    }
    toTell.forEach(Runnable::run);
  }

  /** Tells when the leader changed or restarted. */
  synchronized void onLeaderChange(Runnable listener) {
    listeners.add(listener);
  }

  /** The leader in PD's messages, or null during an election. */
  synchronized Member leaderMember() {
    return clock.millis() < electedAt ? null : members().get(leader);
  }

  /** All members in PD's messages. */
  synchronized List<Member> members() {
    List<Member> members = new ArrayList<>();
    for (int i = 0; i < addresses.size(); i++) {
      String url = url(i);
      members.add(
          Member.newBuilder()
              .setName("pd-" + i)
              .setMemberId(i + 1)
              .addClientUrls(url)
              .addPeerUrls(url)
              .build());
    }
    return members;
  }

  /** The client URL of a member. */
  synchronized String url(int member) {
    return (tls ? "https://" : "http://") + addresses.get(member);
  }
}
