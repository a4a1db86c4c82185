package io.levin.playground;

import io.levin.playground.net.ServerTls;
import java.util.List;

/**
 * How a playground is started.
 *
 * @param cluster what the cluster is made of
 * @param host address that all ports listen on
 * @param pdPort port of the first PD member, the others follow; 0 for any
 * @param tikvPort port of the first store, the others follow; 0 for any
 * @param tidbPort port for SQL; 0 for any
 * @param tidbStatusPort port of TiDB's HTTP; 0 for any
 * @param withTidb false to leave TiDB out
 * @param newCollation whether TiDB uses the new collations
 * @param rootPassword password of TiDB's user root
 * @param tls certificates of all ports but TiDB's SQL; null for plain text
 * @param faults rules to start with, see {@link io.levin.playground.fault.Faults}
 * @param faultSeed of the dice for rules with a probability
 */
public record PlaygroundOptions(
    ClusterOptions cluster,
    String host,
    int pdPort,
    int tikvPort,
    int tidbPort,
    int tidbStatusPort,
    boolean withTidb,
    boolean newCollation,
    String rootPassword,
    ServerTls tls,
    List<String> faults,
    long faultSeed) {

  /** Takes a copy of the rules. */
  public PlaygroundOptions {
    faults = List.copyOf(faults);
  }

  /** Free ports on the loopback address, the default cluster, no faults. */
  public static PlaygroundOptions defaults() {
    return builder().build();
  }

  /** Starts from {@link #defaults()}. */
  public static Builder builder() {
    return new Builder();
  }

  /** Collects what differs from the defaults. Not thread-safe. */
  public static final class Builder {
    private ClusterOptions cluster = ClusterOptions.defaults();
    private String host = "127.0.0.1";
    private int pdPort;
    private int tikvPort;
    private int tidbPort;
    private int tidbStatusPort;
    private boolean withTidb = true;
    private Boolean newCollation;
    private String rootPassword = "";
    private ServerTls tls;
    private List<String> faults = List.of();
    private long faultSeed = 1;

    private Builder() {}

    /** What the cluster is made of. */
    public Builder cluster(ClusterOptions options) {
      cluster = options;
      return this;
    }

    /** Address that all ports listen on. */
    public Builder host(String address) {
      host = address;
      return this;
    }

    /** Port of the first PD member; 0 for any. */
    public Builder pdPort(int port) {
      pdPort = port;
      return this;
    }

    /** Port of the first store; 0 for any. */
    public Builder tikvPort(int port) {
      tikvPort = port;
      return this;
    }

    /** TiDB's ports; 0 for any. */
    public Builder tidbPorts(int sql, int status) {
      tidbPort = sql;
      tidbStatusPort = status;
      return this;
    }

    /** Leaves TiDB out. */
    public Builder withoutTidb() {
      withTidb = false;
      return this;
    }

    /** Whether TiDB uses the new collations; without this as a new one of its version does. */
    public Builder newCollation(boolean on) {
      newCollation = on;
      return this;
    }

    /** Password of TiDB's user root. */
    public Builder rootPassword(String password) {
      rootPassword = password;
      return this;
    }

    /** Certificates; null for plain text. */
    public Builder tls(ServerTls files) {
      tls = files;
      return this;
    }

    /** Rules to start with. */
    public Builder faults(List<String> rules, long seed) {
      faults = rules;
      faultSeed = seed;
      return this;
    }

    /** The options. */
    public PlaygroundOptions build() {
      return new PlaygroundOptions(
          cluster,
          host,
          pdPort,
          tikvPort,
          tidbPort,
          tidbStatusPort,
          withTidb,
          newCollation == null ? cluster.version().newCollationByDefault() : newCollation,
          rootPassword,
          tls,
          faults,
          faultSeed);
    }
  }
}
