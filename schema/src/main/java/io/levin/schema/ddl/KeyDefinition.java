package io.levin.schema.ddl;

import io.levin.schema.IndexType;
import io.levin.schema.expr.Expr;
import java.util.List;

/**
 * An index as it is written.
 *
 * @param kind what it is
 * @param name its name; empty where there is none
 * @param parts its columns and expressions
 * @param clustered CLUSTERED or NONCLUSTERED; null where neither is said
 * @param global GLOBAL
 * @param invisible INVISIBLE
 * @param comment COMMENT; empty where there is none
 * @param type USING
 */
public record KeyDefinition(
    Kind kind,
    String name,
    List<Part> parts,
    Boolean clustered,
    boolean global,
    boolean invisible,
    String comment,
    IndexType type) {
  /** Copies the list. */
  public KeyDefinition {
    parts = List.copyOf(parts);
  }

  /** Kinds of indexes. */
  public enum Kind {
    PRIMARY,
    UNIQUE,
    KEY,
    /** Accepted and left out, as TiDB does. */
    FULLTEXT,
    /** Refused, as TiDB does. */
    SPATIAL,
    /** For TiFlash; has no entries in TiKV. */
    VECTOR
  }

  /**
   * One column or expression of an index.
   *
   * @param column the column; null for an expression
   * @param expr the expression; null for a column
   * @param length of a prefix; -1 for the whole column
   */
  public record Part(String column, Expr expr, int length) {}

  KeyDefinition withName(String newName) {
    return new KeyDefinition(kind, newName, parts, clustered, global, invisible, comment, type);
  }

  KeyDefinition withParts(List<Part> newParts) {
    return new KeyDefinition(kind, name, newParts, clustered, global, invisible, comment, type);
  }
}
