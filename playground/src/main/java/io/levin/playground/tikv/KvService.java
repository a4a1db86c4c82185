package io.levin.playground.tikv;

import io.grpc.Status;
import io.grpc.stub.StreamObserver;
import io.levin.playground.model.Store;
import io.levin.proto.coprocessor.Request;
import io.levin.proto.coprocessor.Response;
import io.levin.proto.kvrpcpb.BatchGetRequest;
import io.levin.proto.kvrpcpb.BatchGetResponse;
import io.levin.proto.kvrpcpb.BatchRollbackRequest;
import io.levin.proto.kvrpcpb.BatchRollbackResponse;
import io.levin.proto.kvrpcpb.CheckTxnStatusRequest;
import io.levin.proto.kvrpcpb.CheckTxnStatusResponse;
import io.levin.proto.kvrpcpb.CommitRequest;
import io.levin.proto.kvrpcpb.CommitResponse;
import io.levin.proto.kvrpcpb.GetRequest;
import io.levin.proto.kvrpcpb.GetResponse;
import io.levin.proto.kvrpcpb.PrewriteRequest;
import io.levin.proto.kvrpcpb.PrewriteResponse;
import io.levin.proto.kvrpcpb.ResolveLockRequest;
import io.levin.proto.kvrpcpb.ResolveLockResponse;
import io.levin.proto.kvrpcpb.ScanRequest;
import io.levin.proto.kvrpcpb.ScanResponse;
import io.levin.proto.kvrpcpb.SplitRegionRequest;
import io.levin.proto.kvrpcpb.SplitRegionResponse;
import io.levin.proto.kvrpcpb.StoreSafeTSRequest;
import io.levin.proto.kvrpcpb.StoreSafeTSResponse;
import io.levin.proto.tikvpb.BatchCommandsEmptyResponse;
import io.levin.proto.tikvpb.BatchCommandsRequest;
import io.levin.proto.tikvpb.BatchCommandsResponse;
import io.levin.proto.tikvpb.TikvGrpc;

/** The service {@code tikvpb.Tikv} of one store. */
final class KvService extends TikvGrpc.TikvImplBase {
  private final Reads reads;
  private final Commits commits;
  private final ChecksumScan checksums;
  private final SplitCall splits;

  KvService(TikvCluster tikv, Store store) {
    this.reads = new Reads(tikv, store);
    this.commits = new Commits(tikv, store);
    this.checksums = new ChecksumScan(tikv, store);
    this.splits = new SplitCall(tikv, store);
  }

  @Override
  public void kvGet(GetRequest request, StreamObserver<GetResponse> answer) {
    reply(answer, reads.get(request));
  }

  @Override
  public void kvScan(ScanRequest request, StreamObserver<ScanResponse> answer) {
    reply(answer, reads.scan(request));
  }

  @Override
  public void kvBatchGet(BatchGetRequest request, StreamObserver<BatchGetResponse> answer) {
    reply(answer, reads.batchGet(request));
  }

  @Override
  public void kvPrewrite(PrewriteRequest request, StreamObserver<PrewriteResponse> answer) {
    reply(answer, commits.prewrite(request));
  }

  @Override
  public void kvCommit(CommitRequest request, StreamObserver<CommitResponse> answer) {
    reply(answer, commits.commit(request));
  }

  @Override
  public void kvBatchRollback(
      BatchRollbackRequest request, StreamObserver<BatchRollbackResponse> answer) {
    reply(answer, commits.rollback(request));
  }

  @Override
  public void kvCheckTxnStatus(
      CheckTxnStatusRequest request, StreamObserver<CheckTxnStatusResponse> answer) {
    reply(answer, commits.status(request));
  }

  @Override
  public void kvResolveLock(
      ResolveLockRequest request, StreamObserver<ResolveLockResponse> answer) {
    reply(answer, commits.resolve(request));
  }

  @Override
  public void coprocessor(Request request, StreamObserver<Response> answer) {
    reply(answer, checksums.run(request));
  }

  @Override
  public void splitRegion(SplitRegionRequest request, StreamObserver<SplitRegionResponse> answer) {
    reply(answer, splits.run(request));
  }

  @Override
  public void getStoreSafeTS(
      StoreSafeTSRequest request, StreamObserver<StoreSafeTSResponse> answer) {
    reply(answer, StoreSafeTSResponse.getDefaultInstance());
  }

  @Override
  public StreamObserver<BatchCommandsRequest> batchCommands(
      StreamObserver<BatchCommandsResponse> answers) {
    return new StreamObserver<>() {
      private boolean ended;

      @Override
      public void onNext(BatchCommandsRequest batch) {
        if (ended) {
          return;
        }
        BatchCommandsResponse.Builder answer = BatchCommandsResponse.newBuilder();
        for (int i = 0; i < batch.getRequestsCount(); i++) {
          BatchCommandsResponse.Response one = command(batch.getRequests(i));
          if (one == null) {
            ended = true;
            answers.onError(
                Status.UNIMPLEMENTED.withDescription("unknown command").asRuntimeException());
            return;
          }
          answer.addResponses(one).addRequestIds(batch.getRequestIds(i));
        }
        answers.onNext(answer.build());
      }

      @Override
      public void onError(Throwable gone) {
        ended = true;
      }

      @Override
      public void onCompleted() {
        if (!ended) {
          answers.onCompleted();
        }
      }
    };
  }

  private BatchCommandsResponse.Response command(BatchCommandsRequest.Request request) {
    BatchCommandsResponse.Response.Builder answer = BatchCommandsResponse.Response.newBuilder();
    switch (request.getCmdCase()) {
      case GET -> answer.setGet(reads.get(request.getGet()));
      case SCAN -> answer.setScan(reads.scan(request.getScan()));
      case BATCHGET -> answer.setBatchGet(reads.batchGet(request.getBatchGet()));
      case PREWRITE -> answer.setPrewrite(commits.prewrite(request.getPrewrite()));
      case COMMIT -> answer.setCommit(commits.commit(request.getCommit()));
      case BATCHROLLBACK -> answer.setBatchRollback(commits.rollback(request.getBatchRollback()));
      case RESOLVELOCK -> answer.setResolveLock(commits.resolve(request.getResolveLock()));
      case CHECKTXNSTATUS -> answer.setCheckTxnStatus(commits.status(request.getCheckTxnStatus()));
      case COPROCESSOR -> answer.setCoprocessor(checksums.run(request.getCoprocessor()));
      case EMPTY ->
          answer.setEmpty(
              BatchCommandsEmptyResponse.newBuilder().setTestId(request.getEmpty().getTestId()));
      default -> {
        return null;
      }
    }
    return answer.build();
  }

  private static <A> void reply(StreamObserver<A> answer, A message) {
    answer.onNext(message);
    answer.onCompleted();
  }
}
