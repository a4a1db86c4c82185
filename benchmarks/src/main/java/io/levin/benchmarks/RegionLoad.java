package io.levin.benchmarks;

import io.levin.base.Cancellation;
import io.levin.base.KvChecksum;
import io.levin.pd.MemcomparableKey;
import io.levin.pd.PdClient;
import io.levin.pd.Region;
import io.levin.tikv.RegionFailure;
import io.levin.tikv.RegionWrite;
import io.levin.tikv.TikvClient;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;

/** Writes a stream of pairs into regions of one size and ingests them, several at a time. */
final class RegionLoad {
  /** What an import by Levin sends in one message. */
  private static final int BATCH_BYTES = 64 << 10;

  private final PdClient pd;
  private final TikvClient tikv;
  private final PairStream pairs;
  private final List<Long> starts = new ArrayList<>();

  RegionLoad(PdClient pd, TikvClient tikv, PairStream pairs, long regionBytes) {
    this.pd = pd;
    this.tikv = tikv;
    this.pairs = pairs;
    long at = 0;
    for (long bytes = regionBytes; at < pairs.pairs(); bytes += regionBytes) {
      starts.add(at);
      at = pairs.pairAt(bytes);
    }
  }

  /** Lets a region begin at each start. */
  void split(Cancellation cancellation) throws RegionFailure {
    byte[] start = MemcomparableKey.encode(pairs.firstKey());
    Region whole = pd.scanAll(start, start, cancellation).get(0);
    tikv.split(whole, starts.stream().map(pairs::key).toList(), cancellation);
  }

  /** Writes and ingests everything; returns the sum of what was sent. */
  KvChecksum run(int workers, Cancellation cancellation)
      throws InterruptedException, ExecutionException {
    long commitTs = pd.tso(cancellation);
    ExecutorService threads = Executors.newFixedThreadPool(workers);
    try {
      List<Future<KvChecksum>> regions = new ArrayList<>();
      for (int i = 0; i < starts.size(); i++) {
        long first = starts.get(i);
        long end = i + 1 < starts.size() ? starts.get(i + 1) : pairs.pairs();
        regions.add(threads.submit(() -> load(first, end, commitTs, cancellation)));
      }
      KvChecksum sum = KvChecksum.EMPTY;
      for (Future<KvChecksum> region : regions) {
        sum = sum.plus(region.get());
      }
      return sum;
    } finally {
      threads.shutdownNow();
    }
  }

  private KvChecksum load(long first, long end, long commitTs, Cancellation cancellation)
      throws RegionFailure {
    byte[] firstKey = pairs.key(first);
    byte[] encoded = MemcomparableKey.encode(firstKey);
    Region region = pd.scanAll(encoded, encoded, cancellation).get(0);
    KvChecksum.Accumulator sum = new KvChecksum.Accumulator();
    byte[] batch = new byte[BATCH_BYTES + 1024];
    PairStream.Cursor cursor = pairs.from(first);
    try (RegionWrite write =
        tikv.openWrite(region, firstKey, pairs.key(end - 1), commitTs, cancellation)) {
      int length = 0;
      int count = 0;
      while (cursor.position() < end) {
        cursor.next();
        sum.add(cursor.pair(), 0, cursor.length());
        length = cursor.put(batch, length);
        count++;
        if (length >= BATCH_BYTES || cursor.position() == end) {
          write.send(batch, 0, length, count);
          length = 0;
          count = 0;
        }
      }
      tikv.ingest(write.finish(), cancellation);
    }
    return sum.sum();
  }
}
