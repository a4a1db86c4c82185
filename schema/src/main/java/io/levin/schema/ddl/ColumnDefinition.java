package io.levin.schema.ddl;

import io.levin.schema.expr.Expr;
import java.util.List;

/**
 * A column as it is written.
 *
 * @param name its name
 * @param type its type
 * @param notNull NOT NULL
 * @param explicitNull NULL
 * @param defaultValue DEFAULT; null where there is none
 * @param defaultInParentheses the DEFAULT is an expression in parentheses
 * @param onUpdateNow ON UPDATE CURRENT_TIMESTAMP
 * @param autoIncrement AUTO_INCREMENT
 * @param autoRandom AUTO_RANDOM; null where there is none
 * @param primaryKey PRIMARY KEY
 * @param clustered CLUSTERED or NONCLUSTERED behind PRIMARY KEY; null where neither is said
 * @param unique UNIQUE
 * @param global GLOBAL behind a key
 * @param comment COMMENT; empty where there is none
 * @param generated the generation expression; null for an ordinary column
 * @param stored STORED and not VIRTUAL
 * @param checks CHECK
 */
public record ColumnDefinition(
    String name,
    TypeDefinition type,
    boolean notNull,
    boolean explicitNull,
    Expr defaultValue,
    boolean defaultInParentheses,
    boolean onUpdateNow,
    boolean autoIncrement,
    AutoRandom autoRandom,
    boolean primaryKey,
    Boolean clustered,
    boolean unique,
    boolean global,
    String comment,
    Expr generated,
    boolean stored,
    List<CheckDefinition> checks) {
  /** Copies the list. */
  public ColumnDefinition {
    checks = List.copyOf(checks);
  }

  /**
   * AUTO_RANDOM.
   *
   * @param shardBits the first number; 5 where there is none
   * @param rangeBits the second number; 64 where there is none
   */
  public record AutoRandom(int shardBits, int rangeBits) {}
}
