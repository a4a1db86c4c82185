package io.levin.schema.ddl;

import io.levin.schema.Identifiers;
import io.levin.schema.PartitionDefinition;
import io.levin.schema.PartitionInfo;
import io.levin.schema.PartitionType;
import java.util.List;
import java.util.stream.Collectors;

/** The PARTITION BY of SHOW CREATE TABLE. */
final class ShowPartitions {
  private ShowPartitions() {}

  static void append(PartitionInfo partition, StringBuilder out) {
    out.append("\nPARTITION BY ").append(partition.type().name());
    boolean key = partition.type() == PartitionType.KEY;
    if (key && partition.emptyColumns()) {
      out.append(" ()");
    } else if (partition.columns().isEmpty()) {
      out.append(" (").append(partition.expr()).append(')');
    } else {
      out.append(key ? " (" : " COLUMNS(");
      out.append(
          partition.columns().stream().map(Identifiers::quote).collect(Collectors.joining(",")));
      out.append(')');
    }
    boolean numbered = key || partition.type() == PartitionType.HASH;
    if (numbered && hasPlainNames(partition.definitions())) {
      out.append(" PARTITIONS ").append(partition.num());
      return;
    }
    out.append("\n(");
    out.append(
        partition.definitions().stream()
            .map(definition -> definition(definition, partition.type()))
            .collect(Collectors.joining(",\n ")));
    out.append(')');
  }

  /** Whether the names and comments are those that a bare count gives. */
  private static boolean hasPlainNames(List<PartitionDefinition> definitions) {
    for (int i = 0; i < definitions.size(); i++) {
      PartitionDefinition definition = definitions.get(i);
      if (!definition.name().equals("p" + i) || !definition.comment().isEmpty()) {
        return false;
      }
    }
    return true;
  }

  private static String definition(PartitionDefinition definition, PartitionType type) {
    StringBuilder text = new StringBuilder("PARTITION ");
    text.append(Identifiers.quote(definition.name()));
    if (type == PartitionType.RANGE) {
      text.append(" VALUES LESS THAN (").append(String.join(",", definition.lessThan()));
      text.append(')');
    } else if (type == PartitionType.LIST) {
      list(definition.inValues(), text);
    }
    if (!definition.comment().isEmpty()) {
      text.append(" COMMENT '").append(ShowCreateTable.escape(definition.comment())).append('\'');
    }
    return text.toString();
  }

  private static void list(List<List<String>> tuples, StringBuilder text) {
    if (tuples.size() == 1 && tuples.get(0).equals(List.of("DEFAULT"))) {
      text.append(" DEFAULT");
      return;
    }
    text.append(" VALUES IN (");
    text.append(
        tuples.stream()
            .map(
                tuple -> {
                  String values = String.join(",", tuple);
                  return tuple.size() == 1 ? values : "(" + values + ")";
                })
            .collect(Collectors.joining(",")));
    text.append(')');
  }
}
