package io.levin.tikv;

import io.grpc.Status;
import io.grpc.StatusRuntimeException;
import io.levin.base.Cancellation;
import io.levin.base.ErrorCode;
import io.levin.base.ImportException;
import io.levin.pd.Peer;
import io.levin.pd.Region;
import io.levin.pd.Store;
import io.levin.proto.errorpb.Error;
import io.levin.proto.import_sstpb.ImportSSTGrpc;
import io.levin.proto.import_sstpb.IngestRequest;
import io.levin.proto.import_sstpb.MultiIngestRequest;
import io.levin.proto.import_sstpb.SSTMeta;
import java.util.List;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Ingesting written files: all of a region in one request, or file by file at old stores. */
final class Ingest {
  private static final Logger LOG = LoggerFactory.getLogger(Ingest.class);
  private static final int PROBES = 20;
  private static final long PROBE_PAUSE_MILLIS = 100;

  private final StoreCalls calls;
  private final TikvOptions options;
  private volatile boolean oneByOne;

  Ingest(StoreCalls calls, TikvOptions options) {
    this.calls = calls;
    this.options = options;
  }

  void ingest(WrittenRegion written, Cancellation cancellation) throws RegionFailure {
    Region region = written.region();
    if (region.leader() == null) {
      throw RegionErrors.noLeader(region);
    }
    if (options.asksForStalls()) {
      // The leader's store refuses when it stalls itself, but knows nothing of the other peers'.
      requireNoStall(region, cancellation);
    }
    try {
      if (!oneByOne) {
        try {
          judge(written, together(written, cancellation));
          return;
        } catch (StatusRuntimeException e) {
          if (!RegionErrors.isUnimplemented(e)) {
            throw e;
          }
          LOG.info("store {} ingests files one by one", region.leader().storeId());
          oneByOne = true;
        }
      }
      for (SSTMeta file : written.files()) {
        judge(written, single(region, file, cancellation));
      }
    } catch (StatusRuntimeException e) {
      throw RegionErrors.ofTransport("ingest into " + region, e);
    }
  }

  private Error together(WrittenRegion written, Cancellation cancellation) {
    return calls
        .toImport(
            written.region().leader().storeId(),
            ImportSSTGrpc.getMultiIngestMethod(),
            MultiIngestRequest.newBuilder()
                .setContext(calls.context(written.region()))
                .addAllSsts(written.files())
                .build(),
            options.ingestTimeout(),
            cancellation)
        .getError();
  }

  private Error single(Region region, SSTMeta file, Cancellation cancellation) {
    return calls
        .toImport(
            region.leader().storeId(),
            ImportSSTGrpc.getIngestMethod(),
            IngestRequest.newBuilder().setContext(calls.context(region)).setSst(file).build(),
            options.ingestTimeout(),
            cancellation)
        .getError();
  }

  private static void judge(WrittenRegion written, Error error) throws RegionFailure {
    if (!error.equals(Error.getDefaultInstance())) {
      throw RegionErrors.ofIngest(written.region(), written.files(), error);
    }
  }

  /** An ingest of nothing, which any store answers with an error of some kind. */
  private Error probe(long storeId, Cancellation cancellation) {
    return calls
        .toImport(
            storeId,
            ImportSSTGrpc.getMultiIngestMethod(),
            MultiIngestRequest.getDefaultInstance(),
            options.callTimeout(),
            cancellation)
        .getError();
  }

  void requireNoStall(Region region, Cancellation cancellation) throws RegionFailure {
    for (Peer peer : region.peers()) {
      Error error;
      try {
        error = probe(peer.storeId(), cancellation);
      } catch (StatusRuntimeException e) {
        if (RegionErrors.isUnimplemented(e)) {
          continue;
        }
        throw RegionErrors.ofTransport("probe of store " + peer.storeId(), e);
      }
      if (error.hasServerIsBusy()) {
        throw RegionErrors.ofIngest(region, List.of(), error);
      }
    }
  }

  boolean detect(List<Store> stores, Cancellation cancellation) {
    boolean tiFlash = stores.stream().anyMatch(Store::isTiFlash);
    for (Store store : stores) {
      if (store.isUp() && !store.isTiFlash() && !canIngestTogether(store, tiFlash, cancellation)) {
        oneByOne = true;
        return false;
      }
    }
    oneByOne = false;
    return true;
  }

  private boolean canIngestTogether(Store store, boolean tiFlash, Cancellation cancellation) {
    for (int tries = 1; ; tries++) {
      try {
        probe(store.id(), cancellation);
        return true;
      } catch (StatusRuntimeException e) {
        if (e.getStatus().getCode() == Status.Code.UNIMPLEMENTED) {
          return false;
        }
        if (tries >= PROBES) {
          if (tiFlash) {
            throw new ImportException(
                ErrorCode.CHECK_MULTI_INGEST,
                "store " + store.id() + " at " + store.address() + ": " + e.getMessage(),
                "check that the store runs and can be reached from here",
                e);
          }
          LOG.warn("files are ingested one by one: store {}: {}", store.id(), e.getMessage());
          return false;
        }
      }
      cancellation.sleep(PROBE_PAUSE_MILLIS);
    }
  }
}
