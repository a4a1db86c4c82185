package io.levin.playground;

import com.google.protobuf.ByteString;
import io.levin.base.KvChecksum;
import io.levin.playground.model.Ids;
import io.levin.playground.model.Panics;
import io.levin.playground.model.PdView;
import io.levin.playground.model.Region;
import io.levin.playground.model.Regions;
import io.levin.playground.model.Store;
import io.levin.playground.model.Tso;
import io.levin.playground.storage.EngineKey;
import io.levin.playground.storage.MvccStore;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ThreadLocalRandom;
import java.util.stream.Stream;

/**
 * The cluster without its network: regions, stores, timestamps and data. The servers of PD, TiKV
 * and TiDB stand around it, and tests look into it. Thread-safe.
 */
public final class Cluster implements AutoCloseable {
  private static final byte[] EMPTY = new byte[0];
  private static final String MARKER = "levin-playground.txt";

  private final ClusterOptions options;
  private final long clusterId;
  private final Path directory;
  private final Ids ids = new Ids();
  private final Tso tso;
  private final Map<Long, Store> stores = new LinkedHashMap<>();
  private final Regions regions;
  private final PdView pdView;
  private final MvccStore storage;
  private final Panics panics;
  private final ClusterReader reader;
  private final ClusterWriter writer;

  private Cluster(ClusterOptions options, Path directory) {
    this.options = options;
    this.directory = directory;
    this.clusterId = ThreadLocalRandom.current().nextLong(1L << 60, 1L << 62);
    this.tso = new Tso(options.clock());
    this.panics = new Panics(text -> {});
    List<Long> voters = new ArrayList<>();
    List<Long> learners = new ArrayList<>();
    List<Long> spare = new ArrayList<>();
    for (int i = 0; i < options.stores(); i++) {
      (i < options.replicas() ? voters : spare).add(ids.next());
    }
    for (int i = 0; i < options.tiflashStores(); i++) {
      learners.add(ids.next());
    }
    this.regions = new Regions(ids, voters, learners);
    this.pdView = new PdView(regions, options.clock(), options.heartbeatMillis());
    for (List<Long> tikv : List.of(voters, spare)) {
      tikv.forEach(id -> stores.put(id, new Store(id, Map.of(), regions, options.clock())));
    }
    learners.forEach(
        id -> stores.put(id, new Store(id, Map.of("engine", "tiflash"), regions, options.clock())));
    this.storage = new MvccStore(directory.resolve("data"));
    this.reader = new ClusterReader(storage);
    this.writer = new ClusterWriter(storage, tso);
  }

  /** A fresh, empty cluster. */
  public static Cluster open(ClusterOptions options) {
    try {
      Path directory =
          options.directory() == null
              ? Files.createTempDirectory("levin-playground-")
              : Files.createDirectories(options.directory());
      claim(directory);
      deleteTree(directory.resolve("data"));
      deleteTree(directory.resolve("import"));
      Files.createDirectories(directory.resolve("data"));
      Files.createDirectories(directory.resolve("import"));
      return new Cluster(options, directory);
    } catch (IOException e) {
      throw new UncheckedIOException(
          "cannot create the playground's directory " + options.directory(), e);
    }
  }

  /** A directory with files of somebody else is left alone. */
  private static void claim(Path directory) throws IOException {
    Path marker = directory.resolve(MARKER);
    if (Files.exists(marker)) {
      return;
    }
    try (Stream<Path> content = Files.list(directory)) {
      if (content.findAny().isPresent()) {
        throw new IllegalArgumentException(
            directory + " is not empty and not a playground's; name an empty directory");
      }
    }
    Files.writeString(marker, "The files here are a playground's. It starts with none of them.\n");
  }

  /** What it was made of. */
  public ClusterOptions options() {
    return options;
  }

  /** The id that every PD member answers with. */
  public long clusterId() {
    return clusterId;
  }

  /** The timestamp oracle. */
  public Tso tso() {
    return tso;
  }

  /** A fresh timestamp, above all earlier ones. */
  public long newTimestamp() {
    return tso.next();
  }

  /** PD's allocator of ids. */
  public Ids ids() {
    return ids;
  }

  /** All stores in the order of their ids. */
  public List<Store> stores() {
    return List.copyOf(stores.values());
  }

  /**
   * A store.
   *
   * @throws IllegalArgumentException if there is none with this id
   */
  public Store store(long id) {
    Store store = stores.get(id);
    if (store == null) {
      throw new IllegalArgumentException("no store " + id);
    }
    return store;
  }

  /** The regions as they are. */
  public Regions regions() {
    return regions;
  }

  /** The regions as PD sees them. */
  public PdView pdView() {
    return pdView;
  }

  /** The data. */
  public MvccStore storage() {
    return storage;
  }

  /** Reads what is visible. */
  public ClusterReader reader() {
    return reader;
  }

  /** Writes as a transaction does. */
  public ClusterWriter writer() {
    return writer;
  }

  /** What a client did to the cluster's harm. */
  public Panics panics() {
    return panics;
  }

  /** The plain checksum of what is visible in a range of raw keys. */
  public KvChecksum checksum(byte[] startRaw, byte[] endRaw, long ts) {
    return reader.checksum(startRaw, endRaw, ts);
  }

  /** The region of a raw key. */
  public Region regionOf(byte[] rawKey) {
    return regions.at(encoded(rawKey));
  }

  /**
   * Lets a region begin at a raw key, as TiDB does for each new table. Nothing happens when one
   * does already.
   *
   * @return the region that begins there
   */
  public Region splitTable(byte[] startRaw) {
    return split(startRaw);
  }

  /** Splits at a raw key, whoever wants it; returns the region that begins there. */
  public Region split(byte[] rawKey) {
    ByteString key = encoded(rawKey);
    Region region = regions.at(key);
    if (region.start().equals(key)) {
      return region;
    }
    List<Region> parts = regions.split(region.id(), List.of(key));
    return parts.get(parts.size() - 1);
  }

  /** Moves the lead of a raw key's region to the next voter; returns the region as it is then. */
  public Region transferLeader(byte[] rawKey) {
    Region region = regionOf(rawKey);
    return regions.transferLeader(region.id(), nextVoter(region));
  }

  /** Splits a raw key's region in the middle of its pairs; nothing happens with fewer than two. */
  public void splitMiddle(byte[] rawKey) {
    Region region = regionOf(rawKey);
    List<byte[]> keys = new ArrayList<>();
    reader.scan(
        rawBound(region.start()),
        rawBound(region.end()),
        newTimestamp(),
        (key, value) -> keys.add(key));
    if (keys.size() > 1) {
      split(keys.get(keys.size() / 2));
    }
  }

  /** Merges a raw key's region with a neighbor; returns the merged region. */
  public Region merge(byte[] rawKey) {
    return regions.merge(regionOf(rawKey).id());
  }

  /** The store of the voter that follows the leader's, in the order of the peers. */
  static long nextVoter(Region region) {
    List<Long> voters =
        region.peers().stream().filter(p -> !p.learner()).map(p -> p.storeId()).toList();
    int at = region.leader() == null ? -1 : voters.indexOf(region.leader().storeId());
    return voters.get((at + 1) % voters.size());
  }

  /** Where import files lie. */
  Path importDirectory() {
    return directory.resolve("import");
  }

  /** Gives up the data; a temporary directory goes with it. */
  @Override
  public void close() {
    storage.close();
    deleteTree(directory.resolve("data"));
    deleteTree(directory.resolve("import"));
    if (options.directory() == null) {
      deleteTree(directory);
    }
  }

  private static ByteString encoded(byte[] rawKey) {
    return ByteString.copyFrom(rawKey.length == 0 ? EMPTY : EngineKey.encode(rawKey));
  }

  private static byte[] rawBound(ByteString encoded) {
    return encoded.isEmpty() ? EMPTY : EngineKey.decode(encoded.toByteArray());
  }

  private static void deleteTree(Path root) {
    if (!Files.exists(root)) {
      return;
    }
    try (Stream<Path> paths = Files.walk(root)) {
      for (Path path : paths.sorted(Comparator.reverseOrder()).toList()) {
        Files.deleteIfExists(path);
      }
    } catch (IOException e) {
      throw new UncheckedIOException("cannot remove " + root, e);
    }
  }
}
