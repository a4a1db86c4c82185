package io.levin.pd;

import io.grpc.CallOptions;
import io.grpc.Channel;
import io.grpc.ClientCall;
import io.grpc.MethodDescriptor;
import io.grpc.Status;
import io.grpc.StatusRuntimeException;
import io.grpc.stub.ClientCalls;
import io.levin.base.Cancellation;
import java.util.concurrent.CancellationException;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Future;

/** A unary gRPC call that ends early when the import is cancelled. */
public final class BlockingCall {
  private BlockingCall() {}

  /**
   * Sends one request and waits for its answer.
   *
   * @throws StatusRuntimeException if the call fails
   * @throws CancellationException if cancelled before or during the call, or interrupted
   */
  public static <Q, R> R unary(
      Channel channel,
      MethodDescriptor<Q, R> method,
      CallOptions options,
      Q request,
      Cancellation cancellation) {
    cancellation.throwIfCancelled();
    // Nothing but the waking of this thread happens there: a pool in between costs a switch a call.
    ClientCall<Q, R> call = channel.newCall(method, options.withExecutor(Runnable::run));
    Future<R> answer = ClientCalls.futureUnaryCall(call, request);
    try (Cancellation.Registration ignored =
        cancellation.onCancel(() -> call.cancel("the import was cancelled", null))) {
      return answer.get();
    } catch (ExecutionException e) {
      cancellation.throwIfCancelled();
      throw failure(e.getCause());
    } catch (InterruptedException e) {
      call.cancel("the calling thread was interrupted", e);
      Thread.currentThread().interrupt();
      throw interrupted(method.getFullMethodName(), e);
    }
  }

  static StatusRuntimeException failure(Throwable cause) {
    return cause instanceof StatusRuntimeException status
        ? new StatusRuntimeException(status.getStatus(), status.getTrailers())
        : Status.fromThrowable(cause).asRuntimeException();
  }

  static CancellationException interrupted(String what, InterruptedException cause) {
    CancellationException e = new CancellationException("interrupted during " + what);
    e.initCause(cause);
    return e;
  }
}
