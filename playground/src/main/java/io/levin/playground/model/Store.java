package io.levin.playground.model;

import io.levin.base.Clock;
import java.util.Map;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicLong;

/** One TiKV or TiFlash store: what it tells PD about itself and the state it is in. Thread-safe. */
public final class Store {
  /** PD's view of the life of a store, with the numbers of {@code metapb.StoreState}. */
  public enum State {
    /** Serves. */
    UP,
    /** Being drained. */
    OFFLINE,
    /** Gone for good. */
    TOMBSTONE
  }

  /** How full the disk is. */
  public enum Disk {
    /** Room enough. */
    NORMAL,
    /** Refuses imports. */
    ALMOST_FULL,
    /** Refuses everything that grows. */
    FULL
  }

  private final long id;
  private final Map<String, String> labels;
  private final LocalRegions regions;
  private final Clock clock;
  private final AtomicInteger openWrites = new AtomicInteger();
  private final AtomicInteger peakWrites = new AtomicInteger();
  private final AtomicLong receivedBytes = new AtomicLong();
  private final Rate rate = new Rate();
  private volatile StoreAddress address = new StoreAddress("", "", "");
  private volatile State state = State.UP;
  private volatile Disk disk = Disk.NORMAL;
  private volatile boolean alive = true;
  private volatile boolean stalled;
  private volatile long importUntil;
  private volatile long suspendedUntil;
  private volatile long capacity = 1L << 40;
  private volatile long available = 900L << 30;

  /** A store that is up. */
  public Store(long id, Map<String, String> labels, Regions regions, Clock clock) {
    this.id = id;
    this.labels = Map.copyOf(labels);
    this.regions = new LocalRegions(id, regions);
    this.clock = clock;
  }

  /** PD's id. */
  public long id() {
    return id;
  }

  /** Labels such as {@code engine=tiflash}. */
  public Map<String, String> labels() {
    return labels;
  }

  /** True for a TiFlash store, which holds learners only. */
  public boolean isTiFlash() {
    return "tiflash".equals(labels.get("engine"));
  }

  /** What this store knows of its regions. */
  public LocalRegions regions() {
    return regions;
  }

  /** Where it listens. */
  public StoreAddress address() {
    return address;
  }

  /** Tells where it listens now. */
  public void setAddress(StoreAddress now) {
    address = now;
  }

  /** PD's state of the store. */
  public State state() {
    return state;
  }

  /** Sets PD's state of the store. */
  public void setState(State now) {
    state = now;
  }

  /** How full the disk is. */
  public Disk disk() {
    return disk;
  }

  /** Fills or empties the disk. */
  public void setDisk(Disk now) {
    disk = now;
  }

  /** False while the process is down. */
  public boolean alive() {
    return alive;
  }

  /** Notes that the process came up or went down. */
  public void setAlive(boolean now) {
    alive = now;
  }

  /** Lets ingests outside import mode meet a write stall, or takes that back. */
  public void setStalled(boolean now) {
    stalled = now;
  }

  /** True when an ingest must wait: stalled, and not in import mode. */
  public boolean stalls() {
    return stalled && !importMode();
  }

  /** Turns import mode on for a time; 0 turns it off. */
  public void setImportMode(long millis) {
    importUntil = millis == 0 ? 0 : clock.millis() + millis;
  }

  /** True in import mode. */
  public boolean importMode() {
    return clock.millis() < importUntil;
  }

  /**
   * Suspends ingests for a time; 0 lets them go on.
   *
   * @return true when they were suspended before
   */
  public boolean suspendImports(long millis) {
    boolean before = suspendedMillis() > 0;
    suspendedUntil = millis == 0 ? 0 : clock.millis() + millis;
    return before;
  }

  /** How long ingests stay suspended, 0 when they are not. */
  public long suspendedMillis() {
    return Math.max(0, suspendedUntil - clock.millis());
  }

  /** Bytes of the disk. */
  public long capacity() {
    return capacity;
  }

  /** Bytes free. */
  public long available() {
    return available;
  }

  /** Sets the disk's size and free bytes, as PD reports them. */
  public void setSpace(long capacityBytes, long availableBytes) {
    capacity = capacityBytes;
    available = availableBytes;
  }

  /** Notes that a Write stream began. */
  public void writeBegins() {
    int open = openWrites.incrementAndGet();
    peakWrites.accumulateAndGet(open, Math::max);
  }

  /** Notes that a Write stream ended. */
  public void writeEnds() {
    openWrites.decrementAndGet();
  }

  /** The largest number of Write streams that were ever open at once. */
  public int peakWrites() {
    return peakWrites.get();
  }

  /** Notes bytes of a Write stream. */
  public void received(long bytes) {
    receivedBytes.addAndGet(bytes);
    long now = clock.millis() / 1000;
    synchronized (rate) {
      rate.bytes = now == rate.second ? rate.bytes + bytes : bytes;
      rate.second = now;
      rate.peak = Math.max(rate.peak, rate.bytes);
    }
  }

  /** The most bytes of Write streams that ever came within one second of the clock. */
  public long peakBytesPerSecond() {
    synchronized (rate) {
      return rate.peak;
    }
  }

  /** Bytes of all Write streams so far. */
  public long receivedBytes() {
    return receivedBytes.get();
  }

  private static final class Rate {
    private long second;
    private long bytes;
    private long peak;
  }
}
