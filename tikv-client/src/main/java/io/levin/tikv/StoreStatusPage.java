package io.levin.tikv;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.levin.base.Cancellation;
import io.levin.pd.Store;
import io.levin.pd.TlsFiles;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.TimeUnit;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import javax.net.ssl.SSLContext;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** What a store tells over its HTTP status port and in its metrics. */
final class StoreStatusPage {
  private static final Logger LOG = LoggerFactory.getLogger(StoreStatusPage.class);
  private static final Duration TIMEOUT = Duration.ofSeconds(10);
  private static final Pattern SIZE = Pattern.compile("(\\d+)\\s*([KMGT]?)I?B?");

  /** The gauge that is 0 in import mode; its name differs from 9.0 on. */
  private static final Pattern GAUGE =
      Pattern.compile("^tikv_config_rocksdb(?:_cf)?\\{([^}]*)}\\s+(\\S+)", Pattern.MULTILINE);

  private final TlsFiles tls;

  StoreStatusPage(TlsFiles tls) {
    this.tls = tls;
  }

  /**
   * The limits of the store that tells them first; empty when none does. All are asked at a time:
   * where a firewall drops what is sent to these ports, each takes its whole time.
   */
  Optional<TikvClient.RegionLimits> regionLimits(List<Store> stores, Cancellation cancellation) {
    cancellation.throwIfCancelled();
    HttpClient http = client();
    CompletableFuture<Optional<TikvClient.RegionLimits>> first = new CompletableFuture<>();
    List<CompletableFuture<Void>> questions = new ArrayList<>();
    for (Store store : stores) {
      if (store.isUp() && !store.isTiFlash() && !store.statusAddress().isEmpty()) {
        questions.add(ask(http, store, first));
      }
    }
    CompletableFuture.allOf(questions.toArray(CompletableFuture[]::new))
        .thenRun(() -> first.complete(Optional.empty()));
    // The time of a request ends with the head of its answer.
    first.completeOnTimeout(Optional.empty(), 2 * TIMEOUT.toMillis(), TimeUnit.MILLISECONDS);
    try (Cancellation.Registration ignored =
        cancellation.onCancel(() -> first.complete(Optional.empty()))) {
      Optional<TikvClient.RegionLimits> told = first.join();
      cancellation.throwIfCancelled();
      return told;
    }
  }

  private HttpClient client() {
    HttpClient.Builder builder = HttpClient.newBuilder().connectTimeout(TIMEOUT);
    SSLContext context = tls.sslContext();
    if (context != null) {
      builder.sslContext(context);
    }
    return builder.version(HttpClient.Version.HTTP_1_1).build();
  }

  private CompletableFuture<Void> ask(
      HttpClient http, Store store, CompletableFuture<Optional<TikvClient.RegionLimits>> first) {
    HttpRequest request;
    try {
      URI uri = URI.create(tls.scheme() + "://" + store.statusAddress() + "/config");
      request = HttpRequest.newBuilder(uri).timeout(TIMEOUT).build();
    } catch (IllegalArgumentException e) {
      return notTold(store, e);
    }
    return http.sendAsync(request, HttpResponse.BodyHandlers.ofString())
        .thenAccept(answer -> limits(answer).ifPresent(told -> first.complete(Optional.of(told))))
        .exceptionallyCompose(failure -> notTold(store, failure));
  }

  private static CompletableFuture<Void> notTold(Store store, Throwable failure) {
    LOG.info("store {} does not tell its region size: {}", store.id(), failure.getMessage());
    return CompletableFuture.completedFuture(null);
  }

  private static Optional<TikvClient.RegionLimits> limits(HttpResponse<String> answer) {
    if (answer.statusCode() != 200) {
      throw new CompletionException(
          new IOException(answer.uri() + " answered " + answer.statusCode()));
    }
    try {
      JsonNode config = new ObjectMapper().readTree(answer.body()).path("coprocessor");
      long size = size(config.path("region-split-size").asText());
      long keys = config.path("region-split-keys").asLong();
      return size > 0 ? Optional.of(new TikvClient.RegionLimits(size, keys)) : Optional.empty();
    } catch (JsonProcessingException e) {
      throw new CompletionException(e);
    }
  }

  static long size(String text) {
    Matcher matcher = SIZE.matcher(text.strip().toUpperCase(Locale.ROOT));
    if (!matcher.matches()) {
      return 0;
    }
    String unit = matcher.group(2);
    int shift = unit.isEmpty() ? 0 : 10 * ("KMGT".indexOf(unit.charAt(0)) + 1);
    return Long.parseLong(matcher.group(1)) << shift;
  }

  /** The mode that a store's metrics show; empty when they do not. */
  static Optional<Boolean> importMode(String metrics) {
    Matcher gauges = GAUGE.matcher(metrics);
    while (gauges.find()) {
      String labels = gauges.group(1);
      if (labels.contains("cf=\"default\"")
          && labels.contains("name=\"hard_pending_compaction_bytes_limit\"")) {
        return Optional.of(Double.parseDouble(gauges.group(2)) == 0);
      }
    }
    return Optional.empty();
  }
}
