package io.levin.tikv;

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
import java.util.List;
import java.util.Locale;
import java.util.Optional;
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

  /** The limits of the first store that tells them; empty when none does. */
  Optional<TikvClient.RegionLimits> regionLimits(List<Store> stores, Cancellation cancellation) {
    HttpClient.Builder builder = HttpClient.newBuilder().connectTimeout(TIMEOUT);
    SSLContext context = tls.sslContext();
    if (context != null) {
      builder.sslContext(context);
    }
    HttpClient http = builder.version(HttpClient.Version.HTTP_1_1).build();
    for (Store store : stores) {
      if (!store.isUp() || store.isTiFlash() || store.statusAddress().isEmpty()) {
        continue;
      }
      cancellation.throwIfCancelled();
      try {
        JsonNode config = config(http, store).path("coprocessor");
        long size = size(config.path("region-split-size").asText());
        long keys = config.path("region-split-keys").asLong();
        if (size > 0) {
          return Optional.of(new TikvClient.RegionLimits(size, keys));
        }
      } catch (IOException e) {
        LOG.info("store {} does not tell its region size: {}", store.id(), e.getMessage());
      }
    }
    return Optional.empty();
  }

  private JsonNode config(HttpClient http, Store store) throws IOException {
    URI uri = URI.create(tls.scheme() + "://" + store.statusAddress() + "/config");
    try {
      HttpResponse<String> answer =
          http.send(
              HttpRequest.newBuilder(uri).timeout(TIMEOUT).build(),
              HttpResponse.BodyHandlers.ofString());
      if (answer.statusCode() != 200) {
        throw new IOException(uri + " answered " + answer.statusCode());
      }
      return new ObjectMapper().readTree(answer.body());
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new IOException("interrupted", e);
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
