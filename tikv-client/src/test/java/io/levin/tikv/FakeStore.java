package io.levin.tikv;

import io.grpc.Metadata;
import io.grpc.Server;
import io.grpc.ServerCall;
import io.grpc.ServerCallHandler;
import io.grpc.ServerInterceptor;
import io.grpc.Status;
import io.grpc.netty.shaded.io.grpc.netty.NettyServerBuilder;
import io.grpc.stub.ServerCallStreamObserver;
import io.grpc.stub.StreamObserver;
import io.levin.proto.coprocessor.Request;
import io.levin.proto.coprocessor.Response;
import io.levin.proto.debugpb.DebugGrpc;
import io.levin.proto.debugpb.GetMetricsRequest;
import io.levin.proto.debugpb.GetMetricsResponse;
import io.levin.proto.import_sstpb.DuplicateDetectRequest;
import io.levin.proto.import_sstpb.DuplicateDetectResponse;
import io.levin.proto.import_sstpb.ImportSSTGrpc;
import io.levin.proto.import_sstpb.IngestRequest;
import io.levin.proto.import_sstpb.IngestResponse;
import io.levin.proto.import_sstpb.MultiIngestRequest;
import io.levin.proto.import_sstpb.SwitchModeRequest;
import io.levin.proto.import_sstpb.SwitchModeResponse;
import io.levin.proto.import_sstpb.WriteRequest;
import io.levin.proto.import_sstpb.WriteResponse;
import io.levin.proto.kvrpcpb.CheckTxnStatusRequest;
import io.levin.proto.kvrpcpb.CheckTxnStatusResponse;
import io.levin.proto.kvrpcpb.GetRequest;
import io.levin.proto.kvrpcpb.GetResponse;
import io.levin.proto.kvrpcpb.ResolveLockRequest;
import io.levin.proto.kvrpcpb.ResolveLockResponse;
import io.levin.proto.kvrpcpb.ScanRequest;
import io.levin.proto.kvrpcpb.ScanResponse;
import io.levin.proto.kvrpcpb.SplitRegionRequest;
import io.levin.proto.kvrpcpb.SplitRegionResponse;
import io.levin.proto.tikvpb.TikvGrpc;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.BiConsumer;
import java.util.function.Function;

/** One store whose answers a test scripts. What it takes in writes it keeps. */
final class FakeStore implements AutoCloseable {
  private final long id;
  private Server server;
  volatile boolean tiFlash;
  volatile String statusAddress = "";

  /** All write streams so far. */
  final List<WriteStream> writes = new CopyOnWriteArrayList<>();

  final List<MultiIngestRequest> ingests = new CopyOnWriteArrayList<>();
  final List<IngestRequest> singleIngests = new CopyOnWriteArrayList<>();
  final List<SwitchModeRequest> modes = new CopyOnWriteArrayList<>();
  final List<SplitRegionRequest> splits = new CopyOnWriteArrayList<>();
  final List<DuplicateDetectRequest> duplicateRequests = new CopyOnWriteArrayList<>();
  final List<ResolveLockRequest> resolved = new CopyOnWriteArrayList<>();
  final List<String> encodings = new CopyOnWriteArrayList<>();

  /** Fails a write before a message of this number is taken; null for never. */
  volatile Function<Integer, Status> failWrite = n -> null;

  /** While true, nothing is read from write streams. */
  volatile boolean stalled;

  volatile Function<MultiIngestRequest, IngestResponse> multiIngest =
      r -> IngestResponse.getDefaultInstance();
  volatile Function<IngestRequest, IngestResponse> ingest =
      r -> IngestResponse.getDefaultInstance();
  volatile Function<SplitRegionRequest, SplitRegionResponse> split =
      r -> SplitRegionResponse.getDefaultInstance();
  volatile Function<Request, Response> coprocessor = r -> Response.getDefaultInstance();
  volatile Function<GetRequest, GetResponse> get = r -> GetResponse.getDefaultInstance();
  volatile Function<ScanRequest, ScanResponse> scan = r -> ScanResponse.getDefaultInstance();
  volatile Function<CheckTxnStatusRequest, CheckTxnStatusResponse> txnStatus =
      r -> CheckTxnStatusResponse.getDefaultInstance();
  volatile BiConsumer<DuplicateDetectRequest, StreamObserver<DuplicateDetectResponse>> duplicates =
      (r, out) -> out.onCompleted();
  volatile String metrics = "";

  /** What one write stream brought. */
  static final class WriteStream {
    final List<WriteRequest> messages = new CopyOnWriteArrayList<>();
    final AtomicLong bytes = new AtomicLong();
    volatile boolean completed;
    volatile boolean cancelled;
    ServerCallStreamObserver<WriteResponse> out;
  }

  FakeStore(long id) throws IOException {
    this.id = id;
    start();
  }

  private void start() throws IOException {
    server =
        NettyServerBuilder.forAddress(new InetSocketAddress("127.0.0.1", 0))
            .maxInboundMessageSize(Integer.MAX_VALUE)
            .addService(new Import())
            .addService(new Kv())
            .addService(
                new DebugGrpc.DebugImplBase() {
                  @Override
                  public void getMetrics(
                      GetMetricsRequest request, StreamObserver<GetMetricsResponse> out) {
                    answer(
                        out, () -> GetMetricsResponse.newBuilder().setPrometheus(metrics).build());
                  }
                })
            .intercept(
                new ServerInterceptor() {
                  @Override
                  public <Q, R> ServerCall.Listener<Q> interceptCall(
                      ServerCall<Q, R> call, Metadata headers, ServerCallHandler<Q, R> next) {
                    String encoding =
                        headers.get(
                            Metadata.Key.of("grpc-encoding", Metadata.ASCII_STRING_MARSHALLER));
                    encodings.add(call.getMethodDescriptor().getBareMethodName() + " " + encoding);
                    return next.startCall(call, headers);
                  }
                })
            .build()
            .start();
  }

  long id() {
    return id;
  }

  String address() {
    return "127.0.0.1:" + server.getPort();
  }

  /** Ends the server and starts it at another port. */
  void move() throws IOException, InterruptedException {
    server.shutdownNow().awaitTermination();
    start();
  }

  @Override
  public void close() {
    server.shutdownNow();
  }

  private static <T> void answer(StreamObserver<T> out, java.util.function.Supplier<T> make) {
    T message;
    try {
      message = make.get();
    } catch (RuntimeException e) {
      out.onError(e);
      return;
    }
    out.onNext(message);
    out.onCompleted();
  }

  /** Reads on in all stalled write streams. */
  void resume() {
    stalled = false;
    writes.forEach(stream -> stream.out.request(1));
  }

  private final class Import extends ImportSSTGrpc.ImportSSTImplBase {
    @Override
    public StreamObserver<WriteRequest> write(StreamObserver<WriteResponse> plain) {
      WriteStream stream = new WriteStream();
      stream.out = (ServerCallStreamObserver<WriteResponse>) plain;
      stream.out.disableAutoRequest();
      stream.out.setOnCancelHandler(() -> stream.cancelled = true);
      writes.add(stream);
      if (!stalled) {
        stream.out.request(1);
      }
      return new StreamObserver<>() {
        @Override
        public void onNext(WriteRequest message) {
          Status failure = failWrite.apply(stream.messages.size());
          if (failure != null) {
            stream.out.onError(failure.asRuntimeException());
            return;
          }
          stream.messages.add(message);
          stream.bytes.addAndGet(message.getSerializedSize());
          if (!stalled) {
            stream.out.request(1);
          }
        }

        @Override
        public void onError(Throwable t) {
          stream.cancelled = true;
        }

        @Override
        public void onCompleted() {
          Status failure = failWrite.apply(-1);
          if (failure != null) {
            stream.out.onError(failure.asRuntimeException());
            return;
          }
          stream.completed = true;
          stream.out.onNext(
              WriteResponse.newBuilder()
                  .addMetas(
                      stream.messages.get(0).getMeta().toBuilder()
                          .setCfName("write")
                          .setTotalKvs(id))
                  .build());
          stream.out.onCompleted();
        }
      };
    }

    @Override
    public void multiIngest(MultiIngestRequest request, StreamObserver<IngestResponse> out) {
      ingests.add(request);
      answer(out, () -> multiIngest.apply(request));
    }

    @Override
    public void ingest(IngestRequest request, StreamObserver<IngestResponse> out) {
      singleIngests.add(request);
      answer(out, () -> ingest.apply(request));
    }

    @Override
    public void switchMode(SwitchModeRequest request, StreamObserver<SwitchModeResponse> out) {
      modes.add(request);
      answer(out, SwitchModeResponse::getDefaultInstance);
    }

    @Override
    public void duplicateDetect(
        DuplicateDetectRequest request, StreamObserver<DuplicateDetectResponse> out) {
      duplicateRequests.add(request);
      duplicates.accept(request, out);
    }
  }

  private final class Kv extends TikvGrpc.TikvImplBase {
    @Override
    public void splitRegion(SplitRegionRequest request, StreamObserver<SplitRegionResponse> out) {
      splits.add(request);
      answer(out, () -> split.apply(request));
    }

    @Override
    public void coprocessor(Request request, StreamObserver<Response> out) {
      answer(out, () -> coprocessor.apply(request));
    }

    @Override
    public void kvGet(GetRequest request, StreamObserver<GetResponse> out) {
      answer(out, () -> get.apply(request));
    }

    @Override
    public void kvScan(ScanRequest request, StreamObserver<ScanResponse> out) {
      answer(out, () -> scan.apply(request));
    }

    @Override
    public void kvCheckTxnStatus(
        CheckTxnStatusRequest request, StreamObserver<CheckTxnStatusResponse> out) {
      answer(out, () -> txnStatus.apply(request));
    }

    @Override
    public void kvResolveLock(ResolveLockRequest request, StreamObserver<ResolveLockResponse> out) {
      resolved.add(request);
      answer(out, ResolveLockResponse::getDefaultInstance);
    }
  }
}
