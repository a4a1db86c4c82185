package io.levin.playground.pd;

import com.google.protobuf.ByteString;
import io.levin.base.Clock;
import io.levin.playground.model.Region;
import io.levin.proto.mvccpb.KeyValue;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.NavigableMap;
import java.util.TreeMap;

/** Keys, values and leases; expired leases take their keys with them. Thread-safe. */
public final class Etcd {
  private static final long MIN_TTL_SECONDS = 5;

  private final Clock clock;
  private final TreeMap<ByteString, KeyValue> keys = new TreeMap<>(Region.KEY_ORDER);
  private final Map<Long, Lease> leases = new HashMap<>();
  private long revision = 1;
  private long lastLease = 7_587_000_000_000_000_000L;

  private record Lease(long ttlSeconds, long untilMillis) {}

  Etcd(Clock clock) {
    this.clock = clock;
  }

  /** The keys in a range: one key when the end is empty, all from the key on when it is a zero. */
  public synchronized List<KeyValue> range(ByteString key, ByteString end) {
    expire();
    return List.copyOf(view(key, end).values());
  }

  /** Sets a key without lease; for tests. */
  public synchronized void put(String key, String value) {
    put(ByteString.copyFromUtf8(key), ByteString.copyFromUtf8(value), 0);
  }

  /** Removes a key; for tests. */
  public synchronized void remove(String key) {
    delete(ByteString.copyFromUtf8(key), ByteString.EMPTY);
  }

  /**
   * Sets a key.
   *
   * @param lease 0 for none; ask {@link #hasLease} first
   * @return what was there before, or null
   */
  synchronized KeyValue put(ByteString key, ByteString value, long lease) {
    expire();
    revision++;
    KeyValue old = keys.get(key);
    keys.put(
        key,
        KeyValue.newBuilder()
            .setKey(key)
            .setValue(value)
            .setLease(lease)
            .setCreateRevision(old == null ? revision : old.getCreateRevision())
            .setModRevision(revision)
            .setVersion(old == null ? 1 : old.getVersion() + 1)
            .build());
    return old;
  }

  synchronized int delete(ByteString key, ByteString end) {
    expire();
    List<ByteString> gone = new ArrayList<>(view(key, end).keySet());
    if (!gone.isEmpty()) {
      revision++;
    }
    gone.forEach(keys::remove);
    return gone.size();
  }

  synchronized long revision() {
    return revision;
  }

  synchronized boolean hasLease(long id) {
    expire();
    return id == 0 || leases.containsKey(id);
  }

  /** Grants a lease; returns its id. */
  synchronized long grant(long wantedId, long ttlSeconds) {
    long id = wantedId == 0 ? ++lastLease : wantedId;
    long ttl = Math.max(MIN_TTL_SECONDS, ttlSeconds);
    leases.put(id, new Lease(ttl, clock.millis() + ttl * 1000));
    return id;
  }

  /** The life time a lease was granted; 0 when it is gone. */
  synchronized long grantedTtl(long id) {
    expire();
    Lease lease = leases.get(id);
    return lease == null ? 0 : lease.ttlSeconds();
  }

  /** The seconds a lease still lives; -1 when it is gone. */
  synchronized long remainingTtl(long id) {
    expire();
    Lease lease = leases.get(id);
    return lease == null ? -1 : (lease.untilMillis() - clock.millis() + 999) / 1000;
  }

  /** Lets a lease live on from now; returns its life time, 0 when it is gone. */
  synchronized long keepAlive(long id) {
    long ttl = grantedTtl(id);
    if (ttl > 0) {
      leases.put(id, new Lease(ttl, clock.millis() + ttl * 1000));
    }
    return ttl;
  }

  synchronized void revoke(long id) {
    leases.remove(id);
    dropKeysOf(id);
  }

  /** Leases that live. */
  public synchronized List<Long> leases() {
    expire();
    return List.copyOf(leases.keySet());
  }

  synchronized List<ByteString> keysOf(long lease) {
    return keys.values().stream()
        .filter(kv -> kv.getLease() == lease)
        .map(KeyValue::getKey)
        .toList();
  }

  private NavigableMap<ByteString, KeyValue> view(ByteString key, ByteString end) {
    if (end.isEmpty()) {
      return keys.subMap(key, true, key, true);
    }
    boolean toTheEnd = end.size() == 1 && end.byteAt(0) == 0;
    if (toTheEnd) {
      return keys.tailMap(key, true);
    }
    return Region.KEY_ORDER.compare(key, end) >= 0
        ? new TreeMap<>()
        : keys.subMap(key, true, end, false);
  }

  private void expire() {
    long now = clock.millis();
    List<Long> dead = new ArrayList<>();
    leases.forEach(
        (id, lease) -> {
          if (lease.untilMillis() <= now) {
            dead.add(id);
          }
        });
    for (long id : dead) {
      leases.remove(id);
      dropKeysOf(id);
    }
  }

  private void dropKeysOf(long lease) {
    if (lease != 0 && keys.values().removeIf(kv -> kv.getLease() == lease)) {
      revision++;
    }
  }
}
