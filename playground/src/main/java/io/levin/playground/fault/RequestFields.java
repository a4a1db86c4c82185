package io.levin.playground.fault;

import com.google.protobuf.ByteString;
import com.google.protobuf.Descriptors.FieldDescriptor;
import com.google.protobuf.Message;
import io.levin.playground.storage.EngineKey;
import io.levin.proto.coprocessor.Request;
import io.levin.proto.import_sstpb.IngestRequest;
import io.levin.proto.import_sstpb.MultiIngestRequest;
import io.levin.proto.import_sstpb.SSTMeta;
import io.levin.proto.kvrpcpb.GetRequest;
import io.levin.proto.kvrpcpb.ScanRequest;
import io.levin.proto.kvrpcpb.SplitRegionRequest;

/** What a request is about, as far as its message tells. */
final class RequestFields {
  private RequestFields() {}

  /** The region's id, 0 when the message names none. */
  static long region(Object request) {
    if (request instanceof RegionCall call) {
      return call.namedRegion();
    }
    if (!(request instanceof Message message)) {
      return 0;
    }
    FieldDescriptor direct = message.getDescriptorForType().findFieldByName("region_id");
    if (direct != null) {
      return (long) message.getField(direct);
    }
    FieldDescriptor context = message.getDescriptorForType().findFieldByName("context");
    if (context == null) {
      return 0;
    }
    Message inner = (Message) message.getField(context);
    return (long) inner.getField(inner.getDescriptorForType().findFieldByName("region_id"));
  }

  /** A raw key, empty when the message names none. */
  static ByteString rawKey(Object request) {
    if (request instanceof RegionCall call) {
      return call.namedKey();
    } else if (request instanceof MultiIngestRequest ingest && ingest.getSstsCount() > 0) {
      return lastKey(ingest.getSsts(0));
    } else if (request instanceof IngestRequest ingest) {
      return lastKey(ingest.getSst());
    } else if (request instanceof SplitRegionRequest split && split.getSplitKeysCount() > 0) {
      return split.getSplitKeys(0);
    } else if (request instanceof Request coprocessor && coprocessor.getRangesCount() > 0) {
      return coprocessor.getRanges(0).getStart();
    } else if (request instanceof GetRequest get) {
      return get.getKey();
    } else if (request instanceof ScanRequest scan) {
      return scan.getStartKey();
    }
    return ByteString.EMPTY;
  }

  private static ByteString lastKey(SSTMeta meta) {
    try {
      return ByteString.copyFrom(EngineKey.decode(meta.getRange().getEnd().toByteArray()));
    } catch (IllegalArgumentException e) {
      return ByteString.EMPTY;
    }
  }
}
