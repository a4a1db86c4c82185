package io.levin.pd;

import io.levin.base.Cancellation;
import io.levin.base.ErrorCode;
import io.levin.base.ImportException;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.function.Supplier;
import javax.net.ssl.SSLContext;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** HTTP requests to whichever PD member answers, repeated every second while none does. */
final class HttpCalls {
  private static final Logger LOG = LoggerFactory.getLogger(HttpCalls.class);
  private static final String BASE = "/pd/api/v1";
  private static final Duration REQUEST_TIMEOUT = Duration.ofSeconds(30);

  /** The list of all regions takes a while. */
  private static final int BODY_FACTOR = 4;

  private static final Duration CONNECT_TIMEOUT = Duration.ofSeconds(5);
  private static final long ROUND_PAUSE_MILLIS = 1000;
  private static final long LOG_EVERY_NANOS = TimeUnit.MINUTES.toNanos(1);

  private final Supplier<List<String>> addresses;
  private final String scheme;
  private final HttpClient http;
  private final Duration patience;

  HttpCalls(Supplier<List<String>> addresses, TlsFiles tls, Duration patience) {
    this(addresses, tls.scheme(), client(tls), patience);
  }

  private HttpCalls(
      Supplier<List<String>> addresses, String scheme, HttpClient http, Duration patience) {
    this.addresses = addresses;
    this.scheme = scheme;
    this.http = http;
    this.patience = patience;
  }

  private static HttpClient client(TlsFiles tls) {
    HttpClient.Builder builder =
        HttpClient.newBuilder()
            // An upgrade request to HTTP/2 on a port shared with gRPC would only confuse it.
            .version(HttpClient.Version.HTTP_1_1)
            .connectTimeout(CONNECT_TIMEOUT);
    SSLContext context = tls.sslContext();
    if (context != null) {
      builder.sslContext(context);
    }
    return builder.build();
  }

  HttpCalls withPatience(Duration other) {
    return new HttpCalls(addresses, scheme, http, other);
  }

  /** PD's way to say that a scheduler does not exist: a 500 with this text. */
  static boolean isUnknownScheduler(String text) {
    return text.contains("ErrSchedulerNotFound") || text.contains("scheduler not found");
  }

  /** How PD fails over a moment beyond the year 9999: its JSON has no words for it. */
  private static boolean isUnspeakableTime(String text) {
    return text.contains("year outside of range");
  }

  /**
   * Sends a request and returns the body of a 2xx answer.
   *
   * @param body JSON, or null for none
   * @throws PdException for an answer that another try would not change
   * @throws ImportException if no member answers within the patience
   */
  String send(String method, String path, String body, Cancellation cancellation) {
    long start = System.nanoTime();
    long lastLog = start;
    while (true) {
      String trouble = "no PD address is known";
      Throwable cause = null;
      for (String address : addresses.get()) {
        cancellation.throwIfCancelled();
        try {
          HttpResponse<String> answer = once(address, method, path, body, cancellation);
          int status = answer.statusCode();
          if (status / 100 == 2) {
            return answer.body();
          }
          if (isFinal(status, answer.body())) {
            throw new PdException(method + " " + path, status, answer.body());
          }
          trouble = address + " answered " + status + " " + answer.body().strip();
        } catch (IOException e) {
          trouble = address + ": " + (e.getMessage() == null ? e : e.getMessage());
          cause = e;
        }
      }
      long now = System.nanoTime();
      if (now - start >= patience.toNanos()) {
        throw new ImportException(
            ErrorCode.UPDATE_PD,
            "PD did not do "
                + method
                + " "
                + BASE
                + path
                + " for "
                + patience.toSeconds()
                + " s; last, "
                + trouble,
            "check that PD runs and can be reached from here at " + addresses.get(),
            cause);
      }
      if (now - lastLog >= LOG_EVERY_NANOS) {
        lastLog = now;
        LOG.warn("{} {} waits for PD: {}", method, path, trouble);
      }
      cancellation.sleep(ROUND_PAUSE_MILLIS);
    }
  }

  private static boolean isFinal(int status, String body) {
    return status == 400
        || status == 403
        || status == 404
        || status == 405
        || status == 500 && (isUnknownScheduler(body) || isUnspeakableTime(body));
  }

  /** One member that hangs must not take much longer than all of them may. */
  private Duration timeout() {
    return patience.compareTo(REQUEST_TIMEOUT) < 0 ? patience : REQUEST_TIMEOUT;
  }

  private HttpResponse<String> once(
      String address, String method, String path, String body, Cancellation cancellation)
      throws IOException {
    HttpRequest.Builder request =
        HttpRequest.newBuilder(URI.create(scheme + "://" + address + BASE + path))
            .timeout(timeout())
            .header("X-Caller-ID", "levin")
            .method(method, body == null ? BodyPublishers.noBody() : BodyPublishers.ofString(body));
    if (body != null) {
      request.header("Content-Type", "application/json");
    }
    CompletableFuture<HttpResponse<String>> answer =
        http.sendAsync(request.build(), BodyHandlers.ofString());
    try (Cancellation.Registration ignored = cancellation.onCancel(() -> answer.cancel(true))) {
      // The client's own limit ends with the answer's head.
      return answer.get(BODY_FACTOR * timeout().toMillis(), TimeUnit.MILLISECONDS);
    } catch (TimeoutException e) {
      answer.cancel(true);
      throw new IOException("the answer did not come to its end", e);
    } catch (ExecutionException e) {
      cancellation.throwIfCancelled();
      if (e.getCause() instanceof IOException io) {
        throw io;
      }
      throw new IOException(e.getCause().toString(), e.getCause());
    } catch (java.util.concurrent.CancellationException e) {
      cancellation.throwIfCancelled();
      throw e;
    } catch (InterruptedException e) {
      answer.cancel(true);
      Thread.currentThread().interrupt();
      throw BlockingCall.interrupted(method + " " + path, e);
    }
  }
}
