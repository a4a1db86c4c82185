package io.levin.tikv;

import com.google.protobuf.ByteString;
import io.grpc.StatusRuntimeException;
import io.levin.base.Cancellation;
import io.levin.base.KvChecksum;
import io.levin.base.Ticker;
import io.levin.pd.MemcomparableKey;
import io.levin.pd.PdClient;
import io.levin.pd.Region;
import io.levin.pd.RegionsAhead;
import io.levin.proto.debugpb.DebugGrpc;
import io.levin.proto.debugpb.GetMetricsRequest;
import io.levin.proto.import_sstpb.CompactRequest;
import io.levin.proto.import_sstpb.ImportSSTGrpc;
import io.levin.proto.import_sstpb.Range;
import io.levin.proto.import_sstpb.SwitchMode;
import io.levin.proto.import_sstpb.SwitchModeRequest;
import java.security.SecureRandom;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CopyOnWriteArrayList;

/**
 * The stores of a cluster: splitting, writing and ingesting regions, import mode, checksums, reads.
 * All calls block and end early with a {@link java.util.concurrent.CancellationException} when
 * cancelled. What goes wrong with one region is a {@link RegionFailure} that says what to do next;
 * what goes wrong with one store is a {@link StatusRuntimeException}. Thread-safe.
 */
public final class TikvClient implements AutoCloseable {
  private static final Duration READ_PATIENCE = Duration.ofMinutes(10);
  private static final Duration COMPACT_TIMEOUT = Duration.ofHours(24);
  private static final int UUID_BYTES = 16;

  private final PdClient pd;
  private final RegionsAhead ahead;
  private final TikvOptions options;
  private final StoreChannels channels;
  private final StoreCalls calls;
  private final Ingest ingest;
  private final RegionSplit split;
  private final Locks locks;
  private final SecureRandom random = new SecureRandom();
  private final Map<Long, ByteRate> rates;
  private final List<TikvClient> askers = new CopyOnWriteArrayList<>();

  /** Uses the stores that PD names, with the certificates of the PD client. */
  public TikvClient(PdClient pd, TikvOptions options) {
    this(
        pd,
        options,
        new StoreChannels(pd, options.channelsPerStore(), SendPermit.ALWAYS),
        new ConcurrentHashMap<>(),
        SendPermit.ALWAYS);
  }

  private TikvClient(
      PdClient pd,
      TikvOptions options,
      StoreChannels channels,
      Map<Long, ByteRate> rates,
      SendPermit permit) {
    this.pd = pd;
    this.ahead = new RegionsAhead(pd);
    this.options = options;
    this.channels = channels;
    this.rates = rates;
    this.calls = new StoreCalls(channels, options, permit);
    this.ingest = new Ingest(calls, options);
    this.split = new RegionSplit(pd, calls, options);
    this.locks = new Locks(pd, calls, options);
  }

  /**
   * The same client for somebody who may lose the right to send. It is asked for before each call
   * and each message of a write, when connection, rate and room are there and nothing is waited for
   * any more; and once more, on connections of its own, right before bytes are handed to the
   * system: what this process has queued when it is frozen is not sent when it goes on. Closed with
   * this one.
   */
  public TikvClient asking(SendPermit permit) {
    TikvClient asking =
        new TikvClient(
            pd, options, new StoreChannels(pd, options.channelsPerStore(), permit), rates, permit);
    askers.add(asking);
    return asking;
  }

  /**
   * Splits a region at raw keys; those that are not strictly inside are left out. The keys may be
   * in any order and as many as there are.
   *
   * @return the resulting regions in key order, the given one alone when there was nothing to do;
   *     leaders are presumed, and PD learns of the regions a little later
   * @throws RegionFailure if the region is not what it was; part of the splits may be done
   */
  public List<Region> split(Region region, List<byte[]> rawKeys, Cancellation cancellation)
      throws RegionFailure {
    return split.split(region, rawKeys, cancellation);
  }

  /**
   * Begins to write pairs to all peers of a region.
   *
   * @param firstKey the raw key of the first pair that will be sent
   * @param lastKey the raw key of the last pair that may be sent; both must lie in the region
   * @param commitTs the engine's timestamp; the same in every repetition
   */
  public RegionWrite openWrite(
      Region region, byte[] firstKey, byte[] lastKey, long commitTs, Cancellation cancellation)
      throws RegionFailure {
    byte[] uuid = new byte[UUID_BYTES];
    random.nextBytes(uuid);
    RegionWrite write = new RegionWrite(region, commitTs, calls, cancellation);
    try {
      write.open(firstKey, lastKey, uuid, calls, options, this::rate);
      return write;
    } catch (RegionFailure | RuntimeException e) {
      write.close();
      throw e;
    }
  }

  private ByteRate rate(long storeId) {
    return rates.computeIfAbsent(
        storeId, id -> new ByteRate(options.writeBytesPerSecond(), Ticker.system()));
  }

  /**
   * Makes written files visible.
   *
   * @throws RegionFailure whose next step is {@link NextStep#INGEST_AGAIN} only if the stores keep
   *     the files
   */
  public void ingest(WrittenRegion written, Cancellation cancellation) throws RegionFailure {
    ingest.ingest(written, cancellation);
  }

  /**
   * Checks that no peer of a region stalls, for imports that leave the stores in normal mode.
   *
   * @throws RegionFailure with {@link NextStep#INGEST_AGAIN} if one does
   */
  public void requireNoStall(Region region, Cancellation cancellation) throws RegionFailure {
    ingest.requireNoStall(region, cancellation);
  }

  /**
   * Finds out, and remembers, whether all stores ingest several files in one request.
   *
   * @throws io.levin.base.ImportException if a store does not answer and the cluster has TiFlash
   */
  public boolean multiIngestSupported(Cancellation cancellation) {
    return ingest.detect(pd.stores(cancellation), cancellation);
  }

  /**
   * Sets the mode of a store. Import mode ends by itself after ten minutes: renew it in time.
   *
   * @throws StatusRuntimeException if the store does not do it; UNIMPLEMENTED is usual for TiFlash
   */
  public void switchMode(long storeId, boolean importMode, Cancellation cancellation) {
    switchMode(storeId, importMode, List.of(), cancellation);
  }

  /** As the other, for some ranges only; only for stores with {@code partitioned-raft-kv}. */
  public void switchMode(
      long storeId, boolean importMode, List<RawRange> ranges, Cancellation cancellation) {
    SwitchModeRequest.Builder request =
        SwitchModeRequest.newBuilder().setMode(importMode ? SwitchMode.Import : SwitchMode.Normal);
    for (RawRange range : ranges) {
      request.addRanges(
          Range.newBuilder()
              .setStart(ByteString.copyFrom(MemcomparableKey.encode(range.start())))
              .setEnd(ByteString.copyFrom(MemcomparableKey.encode(range.end()))));
    }
    calls.toImport(
        storeId,
        ImportSSTGrpc.getSwitchModeMethod(),
        request.build(),
        options.callTimeout(),
        cancellation);
  }

  /** Whether a store is in import mode, read from its metrics; empty when they do not tell. */
  public Optional<Boolean> isInImportMode(long storeId, Cancellation cancellation) {
    return StoreStatusPage.importMode(
        calls
            .toStore(
                storeId,
                DebugGrpc.getGetMetricsMethod(),
                GetMetricsRequest.newBuilder().setAll(true).build(),
                options.callTimeout(),
                cancellation)
            .getPrometheus());
  }

  /**
   * Compacts a whole store; takes minutes to hours.
   *
   * @param outputLevel the level to compact into; -1 for the bottommost
   */
  public void compact(long storeId, int outputLevel, Cancellation cancellation) {
    calls.toImport(
        storeId,
        ImportSSTGrpc.getCompactMethod(),
        CompactRequest.newBuilder().setOutputLevel(outputLevel).setContext(calls.context()).build(),
        COMPACT_TIMEOUT,
        cancellation);
  }

  /**
   * When stores split regions by themselves.
   *
   * @param bytes size of a region
   * @param keys pairs in a region; 0 when not known
   */
  public record RegionLimits(long bytes, long keys) {}

  /** The limits of the store that first tells them over its status port; empty when none does. */
  public Optional<RegionLimits> regionLimits(Cancellation cancellation) {
    return new StoreStatusPage(pd.tls()).regionLimits(pd.stores(cancellation), cancellation);
  }

  /**
   * The checksum of all pairs of some ranges as of a timestamp, computed by the stores.
   *
   * @param ranges apart from each other
   * @param timestamp from {@link PdClient#tso}, protected by a service safe point
   * @throws io.levin.base.ImportException when it fails for good
   */
  public KvChecksum checksum(
      List<RawRange> ranges,
      long timestamp,
      ChecksumOptions checksumOptions,
      Cancellation cancellation) {
    if (timestamp == 0) {
      throw new IllegalArgumentException("a checksum at timestamp 0 would be empty");
    }
    RegionReads reads = new RegionReads(pd, ahead, checksumOptions.patience());
    return new RegionChecksums(reads, calls, locks, checksumOptions, timestamp)
        .of(ranges, cancellation);
  }

  /** A reader of pairs. */
  public KvReader reader() {
    return new KvReader(new RegionReads(pd, ahead, READ_PATIENCE), calls, locks, options);
  }

  /** Takes the versions of keys that have several. */
  @FunctionalInterface
  public interface DuplicateVisitor {
    /** One version; those of a key follow each other, the newest first. Keys ascend. */
    void version(byte[] rawKey, byte[] value, long commitTs);
  }

  /**
   * Visits all versions of all keys in a range that have more than one, each once.
   *
   * @param minCommitTs keys whose newest version is not above it are left out; 0 for all
   * @throws io.levin.base.ImportException if rows were deleted meanwhile, or the stores do not
   *     answer for long
   */
  public void duplicates(
      RawRange range, long minCommitTs, DuplicateVisitor visitor, Cancellation cancellation) {
    new Duplicates(new RegionReads(pd, ahead, READ_PATIENCE), calls, options)
        .scan(range, minCommitTs, visitor, cancellation);
  }

  @Override
  public void close() {
    askers.forEach(TikvClient::close);
    channels.close();
  }
}
