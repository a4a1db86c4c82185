package io.levin.playground.tikv;

import io.levin.playground.model.Store;

/** The few gauges of a store from which a tool reads its mode. */
final class StoreMetrics {
  private static final long NORMAL_PENDING_LIMIT = 1L << 40;
  private static final int IMPORT_TRIGGER = 1 << 30;
  private static final int NORMAL_TRIGGER = 36;

  private StoreMetrics() {}

  static String text(Store store) {
    boolean importing = store.importMode();
    String name = "tikv_config_rocksdb";
    StringBuilder out = new StringBuilder("# TYPE " + name + " gauge\n");
    for (String family : new String[] {"default", "write", "lock"}) {
      gauge(
          out,
          name,
          family,
          "hard_pending_compaction_bytes_limit",
          importing ? 0 : NORMAL_PENDING_LIMIT);
      gauge(
          out,
          name,
          family,
          "level0_stop_writes_trigger",
          importing ? IMPORT_TRIGGER : NORMAL_TRIGGER);
      gauge(
          out,
          name,
          family,
          "level0_slowdown_writes_trigger",
          importing ? IMPORT_TRIGGER : NORMAL_TRIGGER);
    }
    return out.toString();
  }

  private static void gauge(
      StringBuilder out, String metric, String family, String name, long value) {
    out.append(metric)
        .append("{cf=\"")
        .append(family)
        .append("\",name=\"")
        .append(name)
        .append("\"} ")
        .append(value)
        .append('\n');
  }
}
