package io.levin.storage;

import io.levin.base.Cancellation;
import io.levin.base.ErrorCode;
import io.levin.base.ImportException;
import io.levin.base.RetryPolicy;
import java.io.IOException;
import java.nio.file.NoSuchFileException;
import java.time.Duration;
import java.util.concurrent.CancellationException;
import java.util.function.Function;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Asks an object store as often as it takes, and turns what cannot be healed into one message with
 * a remedy. Thread-safe.
 */
final class Requests {
  private static final Logger LOG = LoggerFactory.getLogger(Requests.class);

  private final ObjectLocation location;
  private final Function<Exception, ObjectFailure> classifier;
  private final RequestLimits limits;
  private final Cancellation cancellation;
  private final Redaction redaction;
  private volatile boolean answered;

  /**
   * @param location of the storage that is asked
   * @param classifier says what the vendor's failures mean
   */
  Requests(
      ObjectLocation location,
      Function<Exception, ObjectFailure> classifier,
      RequestLimits limits,
      Cancellation cancellation) {
    this.location = location;
    this.classifier = classifier;
    this.limits = limits;
    this.cancellation = cancellation;
    this.redaction = new Redaction(location);
  }

  /** One request. */
  @FunctionalInterface
  interface Request<T> {
    /** Sends it once. */
    T send() throws Exception;
  }

  /**
   * Sends a request until it is answered.
   *
   * @param key of the object that it is about; empty for the storage as a whole
   * @throws NoSuchFileException if the object is not there
   * @throws ImportException if asking again cannot help, or did not help for long
   */
  <T> T send(String key, Request<T> request) throws IOException {
    for (int failures = 1; ; failures++) {
      cancellation.throwIfCancelled();
      try {
        T answer = request.send();
        answered();
        return answer;
      } catch (Exception e) {
        pauseOrFail(key, -1, failures, e);
      }
    }
  }

  /** What a failure means. */
  ObjectFailure failure(Exception e) {
    return classifier.apply(e);
  }

  /** Notes that the store is there: from now on failures are given more time to pass. */
  void answered() {
    answered = true;
  }

  /**
   * Waits before the next attempt, or throws if there should be none.
   *
   * @param offset in the object, or negative where there is none
   * @param failures how many attempts failed since the last one that got anywhere
   */
  void pauseOrFail(String key, long offset, int failures, Exception e) throws IOException {
    if (e instanceof ImportException || e instanceof CancellationException) {
      throw (RuntimeException) e;
    }
    ObjectFailure failure = classifier.apply(e);
    boolean busy = failure.kind() == ObjectFailure.Kind.BUSY;
    answered |= busy;
    boolean passing = busy || failure.kind() == ObjectFailure.Kind.BROKEN;
    RetryPolicy policy = answered ? limits.usual() : limits.first();
    if (!passing || failures >= policy.attempts()) {
      throw failed(key, offset, failures, failure, e);
    }
    Duration pause = policy.pauseAfter(failures);
    LOG.atWarn()
        .addKeyValue("object", name(key))
        .addKeyValue("offset", offset)
        .addKeyValue("failures", failures)
        .addKeyValue("pause", pause)
        .addKeyValue("reason", redaction.of(failure.text()))
        .log("a request to the storage failed and is sent again");
    cancellation.sleep(pause.toMillis());
  }

  /** The error for an object that got another content while it was being read. */
  ImportException changed(String key) {
    return new ImportException(
        ErrorCode.STORAGE_UNKNOWN,
        name(key) + " was replaced by another object during the import",
        "rows of both may have been read: leave the source alone, empty the file's table, remove"
            + " the table's checkpoint and import it again");
  }

  /** An object as a person may see it. */
  String name(String key) {
    return location.kind().scheme()
        + "://"
        + location.bucket()
        + (key.isEmpty() && location.prefix().isEmpty()
            ? ""
            : "/" + (key.isEmpty() ? location.prefix() : key));
  }

  private ImportException failed(
      String key, long offset, int failures, ObjectFailure failure, Exception e)
      throws NoSuchFileException {
    String name = name(key) + (offset > 0 ? " at offset " + offset : "");
    String text = redaction.of(failure.text());
    Throwable cause = redaction.cause(e);
    return switch (failure.kind()) {
      case MISSING -> {
        NoSuchFileException missing = new NoSuchFileException(name, null, "no such object");
        missing.initCause(cause);
        throw missing;
      }
      case CHANGED -> changed(key);
      case NO_BUCKET ->
          new ImportException(
              ErrorCode.INVALID_STORAGE_CONFIG,
              location.kind().container()
                  + " '"
                  + location.bucket()
                  + "' is not there"
                  + at()
                  + ": "
                  + text,
              "check its name, and the parameters endpoint and region, in " + location.redacted(),
              cause);
      case DENIED ->
          new ImportException(
              ErrorCode.INVALID_PERMISSION,
              name + at() + ": access denied: " + text,
              location.kind().permissionAdvice(),
              cause);
      case NO_CREDENTIALS ->
          new ImportException(
              ErrorCode.INVALID_PERMISSION,
              "no credentials were found for " + name(key) + ": " + text,
              location.kind().permissionAdvice(),
              cause);
      case BUSY, BROKEN ->
          new ImportException(
              ErrorCode.STORAGE_UNKNOWN,
              name
                  + at()
                  + (answered ? " could not be read or written, " : " cannot be reached, ")
                  + failures
                  + " attempts failed: "
                  + text,
              answered
                  ? "see whether the storage is up and not throttled, and start the import again:"
                      + " it goes on where it stopped"
                  : "check the parameter endpoint, the network and the proxy settings of this"
                      + " machine",
              cause);
      default ->
          new ImportException(
              ErrorCode.STORAGE_UNKNOWN,
              name + at() + ": " + text,
              "the storage's own words say why; a parameter endpoint must be the address of a service"
                  + " that speaks "
                  + location.kind().protocol(),
              cause);
    };
  }

  private String at() {
    return location
        .parameter("endpoint")
        .map(endpoint -> " at " + redaction.of(endpoint))
        .orElse("");
  }
}
