package io.levin.playground.fault;

import com.google.protobuf.ByteString;
import com.google.protobuf.Descriptors.FieldDescriptor;
import com.google.protobuf.Message;
import io.grpc.ForwardingServerCall.SimpleForwardingServerCall;
import io.grpc.ForwardingServerCallListener.SimpleForwardingServerCallListener;
import io.grpc.Metadata;
import io.grpc.MethodDescriptor;
import io.grpc.ServerCall;
import io.grpc.ServerCallHandler;
import io.grpc.ServerInterceptor;
import io.grpc.Status;
import io.levin.playground.fault.CallPoint.Phase;
import io.levin.playground.net.Connections;
import io.levin.proto.errorpb.Error;

/**
 * Asks the rules at every moment of every call to one server and does what they say. Knows nothing
 * of the calls but their messages' fields.
 */
public final class FaultInterceptor implements ServerInterceptor {
  private final Faults faults;
  private final String server;
  private final long number;
  private final Connections connections;

  /**
   * For one server.
   *
   * @param server {@code pd} or {@code tikv}
   * @param number the PD member from 0, or the store's id
   */
  public FaultInterceptor(Faults faults, String server, long number, Connections connections) {
    this.faults = faults;
    this.server = server;
    this.number = number;
    this.connections = connections;
  }

  @Override
  public <Q, A> ServerCall.Listener<Q> interceptCall(
      ServerCall<Q, A> call, Metadata headers, ServerCallHandler<Q, A> next) {
    faults.count(server, number, call.getMethodDescriptor().getBareMethodName());
    GuardedCall<Q, A> guarded = new GuardedCall<>(call);
    if (guarded.ended(Phase.START)) {
      return new ServerCall.Listener<>() {};
    }
    return new GuardedListener<>(guarded, next.startCall(guarded, headers));
  }

  /** A call that a rule may end before its service does; what the service says then is dropped. */
  private final class GuardedCall<Q, A> extends SimpleForwardingServerCall<Q, A> {
    private volatile boolean over;
    private boolean headersSent;
    private volatile long region;
    private volatile ByteString rawKey = ByteString.EMPTY;
    private volatile int messages;

    GuardedCall(ServerCall<Q, A> call) {
      super(call);
    }

    boolean over() {
      return over;
    }

    /** Notes a message of the request. */
    void saw(Object message) {
      messages++;
      if (faults.isEmpty()) {
        return;
      }
      long named = RequestFields.region(message);
      if (named != 0) {
        region = named;
      }
      ByteString key = RequestFields.rawKey(message);
      if (!key.isEmpty()) {
        rawKey = key;
      }
    }

    /** Lets the rules act; true when one of them ended the call. */
    boolean ended(Phase phase) {
      for (Fault fault : faults.striking(point(phase))) {
        act(fault, phase);
        if (over) {
          return true;
        }
      }
      return false;
    }

    @Override
    public void sendHeaders(Metadata headers) {
      if (!over) {
        headersSent = true;
        super.sendHeaders(headers);
      }
    }

    @Override
    public void sendMessage(A message) {
      A changed = message;
      for (Fault fault : faults.striking(point(Phase.REPLY))) {
        if (fault.action() instanceof FaultAction.CorruptScan corrupt) {
          changed = ScanAnswers.corrupt(changed, corrupt.how());
        } else {
          act(fault, Phase.REPLY);
        }
        if (over) {
          return;
        }
      }
      if (!over) {
        super.sendMessage(changed);
      }
    }

    @Override
    public void close(Status status, Metadata trailers) {
      if (!over) {
        over = true;
        super.close(status, trailers);
      }
    }

    private CallPoint point(Phase phase) {
      String method = getMethodDescriptor().getBareMethodName();
      return new CallPoint(server, number, method, region, rawKey, phase, messages);
    }

    private void act(Fault fault, Phase phase) {
      FaultAction action = fault.action();
      if (action instanceof FaultAction.Delay delay) {
        hold(fault, delay.millis());
      } else if (action instanceof FaultAction.Happen happen) {
        happen.event().at(point(phase));
      } else if (action instanceof FaultAction.Fail fail) {
        end(fail.status());
      } else if (action instanceof FaultAction.AnswerRegionError error) {
        answer(withRegionError(error.source().of(region, number)));
      } else if (action instanceof FaultAction.AnswerWith with) {
        answer(built(with.message().toBuilder()));
      } else if (action instanceof FaultAction.AnswerHeaderError error) {
        answer(withHeaderError(error));
      } else if (action instanceof FaultAction.Reset) {
        // An answer that ends well without its message makes grpc-java reset the stream.
        end(Status.OK);
      } else if (action instanceof FaultAction.GoAway) {
        over = true;
        connections.goAway(getAttributes());
      } else if (action instanceof FaultAction.CloseConnection) {
        over = true;
        connections.close(getAttributes());
      }
    }

    private void end(Status status) {
      over = true;
      super.close(status, new Metadata());
    }

    private void answer(A message) {
      over = true;
      if (!headersSent) {
        super.sendHeaders(new Metadata());
      }
      super.sendMessage(message);
      super.close(Status.OK, new Metadata());
    }

    private void hold(Fault fault, long millis) {
      long end = millis == Long.MAX_VALUE ? millis : System.currentTimeMillis() + millis;
      try {
        while (!isCancelled()) {
          long left = end - System.currentTimeMillis();
          if (left <= 0 || fault.awaitRemoval(Math.min(left, 50))) {
            return;
          }
        }
      } catch (InterruptedException e) {
        Thread.currentThread().interrupt();
      }
    }

    private A withRegionError(Error error) {
      Message.Builder answer = emptyAnswer();
      FieldDescriptor field = answer.getDescriptorForType().findFieldByName("region_error");
      if (field == null) {
        field = answer.getDescriptorForType().findFieldByName("error");
      }
      if (field.getMessageType().equals(Error.getDescriptor())) {
        return built(answer.setField(field, error));
      }
      return built(
          answer.setField(
              field,
              io.levin.proto.import_sstpb.Error.newBuilder()
                  .setMessage(error.getMessage())
                  .setStoreError(error)
                  .build()));
    }

    private A withHeaderError(FaultAction.AnswerHeaderError error) {
      Message.Builder answer = emptyAnswer();
      FieldDescriptor field = answer.getDescriptorForType().findFieldByName("header");
      return built(
          answer.setField(
              field,
              io.levin.proto.pdpb.ResponseHeader.newBuilder()
                  .setError(
                      io.levin.proto.pdpb.Error.newBuilder()
                          .setType(error.type())
                          .setMessage(error.text()))
                  .build()));
    }

    private Message.Builder emptyAnswer() {
      MethodDescriptor.PrototypeMarshaller<A> marshaller =
          (MethodDescriptor.PrototypeMarshaller<A>) getMethodDescriptor().getResponseMarshaller();
      return ((Message) marshaller.getMessagePrototype()).newBuilderForType();
    }

    @SuppressWarnings("unchecked")
    private A built(Message.Builder answer) {
      return (A) answer.build();
    }
  }

  /** Hands messages on as long as no rule has ended the call. */
  private static final class GuardedListener<Q, A> extends SimpleForwardingServerCallListener<Q> {
    private final FaultInterceptor.GuardedCall<Q, A> call;
    private boolean told;

    GuardedListener(FaultInterceptor.GuardedCall<Q, A> call, ServerCall.Listener<Q> delegate) {
      super(delegate);
      this.call = call;
    }

    @Override
    public void onMessage(Q message) {
      call.saw(message);
      if (!call.over() && !call.ended(Phase.MESSAGE)) {
        super.onMessage(message);
      } else {
        tellOnce();
      }
    }

    @Override
    public void onHalfClose() {
      if (!call.over()) {
        super.onHalfClose();
      }
    }

    @Override
    public void onCancel() {
      if (!told) {
        told = true;
        super.onCancel();
      }
    }

    /** A service that waits for more messages must let go of what it holds. */
    private void tellOnce() {
      if (!told) {
        told = true;
        super.onCancel();
      }
    }
  }
}
