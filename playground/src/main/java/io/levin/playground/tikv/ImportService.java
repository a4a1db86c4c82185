package io.levin.playground.tikv;

import io.grpc.MethodDescriptor;
import io.grpc.ServerServiceDefinition;
import io.grpc.Status;
import io.grpc.stub.ServerCallStreamObserver;
import io.grpc.stub.StreamObserver;
import io.levin.playground.model.Store;
import io.levin.proto.errorpb.Error;
import io.levin.proto.import_sstpb.AddPartitionRangeRequest;
import io.levin.proto.import_sstpb.AddPartitionRangeResponse;
import io.levin.proto.import_sstpb.ClearRequest;
import io.levin.proto.import_sstpb.ClearResponse;
import io.levin.proto.import_sstpb.CompactRequest;
import io.levin.proto.import_sstpb.CompactResponse;
import io.levin.proto.import_sstpb.DuplicateDetectRequest;
import io.levin.proto.import_sstpb.DuplicateDetectResponse;
import io.levin.proto.import_sstpb.ImportSSTGrpc;
import io.levin.proto.import_sstpb.IngestRequest;
import io.levin.proto.import_sstpb.IngestResponse;
import io.levin.proto.import_sstpb.MultiIngestRequest;
import io.levin.proto.import_sstpb.RemovePartitionRangeRequest;
import io.levin.proto.import_sstpb.RemovePartitionRangeResponse;
import io.levin.proto.import_sstpb.SetDownloadSpeedLimitRequest;
import io.levin.proto.import_sstpb.SetDownloadSpeedLimitResponse;
import io.levin.proto.import_sstpb.SuspendImportRPCRequest;
import io.levin.proto.import_sstpb.SuspendImportRPCResponse;
import io.levin.proto.import_sstpb.SwitchMode;
import io.levin.proto.import_sstpb.SwitchModeRequest;
import io.levin.proto.import_sstpb.SwitchModeResponse;
import io.levin.proto.import_sstpb.WriteResponse;
import java.util.Arrays;
import java.util.List;

/** The service {@code import_sstpb.ImportSST} of one store. GetMode does not exist on servers. */
final class ImportService extends ImportSSTGrpc.ImportSSTImplBase {
  private static final long MAX_SUSPENSION_SECONDS = 21_600;

  private final TikvCluster tikv;
  private final Store store;
  private final IngestCall ingest;
  private final DuplicateScan duplicates;

  ImportService(TikvCluster tikv, Store store) {
    this.tikv = tikv;
    this.store = store;
    this.ingest = new IngestCall(tikv, store);
    this.duplicates = new DuplicateScan(tikv, store);
  }

  /** The service with its Write taken in wire form. */
  ServerServiceDefinition definition() {
    MethodDescriptor<WriteMessage, WriteResponse> write =
        ImportSSTGrpc.getWriteMethod().toBuilder(
                new WriteMessage.Marshaller(),
                ImportSSTGrpc.getWriteMethod().getResponseMarshaller())
            .build();
    ServerServiceDefinition generated = bindService();
    ServerServiceDefinition.Builder own =
        ServerServiceDefinition.builder(generated.getServiceDescriptor().getName());
    generated.getMethods().stream()
        .filter(m -> !m.getMethodDescriptor().getBareMethodName().equals("Write"))
        .forEach(own::addMethod);
    own.addMethod(write, (call, headers) -> new WriteCall(call, tikv, store));
    return own.build();
  }

  @Override
  public void switchMode(SwitchModeRequest request, StreamObserver<SwitchModeResponse> answer) {
    boolean on = request.getMode() == SwitchMode.Import;
    store.setImportMode(on ? tikv.importModeMillis() : 0);
    reply(answer, SwitchModeResponse.getDefaultInstance());
  }

  @Override
  public void ingest(IngestRequest request, StreamObserver<IngestResponse> answer) {
    reply(answer, ingested(ingest.run(request.getContext(), List.of(request.getSst()))));
  }

  @Override
  public void multiIngest(MultiIngestRequest request, StreamObserver<IngestResponse> answer) {
    if (!tikv.version().multiIngest()) {
      super.multiIngest(request, answer);
      return;
    }
    reply(answer, ingested(ingest.run(request.getContext(), request.getSstsList())));
  }

  @Override
  public void duplicateDetect(
      DuplicateDetectRequest request, StreamObserver<DuplicateDetectResponse> answers) {
    duplicates.run(request, (ServerCallStreamObserver<DuplicateDetectResponse>) answers);
  }

  @Override
  public void compact(CompactRequest request, StreamObserver<CompactResponse> answer) {
    reply(answer, CompactResponse.getDefaultInstance());
  }

  @Override
  public void setDownloadSpeedLimit(
      SetDownloadSpeedLimitRequest request, StreamObserver<SetDownloadSpeedLimitResponse> answer) {
    reply(answer, SetDownloadSpeedLimitResponse.getDefaultInstance());
  }

  @Override
  public void clearFiles(ClearRequest request, StreamObserver<ClearResponse> answer) {
    reply(answer, ClearResponse.getDefaultInstance());
  }

  @Override
  public void suspendImportRPC(
      SuspendImportRPCRequest request, StreamObserver<SuspendImportRPCResponse> answer) {
    if (!tikv.version().suspendImport()) {
      super.suspendImportRPC(request, answer);
      return;
    }
    long seconds = Math.min(request.getDurationInSecs(), MAX_SUSPENSION_SECONDS);
    boolean before = store.suspendImports(request.getShouldSuspendImports() ? seconds * 1000 : 0);
    reply(answer, SuspendImportRPCResponse.newBuilder().setAlreadySuspended(before).build());
  }

  @Override
  public void addForcePartitionRange(
      AddPartitionRangeRequest request, StreamObserver<AddPartitionRangeResponse> answer) {
    if (!tikv.version().forcePartitionRange()) {
      super.addForcePartitionRange(request, answer);
      return;
    }
    byte[] start = request.getRange().getStart().toByteArray();
    byte[] end = request.getRange().getEnd().toByteArray();
    if (Arrays.compareUnsigned(start, end) >= 0) {
      answer.onError(
          Status.UNKNOWN
              .withDescription("start keys must be smaller than end key")
              .asRuntimeException());
      return;
    }
    reply(answer, AddPartitionRangeResponse.getDefaultInstance());
  }

  @Override
  public void removeForcePartitionRange(
      RemovePartitionRangeRequest request, StreamObserver<RemovePartitionRangeResponse> answer) {
    if (!tikv.version().forcePartitionRange()) {
      super.removeForcePartitionRange(request, answer);
      return;
    }
    reply(answer, RemovePartitionRangeResponse.getDefaultInstance());
  }

  private static IngestResponse ingested(Error error) {
    return error == null
        ? IngestResponse.getDefaultInstance()
        : IngestResponse.newBuilder().setError(error).build();
  }

  private static <A> void reply(StreamObserver<A> answer, A message) {
    answer.onNext(message);
    answer.onCompleted();
  }
}
