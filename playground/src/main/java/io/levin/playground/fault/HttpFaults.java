package io.levin.playground.fault;

import com.google.protobuf.ByteString;
import com.sun.net.httpserver.HttpExchange;
import io.grpc.Status;
import io.levin.playground.fault.CallPoint.Phase;
import io.levin.playground.net.HttpPort;
import java.io.IOException;

/**
 * Asks the rules about requests to PD's HTTP API; the method of a rule is the path. An error status
 * becomes 503 (UNAVAILABLE), 404 (UNIMPLEMENTED) or 500.
 */
public final class HttpFaults {
  private final Faults faults;
  private final int member;

  /** For one member of PD. */
  public HttpFaults(Faults faults, int member) {
    this.faults = faults;
    this.member = member;
  }

  /** Lets the rules act; false when the exchange was answered or cut. */
  public boolean mayGoOn(HttpExchange exchange, String path) throws IOException {
    faults.count("pd", member, path);
    CallPoint point = new CallPoint("pd", member, path, 0, ByteString.EMPTY, Phase.MESSAGE, 1);
    for (Fault fault : faults.striking(point)) {
      FaultAction action = fault.action();
      if (action instanceof FaultAction.Delay delay) {
        hold(fault, delay.millis());
      } else if (action instanceof FaultAction.Happen happen) {
        happen.event().at(point);
      } else if (action instanceof FaultAction.Fail fail) {
        HttpPort.answer(
            exchange, code(fail.status()), "text/plain", fail.status().getDescription());
        return false;
      } else {
        exchange.close();
        return false;
      }
    }
    return true;
  }

  private static int code(Status status) {
    return switch (status.getCode()) {
      case UNAVAILABLE -> 503;
      case UNIMPLEMENTED, NOT_FOUND -> 404;
      default -> 500;
    };
  }

  private static void hold(Fault fault, long millis) {
    try {
      fault.awaitRemoval(millis);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }
}
