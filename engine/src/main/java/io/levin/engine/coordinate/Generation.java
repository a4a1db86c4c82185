package io.levin.engine.coordinate;

/** The shapes that the table of tasks has had. All share the table of tables. */
public enum Generation {
  /** Early 5.1: status alone. */
  V5_1("task_meta", "5.1"),
  /** 5.3: and how tasks ended, and their source's size. */
  V5_3("task_meta", "5.3"),
  /** 5.4 to 6.6: and the space there was. */
  V6("task_meta", "6.x"),
  /** Since 7.0: TiKV and TiFlash apart. */
  V7("task_meta_v2", "7.x");

  private final String table;
  private final String text;

  Generation(String table, String text) {
    this.table = table;
    this.text = text;
  }

  /** The name of the table. */
  public String table() {
    return table;
  }

  /** As {@code levin.meta-compat} spells it. */
  public String text() {
    return text;
  }

  /** The generation that a configuration names; null for {@code auto}. */
  static Generation named(String text) {
    for (Generation generation : values()) {
      if (generation.text.equals(text)) {
        return generation;
      }
    }
    return null;
  }

  String definition() {
    String state =
        "state TINYINT(1) NOT NULL DEFAULT 0 COMMENT '0: normal, 1: exited before finish', ";
    return "task_id BIGINT(20) UNSIGNED NOT NULL, "
        + "pd_cfgs VARCHAR(2048) NOT NULL DEFAULT '', "
        + "status VARCHAR(32) NOT NULL, "
        + switch (this) {
          case V5_1 -> "";
          case V5_3 -> state + "source_bytes BIGINT(20) UNSIGNED NOT NULL DEFAULT 0, ";
          case V6 ->
              state
                  + "source_bytes BIGINT(20) UNSIGNED NOT NULL DEFAULT 0, "
                  + "cluster_avail BIGINT(20) UNSIGNED NOT NULL DEFAULT 0, ";
          case V7 ->
              state
                  + "tikv_source_bytes BIGINT(20) UNSIGNED NOT NULL DEFAULT 0, "
                  + "tiflash_source_bytes BIGINT(20) UNSIGNED NOT NULL DEFAULT 0, "
                  + "tikv_avail BIGINT(20) UNSIGNED NOT NULL DEFAULT 0, "
                  + "tiflash_avail BIGINT(20) UNSIGNED NOT NULL DEFAULT 0, ";
        }
        + "PRIMARY KEY (task_id)";
  }

  /** The columns as {@link TaskRow} orders them; a constant stands for one that is not there. */
  String columns() {
    return "task_id, pd_cfgs, status, "
        + switch (this) {
          case V5_1 -> "0, 0, 0, 0, 0";
          case V5_3 -> "state, source_bytes, 0, 0, 0";
          case V6 -> "state, source_bytes, 0, cluster_avail, 0";
          case V7 -> "state, tikv_source_bytes, tiflash_source_bytes, tikv_avail, tiflash_avail";
        };
  }
}
