package io.levin.tikv;

import com.google.protobuf.ByteString;
import com.google.protobuf.InvalidProtocolBufferException;
import io.grpc.StatusRuntimeException;
import io.levin.base.Cancellation;
import io.levin.base.ErrorCode;
import io.levin.base.ImportException;
import io.levin.base.KvChecksum;
import io.levin.pd.Region;
import io.levin.proto.coprocessor.KeyRange;
import io.levin.proto.coprocessor.Request;
import io.levin.proto.coprocessor.Response;
import io.levin.proto.kvrpcpb.CommandPri;
import io.levin.proto.tikvpb.TikvGrpc;
import io.levin.proto.tipb.ChecksumAlgorithm;
import io.levin.proto.tipb.ChecksumRequest;
import io.levin.proto.tipb.ChecksumResponse;
import io.levin.proto.tipb.ChecksumScanOn;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CancellationException;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The checksum of ranges as the stores compute it, region by region, many at a time; what lies in
 * one region is asked for together. A region that has changed is looked up anew and asked in its
 * new parts; only answers count, so that nothing is summed twice.
 */
final class RegionChecksums {
  private static final Logger LOG = LoggerFactory.getLogger(RegionChecksums.class);
  private static final int CHECKSUM = 105;
  private static final int INDEX_MARK_AT = 10;

  private final RegionReads reads;
  private final StoreCalls calls;
  private final Locks locks;
  private final ChecksumOptions options;
  private final long timestamp;

  RegionChecksums(
      RegionReads reads, StoreCalls calls, Locks locks, ChecksumOptions options, long timestamp) {
    this.reads = reads;
    this.calls = calls;
    this.locks = locks;
    this.options = options;
    this.timestamp = timestamp;
  }

  KvChecksum of(List<RawRange> ranges, Cancellation cancellation) {
    int concurrency = options.concurrency();
    for (int tries = 1; ; tries++) {
      try {
        return once(ranges, concurrency, cancellation);
      } catch (ImportException e) {
        if (tries >= options.tries()) {
          throw e;
        }
        concurrency = Math.max(Math.min(options.minConcurrency(), concurrency), concurrency / 2);
        LOG.warn("the checksum is tried again with {} at a time: {}", concurrency, e.getMessage());
      }
    }
  }

  private KvChecksum once(List<RawRange> ranges, int concurrency, Cancellation outer) {
    RegionReads.Pieces work = reads.pieces(ranges);
    int most = work.atLeast(concurrency, outer);
    Cancellation inner = new Cancellation();
    List<Worker> workers = new ArrayList<>();
    try (Cancellation.Registration ignored = outer.onCancel(() -> inner.cancel(outer.reason()))) {
      for (int i = 0; i < most; i++) {
        workers.add(new Worker(work, inner, i));
      }
      // The caller is one of them: a small table needs hardly any other.
      List<Worker> others = workers.subList(Math.min(1, most), most);
      others.forEach(Worker::start);
      if (most > 0) {
        workers.get(0).run();
      }
      others.forEach(Worker::await);
    }
    outer.throwIfCancelled();
    if (inner.reason() instanceof RuntimeException failure) {
      throw failure;
    }
    if (inner.reason() instanceof Error failure) {
      throw failure;
    }
    KvChecksum sum = KvChecksum.EMPTY;
    for (Worker worker : workers) {
      sum = sum.plus(worker.sum);
    }
    return sum;
  }

  /** Takes pieces until there are no more or somebody has failed. */
  private final class Worker extends Thread {
    private final RegionReads.Pieces work;
    private final Cancellation cancellation;
    private KvChecksum sum = KvChecksum.EMPTY;

    Worker(RegionReads.Pieces work, Cancellation cancellation, int number) {
      super("checksum-" + number);
      setDaemon(true);
      this.work = work;
      this.cancellation = cancellation;
    }

    @Override
    public void run() {
      try {
        RegionReads.Piece piece;
        while ((piece = work.next(cancellation)) != null) {
          List<RawRange> ranges = piece.ranges();
          reads.walkAll(
              () -> "the checksum of " + text(ranges),
              piece,
              cancellation,
              (region, parts) -> sum = sum.plus(ask(region, parts, cancellation)));
        }
      } catch (CancellationException e) {
        // Whoever cancelled has the reason.
        return;
      } catch (RuntimeException | Error e) {
        // A piece was taken and not summed: without this the sum would just be wrong.
        cancellation.cancel(e);
      }
    }

    void await() {
      boolean interrupted = false;
      while (true) {
        try {
          join();
          break;
        } catch (InterruptedException e) {
          interrupted = true;
          cancellation.cancel(new CancellationException("interrupted"));
        }
      }
      if (interrupted) {
        Thread.currentThread().interrupt();
      }
    }
  }

  /** Asks for the sum over all ranges; what is scanned is only said, it makes no difference. */
  private KvChecksum ask(Region region, List<RawRange> parts, Cancellation cancellation)
      throws RegionFailure {
    ChecksumScanOn scanOn =
        parts.stream().allMatch(RegionChecksums::isOfIndex)
            ? ChecksumScanOn.Index
            : ChecksumScanOn.Table;
    Request.Builder request =
        Request.newBuilder()
            .setContext(calls.context(region).setPriority(CommandPri.Low).setNotFillCache(true))
            .setTp(CHECKSUM)
            .setStartTs(timestamp)
            .setData(
                ChecksumRequest.newBuilder()
                    .setScanOn(scanOn)
                    .setAlgorithm(ChecksumAlgorithm.Crc64_Xor)
                    .build()
                    .toByteString());
    for (RawRange part : parts) {
      request.addRanges(
          KeyRange.newBuilder()
              .setStart(ByteString.copyFrom(part.start()))
              .setEnd(ByteString.copyFrom(part.end())));
    }
    Response answer;
    try {
      answer =
          calls.toStore(
              region.leader().storeId(),
              TikvGrpc.getCoprocessorMethod(),
              request.build(),
              options.callTimeout(),
              cancellation);
    } catch (StatusRuntimeException e) {
      throw RegionErrors.ofTransport("checksum of " + region, e);
    }
    return read(region, answer, cancellation);
  }

  /** A table of many indexes has hundreds of ranges in one region. */
  private static String text(List<RawRange> ranges) {
    RawRange first = ranges.get(0);
    RawRange last = ranges.get(ranges.size() - 1);
    return ranges.size() == 1
        ? first.toString()
        : ranges.size() + " ranges within " + new RawRange(first.start(), last.end());
  }

  private static boolean isOfIndex(RawRange range) {
    return range.start().length > INDEX_MARK_AT && range.start()[INDEX_MARK_AT] == 'i';
  }

  private KvChecksum read(Region region, Response answer, Cancellation cancellation)
      throws RegionFailure {
    if (answer.hasRegionError()) {
      throw RegionErrors.ofCall("checksum", region, answer.getRegionError());
    }
    if (answer.hasLocked()) {
      throw locks.met(answer.getLocked(), timestamp, cancellation);
    }
    if (!answer.getOtherError().isEmpty()) {
      throw RegionErrors.ofOtherError("checksum", region, answer.getOtherError());
    }
    try {
      ChecksumResponse sum = ChecksumResponse.parseFrom(answer.getData());
      return new KvChecksum(sum.getChecksum(), sum.getTotalKvs(), sum.getTotalBytes());
    } catch (InvalidProtocolBufferException e) {
      throw new ImportException(
          ErrorCode.UNKNOWN,
          "store "
              + region.leader().storeId()
              + " answered the checksum of "
              + region
              + " with something else: "
              + e.getMessage(),
          "check the store's version, or use checksum-via-sql",
          e);
    }
  }
}
