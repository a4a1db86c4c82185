package io.levin.playground;

import io.levin.base.Clock;
import io.levin.playground.model.ClusterVersion;
import java.nio.file.Path;

/**
 * What a cluster is made of.
 *
 * @param version what it claims to be and behaves like
 * @param stores number of TiKV stores
 * @param replicas voters of each region; at most the number of stores
 * @param tiflashStores number of TiFlash stores, each with a learner of every region
 * @param pdMembers number of PD members
 * @param heartbeatMillis how long PD takes to hear of a change of regions
 * @param importModeMillis how long import mode lasts unless refreshed
 * @param regionMaxBytes ingested bytes at which a region splits by itself; 0 for never
 * @param discardWrites true for a null cluster, which drops the pairs that it is sent
 * @param directory where its files go; null for a temporary one that goes with it
 * @param clock the time
 */
public record ClusterOptions(
    ClusterVersion version,
    int stores,
    int replicas,
    int tiflashStores,
    int pdMembers,
    long heartbeatMillis,
    long importModeMillis,
    long regionMaxBytes,
    boolean discardWrites,
    Path directory,
    Clock clock) {

  /** Checks the numbers. */
  public ClusterOptions {
    if (stores < 1 || replicas < 1 || replicas > stores || tiflashStores < 0 || pdMembers < 1) {
      throw new IllegalArgumentException(
          "a cluster needs at least one store and PD member, and no more replicas than stores");
    }
  }

  /** Version 8.5.0, three stores, three replicas, one PD member, a temporary directory. */
  public static ClusterOptions defaults() {
    return builder().build();
  }

  /** Starts from {@link #defaults()}. */
  public static Builder builder() {
    return new Builder();
  }

  /** Collects what differs from the defaults. Not thread-safe. */
  public static final class Builder {
    private ClusterVersion version = new ClusterVersion(8, 5, 0);
    private int stores = 3;
    private int replicas = 3;
    private int tiflashStores;
    private int pdMembers = 1;
    private long heartbeatMillis = 5;
    private long importModeMillis = 600_000;
    private long regionMaxBytes;
    private boolean discardWrites;
    private Path directory;
    private Clock clock = Clock.system();

    private Builder() {}

    /** What it claims to be, such as {@code 8.5.0}. */
    public Builder version(String text) {
      version = ClusterVersion.parse(text);
      return this;
    }

    /** Number of TiKV stores, and of voters of each region. */
    public Builder stores(int count, int replicaCount) {
      stores = count;
      replicas = replicaCount;
      return this;
    }

    /** Number of TiFlash stores. */
    public Builder tiflashStores(int count) {
      tiflashStores = count;
      return this;
    }

    /** Number of PD members. */
    public Builder pdMembers(int count) {
      pdMembers = count;
      return this;
    }

    /** How long PD takes to hear of a change. */
    public Builder heartbeatMillis(long millis) {
      heartbeatMillis = millis;
      return this;
    }

    /** How long import mode lasts unless refreshed. */
    public Builder importModeMillis(long millis) {
      importModeMillis = millis;
      return this;
    }

    /** Ingested bytes at which a region splits by itself; 0 for never. */
    public Builder regionMaxBytes(long bytes) {
      regionMaxBytes = bytes;
      return this;
    }

    /** A null cluster, which drops the pairs that it is sent. */
    public Builder discardWrites(boolean discard) {
      discardWrites = discard;
      return this;
    }

    /** Where its files go; null for a temporary directory. */
    public Builder directory(Path path) {
      directory = path;
      return this;
    }

    /** The time. */
    public Builder clock(Clock other) {
      clock = other;
      return this;
    }

    /** The options. */
    public ClusterOptions build() {
      return new ClusterOptions(
          version,
          stores,
          replicas,
          tiflashStores,
          pdMembers,
          heartbeatMillis,
          importModeMillis,
          regionMaxBytes,
          discardWrites,
          directory,
          clock);
    }
  }
}
