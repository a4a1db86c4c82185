package io.levin.pd;

import com.fasterxml.jackson.databind.JsonNode;
import java.math.BigDecimal;
import java.util.HashMap;
import java.util.Locale;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * A store with its fill level, as PD's HTTP service tells it.
 *
 * @param id the store's id
 * @param address host and port of its gRPC service
 * @param version as the store reports it
 * @param state 0 up, 1 offline, 2 tombstone
 * @param stateName PD's own view: Up, Offline, Disconnected, Down, Tombstone
 * @param labels placement labels
 * @param capacity bytes; 0 when not known
 * @param available bytes; 0 when not known
 * @param regionCount regions with a peer on it
 * @param leaderCount regions that it leads
 */
public record StoreStatus(
    long id,
    String address,
    String version,
    int state,
    String stateName,
    Map<String, String> labels,
    long capacity,
    long available,
    long regionCount,
    long leaderCount) {
  private static final Pattern SIZE = Pattern.compile("([0-9.]+)\\s*([KMGTPE]?)(?:IB|B)?");

  static StoreStatus of(JsonNode json) {
    JsonNode store = json.path("store");
    JsonNode status = json.path("status");
    Map<String, String> labels = new HashMap<>();
    for (JsonNode label : store.path("labels")) {
      labels.put(label.path("key").asText(), label.path("value").asText());
    }
    return new StoreStatus(
        store.path("id").asLong(),
        store.path("address").asText(),
        store.path("version").asText(),
        store.path("state").asInt(),
        store.path("state_name").asText(),
        Map.copyOf(labels),
        size(status.path("capacity").asText()),
        size(status.path("available").asText()),
        status.path("region_count").asLong(),
        status.path("leader_count").asLong());
  }

  /** Bytes of a text such as {@code 953.7GiB}; 0 when it is none. */
  static long size(String text) {
    Matcher matcher = SIZE.matcher(text.strip().toUpperCase(Locale.ROOT));
    if (!matcher.matches()) {
      return 0;
    }
    try {
      int power = matcher.group(2).isEmpty() ? 0 : "KMGTPE".indexOf(matcher.group(2).charAt(0)) + 1;
      return new BigDecimal(matcher.group(1))
          .multiply(BigDecimal.valueOf(1L << (10 * power)))
          .longValue();
    } catch (NumberFormatException e) {
      return 0;
    }
  }

  /** True for a TiFlash store of either kind. */
  public boolean isTiFlash() {
    return Store.isTiFlash(labels);
  }

  /** The free share of its capacity, 0 to 1; 1 when the capacity is not known. */
  public double freeShare() {
    return capacity == 0 ? 1 : (double) available / capacity;
  }
}
