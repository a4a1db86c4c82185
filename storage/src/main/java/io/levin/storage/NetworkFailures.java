package io.levin.storage;

import java.io.IOException;
import java.security.cert.CertificateException;

/** Failures below the protocol of any store. */
final class NetworkFailures {
  private NetworkFailures() {}

  /** What a failure without an answer of the store means, by the causes in it. */
  static ObjectFailure of(Throwable failure) {
    ObjectFailure.Kind kind = ObjectFailure.Kind.FINAL;
    Throwable deepest = failure;
    for (Throwable t = failure; t != null; t = t.getCause()) {
      if (t instanceof CertificateException) {
        return new ObjectFailure(ObjectFailure.Kind.FINAL, describe(t));
      }
      if (t instanceof IOException) {
        kind = ObjectFailure.Kind.BROKEN;
      }
      deepest = t;
      if (t.getCause() == t) {
        break;
      }
    }
    return new ObjectFailure(kind, describe(deepest));
  }

  /** What an answer's status means where the store's code says no more. */
  static ObjectFailure.Kind ofStatus(int status) {
    return switch (status) {
      case 401, 403 -> ObjectFailure.Kind.DENIED;
      case 404 -> ObjectFailure.Kind.MISSING;
      case 412 -> ObjectFailure.Kind.CHANGED;
      case 416 -> ObjectFailure.Kind.BEYOND_END;
      case 408, 425, 429, 500, 502, 503, 504 -> ObjectFailure.Kind.BUSY;
      default -> ObjectFailure.Kind.FINAL;
    };
  }

  private static String describe(Throwable t) {
    String message = t.getMessage();
    String name = t.getClass().getSimpleName();
    return message == null ? name : name + ": " + message;
  }
}
