package io.levin.schema.ddl;

import io.levin.schema.PartitionType;
import io.levin.schema.expr.Expr;
import java.util.List;

/**
 * PARTITION BY as it is written.
 *
 * @param type RANGE, LIST, HASH or KEY
 * @param expr what is partitioned by; null where {@code columns} are given
 * @param columns of RANGE COLUMNS, LIST COLUMNS and KEY
 * @param count PARTITIONS; 0 where there is none
 * @param partitions the partitions that are listed
 * @param interval INTERVAL; null where there is none
 */
public record PartitioningDefinition(
    PartitionType type,
    Expr expr,
    List<String> columns,
    int count,
    List<Partition> partitions,
    Interval interval) {
  /** Copies the lists. */
  public PartitioningDefinition {
    columns = List.copyOf(columns);
    partitions = List.copyOf(partitions);
  }

  /**
   * One partition.
   *
   * @param name its name
   * @param lessThan the bound of a RANGE partition, a value a column; MAXVALUE is the keyword
   *     {@code maxvalue}
   * @param in the tuples of a LIST partition; DEFAULT is the keyword {@code default}
   * @param comment COMMENT; empty where there is none
   */
  public record Partition(String name, List<Expr> lessThan, List<List<Expr>> in, String comment) {
    /** Copies the lists. */
    public Partition {
      lessThan = List.copyOf(lessThan);
      in = in.stream().map(List::copyOf).toList();
    }
  }

  /**
   * RANGE partitions at equal distances.
   *
   * @param amount the distance
   * @param unit its unit in lower case; empty for numbers
   * @param first the first bound
   * @param last the last bound
   * @param nullPartition with a partition for NULL
   * @param maxValuePartition with a partition for everything above
   */
  public record Interval(
      Expr amount,
      String unit,
      Expr first,
      Expr last,
      boolean nullPartition,
      boolean maxValuePartition) {}
}
