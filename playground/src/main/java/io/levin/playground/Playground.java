package io.levin.playground;

import io.levin.playground.fault.FaultActions;
import io.levin.playground.fault.Faults;
import io.levin.playground.model.Peer;
import io.levin.playground.model.Region;
import io.levin.playground.model.Store;
import io.levin.playground.net.Connections;
import io.levin.playground.net.EventLoops;
import io.levin.playground.net.GrpcPort;
import io.levin.playground.pd.Members;
import io.levin.playground.pd.PdCluster;
import io.levin.playground.pd.PdServer;
import io.levin.playground.storage.Transactions;
import io.levin.playground.tidb.TidbServer;
import io.levin.playground.tidb.TidbServerOptions;
import io.levin.playground.tikv.ImportFiles;
import io.levin.playground.tikv.StoreServer;
import io.levin.playground.tikv.TikvCluster;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Executors;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;

/**
 * A running cluster: PD, TiKV and TiDB on ports of this machine. What a real cluster would suffer
 * can be done to it by the methods here and by {@link #faults()}. Thread-safe.
 */
public final class Playground implements AutoCloseable {
  /** How often TiKV removes import files whose region has moved on. */
  private static final long CLEAN_MINUTES = 10;

  /** Where TiDB's servers agree on the one that allocates ids for all. */
  private static final String AUTO_ID_LEADER = "tidb/autoid/leader/1";

  private final PlaygroundOptions options;
  private final Cluster cluster;
  private final EventLoops loops = new EventLoops();
  private final ScheduledExecutorService timer =
      Executors.newSingleThreadScheduledExecutor(
          task -> {
            Thread thread = new Thread(task, "playground-timer");
            thread.setDaemon(true);
            return thread;
          });
  private final Faults faults;
  private final PdCluster pd;
  private final ImportFiles files;
  private final List<PdServer> pdServers = new ArrayList<>();
  private final Map<Long, StoreServer> storeServers = new LinkedHashMap<>();
  private TidbServer tidb;
  private GrpcPort autoIds;

  private Playground(PlaygroundOptions options) {
    this.options = options;
    ClusterOptions made = options.cluster();
    this.cluster = Cluster.open(made);
    this.faults = new Faults(new FaultActions(new ClusterEvents(this)::named), options.faultSeed());
    Members members = new Members(made.pdMembers(), options.tls() != null, made.clock());
    this.pd =
        new PdCluster(
            cluster.clusterId(),
            made.version(),
            made.replicas(),
            made.clock(),
            cluster.stores(),
            cluster.regions(),
            cluster.pdView(),
            cluster.tso(),
            cluster.ids(),
            members);
    this.files = new ImportFiles(cluster.importDirectory());
  }

  /** Opens all ports; returns when the cluster serves. */
  public static Playground start(PlaygroundOptions options) {
    Playground playground = new Playground(options);
    try {
      playground.open();
      return playground;
    } catch (RuntimeException e) {
      playground.close();
      throw e;
    }
  }

  /** {@code host:port} of every PD member, the present leader first. */
  public List<String> pdAddresses() {
    List<String> all = new ArrayList<>(pd.members().addresses());
    all.add(0, all.remove(pd.members().leader()));
    return all;
  }

  /**
   * TiDB.
   *
   * @throws IllegalStateException if the playground was started without it
   */
  public TidbServer tidb() {
    if (tidb == null) {
      throw new IllegalStateException("the playground was started without TiDB");
    }
    return tidb;
  }

  /** The port of TiDB's MySQL protocol. */
  public int tidbPort() {
    return tidb().mysqlPort();
  }

  /** TiDB's status port. */
  public int statusPort() {
    return tidb().statusPort();
  }

  /** The cluster behind the ports. */
  public Cluster cluster() {
    return cluster;
  }

  /** What PD holds: schedulers, configuration, label rules, safe points, etcd. */
  public PdCluster pd() {
    return pd;
  }

  /** The faults in force. */
  public Faults faults() {
    return faults;
  }

  /**
   * Puts a fault in force, as the command line's {@code --fault} does: a rule of {@link Faults}, or
   * one for SQL, {@code SQL <regular expression> [at=after] [times=n] -> error=<code>[,text]},
   * {@code cut} or {@code delay=ms}.
   */
  public void inject(String rule) {
    if (SqlFaultRule.isOne(rule)) {
      SqlFaultRule.parse(rule).addTo(tidb().faults());
    } else {
      faults.inject(rule);
    }
  }

  /** The rules for SQL in force, and how often each has struck. */
  Map<String, Integer> sqlFaults() {
    return tidb == null ? Map.of() : tidb.faults().hits();
  }

  /** Takes all faults out of force, those of SQL too. */
  public void clearFaults() {
    faults.clear();
    if (tidb != null) {
      tidb.faults().clear();
    }
  }

  /** Files that were written to stores and not ingested. */
  public ImportFiles importFiles() {
    return files;
  }

  /** Lets a store die: its ports close, and other stores take over the lead of its regions. */
  public void stopStore(long storeId) {
    storeServers.get(storeId).stop();
    electLeaders();
  }

  /** Brings a store back at the same ports. */
  public void startStore(long storeId) {
    var address = cluster.store(storeId).address();
    storeServers
        .get(storeId)
        .start(
            port(cluster.store(storeId).isTiFlash() ? address.peerAddress() : address.address()),
            port(address.statusAddress()));
    electLeaders();
  }

  /** Brings a store back at other ports, as a container that was started anew. */
  public void startStoreElsewhere(long storeId) {
    storeServers.get(storeId).start(0, 0);
    electLeaders();
  }

  /** Lets another member of PD lead, after an election of the given length. */
  public void changePdLeader(long electionMillis) {
    pd.members().changeLeader(electionMillis);
  }

  /** Closes the ports of all PD members; what lives in their memory only is lost. */
  public void stopPd() {
    pdServers.forEach(PdServer::stop);
  }

  /**
   * Opens the ports of PD again.
   *
   * @param startingMillis how long nothing but GetMembers is served
   * @param leaderlessMillis how long after that PD knows no region's leader
   */
  public void startPd(long startingMillis, long leaderlessMillis) {
    pd.restart(startingMillis);
    cluster.pdView().forgetLeaders(startingMillis + leaderlessMillis);
    pdServers.forEach(server -> server.start(0));
  }

  /**
   * What was found wrong with what clients did so far, and what they left behind; empty when all is
   * well.
   */
  public List<String> problems() {
    List<String> problems = new ArrayList<>();
    cluster.panics().all().forEach(panic -> problems.add("panic: " + panic));
    problems.addAll(pd.leftovers());
    return problems;
  }

  /** Runs something after a while, unless the playground was closed before. */
  void later(long millis, Runnable action) {
    try {
      timer.schedule(() -> inBackground(action), millis, TimeUnit.MILLISECONDS);
    } catch (RejectedExecutionException e) {
      // The playground is closed: nothing is left to happen to.
    }
  }

  /** Runs something on a thread of its own: a call cannot close the port that it came through. */
  void inBackground(Runnable action) {
    try {
      loops.calls().execute(action);
    } catch (RejectedExecutionException e) {
      // As above.
    }
  }

  @Override
  public void close() {
    timer.shutdownNow();
    clearFaults();
    if (autoIds != null) {
      autoIds.close();
    }
    if (tidb != null) {
      tidb.close();
    }
    pdServers.forEach(PdServer::close);
    storeServers.values().forEach(StoreServer::close);
    loops.close();
    cluster.close();
  }

  private void open() {
    ClusterOptions made = options.cluster();
    for (int i = 0; i < made.pdMembers(); i++) {
      PdServer server = new PdServer(pd, i, faults, options.host(), options.tls(), loops);
      pdServers.add(server);
      server.start(options.pdPort() == 0 ? 0 : options.pdPort() + i);
    }
    TikvCluster tikv =
        new TikvCluster(
            made.version(),
            cluster.regions(),
            cluster.storage(),
            new Transactions(cluster.storage()),
            files,
            cluster.tso(),
            cluster.panics(),
            made.importModeMillis(),
            made.regionMaxBytes(),
            made.discardWrites());
    int number = 0;
    for (Store store : cluster.stores()) {
      StoreServer server =
          new StoreServer(tikv, store, faults, options.host(), options.tls(), loops);
      storeServers.put(store.id(), server);
      server.start(options.tikvPort() == 0 ? 0 : options.tikvPort() + number, 0);
      number++;
    }
    if (options.withTidb()) {
      tidb = new TidbServer(cluster, tidbOptions()).start();
      if (made.version().centralAutoIds()) {
        openAutoIds();
      }
    }
    timer.scheduleWithFixedDelay(
        () -> files.clean(cluster.regions()), CLEAN_MINUTES, CLEAN_MINUTES, TimeUnit.MINUTES);
    options.faults().forEach(this::inject);
  }

  private void openAutoIds() {
    autoIds =
        GrpcPort.open(
            options.host(),
            0,
            options.tls(),
            loops,
            new Connections(),
            List.of(tidb.autoIdService()));
    pd.etcd().put(AUTO_ID_LEADER, options.host() + ":" + autoIds.port());
  }

  private TidbServerOptions tidbOptions() {
    TidbServerOptions.Builder made =
        TidbServerOptions.builder()
            .host(options.host())
            .ports(options.tidbPort(), options.tidbStatusPort())
            .user("root", options.rootPassword())
            .newCollation(options.newCollation())
            .pdAddress(String.join(",", pdAddresses()));
    if (options.tls() != null) {
      made.tls(new TidbServerOptions.Tls(options.tls().certificate(), options.tls().key()), false);
    }
    return made.build();
  }

  /** A region is led by a store that lives while most of its voters live, else by none. */
  private void electLeaders() {
    for (Region region : cluster.regions().all()) {
      List<Peer> voters = region.peers().stream().filter(peer -> !peer.learner()).toList();
      List<Peer> alive =
          voters.stream().filter(peer -> cluster.store(peer.storeId()).alive()).toList();
      boolean quorum = alive.size() * 2 > voters.size();
      Peer leader = region.leader();
      boolean leads = leader != null && alive.contains(leader);
      if (quorum && !leads) {
        cluster.regions().transferLeader(region.id(), alive.get(0).storeId());
      } else if (!quorum && leader != null) {
        cluster.regions().transferLeader(region.id(), 0);
      }
    }
  }

  private static int port(String address) {
    return Integer.parseInt(address.substring(address.lastIndexOf(':') + 1));
  }
}
