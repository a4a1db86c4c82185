package io.levin.source.route;

import java.util.Locale;

/** What a file of a dump holds. */
public enum FileType {
  /** CREATE DATABASE. */
  SCHEMA_SCHEMA("schema-schema"),
  /** CREATE TABLE. */
  TABLE_SCHEMA("table-schema"),
  /** CREATE VIEW. */
  VIEW_SCHEMA("view-schema"),
  /** Rows as INSERT statements. */
  SQL("sql"),
  /** Rows as separated text. */
  CSV("csv"),
  /** Rows as Parquet. */
  PARQUET("parquet"),
  /** Nothing for us. */
  IGNORE("ignore");

  private final String text;

  FileType(String text) {
    this.text = text;
  }

  /** The name that rules use. */
  public String text() {
    return text;
  }

  /** Whether the file holds rows. */
  public boolean isData() {
    return this == SQL || this == CSV || this == PARQUET;
  }

  /**
   * The type of a name in any case, blanks around it ignored.
   *
   * @throws IllegalArgumentException if there is none, with the text that users know
   */
  static FileType ofText(String name) {
    String lower = name.strip().toLowerCase(Locale.ROOT);
    for (FileType type : values()) {
      if (type.text.equals(lower)) {
        return type;
      }
    }
    throw new IllegalArgumentException("unknown source type '" + name + "'");
  }
}
