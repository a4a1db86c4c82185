package io.levin.playground.pd;

import io.levin.base.Clock;
import io.levin.playground.model.ClusterVersion;
import io.levin.playground.model.Ids;
import io.levin.playground.model.PdView;
import io.levin.playground.model.Regions;
import io.levin.playground.model.Store;
import io.levin.playground.model.Tso;
import java.util.ArrayList;
import java.util.List;

/** What all members of PD share. Thread-safe. */
public final class PdCluster {
  private final ClusterVersion version;
  private final int replicas;
  private final Clock clock;
  private final List<Store> stores;
  private final Regions regions;
  private final PdView view;
  private final Tso tso;
  private final Ids ids;
  private final Members members;
  private final Etcd etcd;
  private final Schedulers schedulers;
  private final ScheduleConfig config;
  private final LabelRules labelRules;
  private final SafePoints safePoints;
  private final Operators operators;
  private volatile long answeredClusterId;

  /** PD over the given model. */
  public PdCluster(
      long clusterId,
      ClusterVersion version,
      int replicas,
      Clock clock,
      List<Store> stores,
      Regions regions,
      PdView view,
      Tso tso,
      Ids ids,
      Members members) {
    this.answeredClusterId = clusterId;
    this.version = version;
    this.replicas = replicas;
    this.clock = clock;
    this.stores = List.copyOf(stores);
    this.regions = regions;
    this.view = view;
    this.tso = tso;
    this.ids = ids;
    this.members = members;
    this.etcd = new Etcd(clock);
    List<String> names =
        new ArrayList<>(
            List.of(
                "balance-region-scheduler",
                "balance-leader-scheduler",
                "balance-hot-region-scheduler"));
    if (version.atLeast(8, 5, 0)) {
      names.add("evict-slow-store-scheduler");
    }
    this.schedulers = new Schedulers(clock, members, names);
    this.config = new ScheduleConfig(etcd, version);
    this.labelRules = new LabelRules(clock, version.labelTtl());
    this.safePoints = new SafePoints(clock);
    this.operators = new Operators(clock, regions);
  }

  /** The members. */
  public Members members() {
    return members;
  }

  /** The schedulers. */
  public Schedulers schedulers() {
    return schedulers;
  }

  /** The schedule configuration. */
  public ScheduleConfig config() {
    return config;
  }

  /** The label rules. */
  public LabelRules labelRules() {
    return labelRules;
  }

  /** The service safe points. */
  public SafePoints safePoints() {
    return safePoints;
  }

  /** The operators. */
  public Operators operators() {
    return operators;
  }

  /** The keys and leases. */
  public Etcd etcd() {
    return etcd;
  }

  /** Lets all members answer with another cluster id, as a PD that was set up anew does. */
  public void changeClusterId(long id) {
    answeredClusterId = id;
  }

  /** Starts all members anew; see {@link Members}. */
  public void restart(long startingMillis) {
    members.restart(startingMillis);
  }

  /**
   * What an import should not leave behind: pauses, overrides, label rules, service safe points,
   * leases, stores in import mode. Empty when all is as it was.
   */
  public List<String> leftovers() {
    List<String> found = new ArrayList<>();
    schedulers.paused().forEach(pause -> found.add("scheduler paused: " + pause.name()));
    config.overrides().forEach(name -> found.add("config overridden: " + name));
    labelRules.all().forEach(rule -> found.add("label rule: " + rule.path("id").asText()));
    safePoints.all().keySet().stream()
        .filter(service -> !service.equals("gc_worker"))
        .forEach(service -> found.add("service safe point: " + service));
    etcd.leases().forEach(lease -> found.add("lease: " + lease));
    stores.stream()
        .filter(Store::importMode)
        .forEach(store -> found.add("store in import mode: " + store.id()));
    return found;
  }

  long clusterId() {
    return answeredClusterId;
  }

  ClusterVersion version() {
    return version;
  }

  int replicas() {
    return replicas;
  }

  Clock clock() {
    return clock;
  }

  List<Store> stores() {
    return stores;
  }

  Regions regions() {
    return regions;
  }

  PdView view() {
    return view;
  }

  Tso tso() {
    return tso;
  }

  Ids ids() {
    return ids;
  }
}
