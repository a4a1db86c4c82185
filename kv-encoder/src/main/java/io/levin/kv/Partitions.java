package io.levin.kv;

import io.levin.base.ErrorCode;
import io.levin.base.ImportException;
import io.levin.kv.value.ConversionException;
import io.levin.kv.value.Session;
import io.levin.kv.value.SqlError;
import io.levin.kv.value.Value;
import io.levin.schema.ColumnInfo;
import io.levin.schema.Flags;
import io.levin.schema.PartitionDefinition;
import io.levin.schema.PartitionInfo;
import io.levin.schema.TableInfo;
import java.util.List;

/** Which physical table a row goes into. Keeps scratch space. */
abstract class Partitions {
  /** What {@link #route} gives for a row that fits none. */
  static final int NONE = -1;

  private long[] physicalIds;

  /** The partitions of a table, or one that stands for the table itself. */
  static Partitions of(TableInfo table, ColumnBytes[] columns, Session session) {
    if (!table.isPartitioned()) {
      Partitions whole = new Whole();
      whole.ids(List.of(table.id()));
      return whole;
    }
    PartitionInfo info = table.partition();
    boolean byColumns = !info.columns().isEmpty();
    Partitions partitions =
        switch (info.type()) {
          case RANGE ->
              byColumns
                  ? RangePartitions.ofColumns(table, columns, session)
                  : RangePartitions.ofExpression(table, session);
          case LIST ->
              byColumns
                  ? ListPartitions.ofColumns(table, columns, session)
                  : ListPartitions.ofExpression(table, session);
          case HASH -> new HashPartitions(table, session);
          case KEY -> new KeyPartitions(table, session);
          default ->
              throw new ImportException(
                  ErrorCode.ENCODE_KV,
                  "table `" + table.name() + "` has partitions of type " + info.type(),
                  "import it by SQL");
        };
    partitions.ids(info.definitions().stream().map(PartitionDefinition::id).toList());
    return partitions;
  }

  private void ids(List<Long> ids) {
    physicalIds = ids.stream().mapToLong(Long::longValue).toArray();
  }

  /**
   * The physical id for a row.
   *
   * @throws ConversionException if no partition takes it
   */
  final long physicalId(Value[] row) throws ConversionException {
    int partition = route(row);
    if (partition == NONE) {
      throw new ConversionException(SqlError.NO_PARTITION, "Table has no partition for " + of(row));
    }
    return physicalIds[partition];
  }

  /** The number of the partition in the order of definitions, or {@link #NONE}. */
  abstract int route(Value[] row) throws ConversionException;

  /** What decided about a row that fits no partition, for the message. */
  String of(Value[] row) {
    return "value";
  }

  /** The columns that partitions are made by, by name; KEY() without any means the primary key. */
  static List<ColumnInfo> partitionColumns(TableInfo table) {
    List<String> names = table.partition().columns();
    if (names.isEmpty() && table.pkIsHandle()) {
      return table.columns().stream().filter(c -> c.type().has(Flags.PRI_KEY)).toList();
    }
    if (names.isEmpty()) {
      return table.primaryIndex().orElseThrow().columns().stream()
          .map(column -> table.columns().get(column.offset()))
          .toList();
    }
    return names.stream().map(name -> table.column(name).orElseThrow()).toList();
  }

  /** A table without partitions. */
  private static final class Whole extends Partitions {
    @Override
    int route(Value[] row) {
      return 0;
    }
  }
}
