package io.levin.schema.ddl;

import io.levin.schema.ColumnInfo;
import io.levin.schema.FieldType;
import io.levin.schema.Identifiers;
import io.levin.schema.MysqlType;
import io.levin.schema.PartitionDefinition;
import io.levin.schema.PartitionInfo;
import io.levin.schema.PartitionType;
import io.levin.schema.SchemaState;
import io.levin.schema.expr.Expr;
import io.levin.schema.expr.ExprText;
import java.math.BigInteger;
import java.nio.charset.Charset;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashSet;
import java.util.HexFormat;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.function.LongSupplier;
import java.util.stream.Collectors;

/** Makes the partitions of a table from their definitions. */
final class PartitionBuilder {
  private static final String MAXVALUE = "MAXVALUE";
  private static final Charset GBK = Charset.forName("GBK");

  private final PartitioningDefinition definition;
  private final List<ColumnInfo> columns;
  private final List<String> primaryKey;
  private final DdlOptions options;
  private final LongSupplier ids;

  PartitionBuilder(
      PartitioningDefinition definition,
      List<ColumnInfo> columns,
      List<String> primaryKey,
      DdlOptions options,
      LongSupplier ids) {
    this.definition = definition;
    this.columns = columns;
    this.primaryKey = primaryKey;
    this.options = options;
    this.ids = ids;
  }

  PartitionInfo build() {
    boolean emptyKey = definition.type() == PartitionType.KEY && definition.columns().isEmpty();
    List<String> by = emptyKey ? primaryKey : columnNames();
    List<PartitionDefinition> partitions =
        switch (definition.type()) {
          case RANGE -> definition.interval() == null ? ranges(by) : intervals(by);
          case LIST -> lists(by);
          default -> numbered();
        };
    checkNames(partitions);
    partitionColumns(definition).forEach(this::column);
    return new PartitionInfo(
        definition.type(),
        definition.expr() == null ? "" : ExprText.ofPartitioning(definition.expr()),
        by,
        true,
        emptyKey,
        partitions,
        List.of(),
        List.of(),
        null,
        definition.interval() == null ? partitions.size() : 0,
        SchemaState.NONE,
        0,
        null);
  }

  /** The lower-case names of the columns that decide about the partition. */
  static Set<String> partitionColumns(PartitioningDefinition definition) {
    return definition.expr() == null
        ? definition.columns().stream().map(Identifiers::lower).collect(Collectors.toSet())
        : ExprColumns.of(definition.expr());
  }

  private List<String> columnNames() {
    return definition.columns().stream().map(name -> column(name).name()).toList();
  }

  private ColumnInfo column(String name) {
    String lower = Identifiers.lower(name);
    return columns.stream()
        .filter(column -> column.lowerName().equals(lower))
        .findFirst()
        .orElseThrow(
            () ->
                new DdlException(
                    "ddl", 1054, "Unknown column '" + name + "' in 'partition function'"));
  }

  private static void checkNames(List<PartitionDefinition> partitions) {
    Set<String> names = new HashSet<>();
    for (PartitionDefinition partition : partitions) {
      if (!names.add(Identifiers.lower(partition.name()))) {
        throw new DdlException("ddl", 1517, "Duplicate partition name " + partition.name());
      }
    }
  }

  private List<PartitionDefinition> numbered() {
    List<PartitionDefinition> partitions = new ArrayList<>();
    int listed = definition.partitions().size();
    int count = definition.count() > 0 ? definition.count() : Math.max(listed, 1);
    for (int i = 0; i < count; i++) {
      boolean named = i < listed;
      String name = named ? definition.partitions().get(i).name() : "p" + i;
      String comment = named ? definition.partitions().get(i).comment() : "";
      partitions.add(partition(name, List.of(), List.of(), comment));
    }
    return partitions;
  }

  private List<PartitionDefinition> ranges(List<String> by) {
    List<PartitionDefinition> partitions = new ArrayList<>();
    for (PartitioningDefinition.Partition partition : definition.partitions()) {
      List<String> bounds = new ArrayList<>();
      int width = Math.max(by.size(), 1);
      if (partition.lessThan().size() != width && partition.lessThan().size() != 1) {
        throw new DdlException(
            "ddl", 1653, "Inconsistency in usage of column lists for partitioning");
      }
      for (int i = 0; i < partition.lessThan().size(); i++) {
        bounds.add(value(partition.lessThan().get(i), by, i));
      }
      partitions.add(partition(partition.name(), bounds, List.of(), partition.comment()));
    }
    return partitions;
  }

  private List<PartitionDefinition> lists(List<String> by) {
    List<PartitionDefinition> partitions = new ArrayList<>();
    for (PartitioningDefinition.Partition partition : definition.partitions()) {
      List<List<String>> tuples = new ArrayList<>();
      for (List<Expr> tuple : partition.in()) {
        List<String> values = new ArrayList<>();
        for (int i = 0; i < tuple.size(); i++) {
          values.add(value(tuple.get(i), by, i));
        }
        tuples.add(values);
      }
      partitions.add(partition(partition.name(), List.of(), tuples, partition.comment()));
    }
    return partitions;
  }

  /** A bound or a member as TableInfo has it: an SQL literal, or a keyword. */
  private String value(Expr expr, List<String> by, int position) {
    if (expr instanceof Expr.Keyword keyword) {
      return keyword.word().toUpperCase(Locale.ROOT);
    }
    if (expr instanceof Expr.Null) {
      return "NULL";
    }
    if (by.isEmpty()) {
      return ConstantExpr.integer(expr, options.zone()).toString();
    }
    FieldType type = column(by.get(position)).type();
    if (MysqlType.isInteger(type.tp())) {
      return ConstantExpr.integer(expr, options.zone()).toString();
    }
    byte[] bytes =
        expr instanceof Expr.Bits bits ? Literals.bytes(bits.digits(), bits.bits()) : null;
    String text =
        bytes != null
            ? new String(bytes, type.charset().equals("gbk") ? GBK : StandardCharsets.UTF_8)
            : expr instanceof Expr.Str str
                ? str.value()
                : expr instanceof Expr.Temporal temporal
                    ? temporal.text()
                    : ConstantExpr.text(expr);
    if (MysqlType.isString(type.tp()) && type.charset().equals("binary")) {
      return hexadecimal(bytes == null ? text.getBytes(StandardCharsets.UTF_8) : bytes, type);
    }
    return quoted(normalized(text, type));
  }

  /** Bytes may be no text, so that TiDB keeps them in hexadecimal. */
  private String hexadecimal(byte[] bytes, FieldType type) {
    boolean tooLong = bytes.length > type.flen();
    if (tooLong && options.sqlMode().strict()) {
      throw wrongType();
    }
    boolean fixed = tooLong || type.tp() == MysqlType.CHAR;
    return "_binary 0x"
        + HexFormat.of().formatHex(fixed ? Arrays.copyOf(bytes, (int) type.flen()) : bytes);
  }

  private String normalized(String text, FieldType type) {
    return switch (type.tp()) {
      case MysqlType.CHAR, MysqlType.VARCHAR -> fitted(text, (int) type.flen());
      case MysqlType.DATE -> Temporals.date(text).orElseThrow(PartitionBuilder::wrongType);
      case MysqlType.DATETIME, MysqlType.TIMESTAMP ->
          Temporals.dateTime(text, type.decimal()).orElseThrow(PartitionBuilder::wrongType);
      case MysqlType.TIME ->
          Temporals.time(text, type.decimal()).orElseThrow(PartitionBuilder::wrongType);
      default -> text;
    };
  }

  /** A text cut to its column; only spaces may go in a strict mode. */
  private String fitted(String text, int characters) {
    if (text.codePointCount(0, text.length()) <= characters) {
      return text;
    }
    int end = text.offsetByCodePoints(0, characters);
    if (options.sqlMode().strict() && !text.substring(end).chars().allMatch(c -> c == ' ')) {
      throw wrongType();
    }
    return text.substring(0, end);
  }

  private static String quoted(String text) {
    return "'" + text.replace("\\", "\\\\").replace("'", "''") + "'";
  }

  private static DdlException wrongType() {
    return new DdlException("ddl", 1654, "Partition column values of incorrect type");
  }

  private List<PartitionDefinition> intervals(List<String> by) {
    PartitioningDefinition.Interval interval = definition.interval();
    List<PartitionDefinition> partitions = new ArrayList<>();
    boolean times = !interval.unit().isEmpty();
    if (interval.nullPartition()) {
      throw new DdlException("ddl", 8200, "INTERVAL with NULL PARTITION is not understood");
    }
    if (times) {
      FieldType type = column(by.get(0)).type();
      int fsp = type.decimal();
      long amount = ConstantExpr.integer(interval.amount()).longValueExact();
      String first =
          Temporals.dateTime(text(interval.first()), fsp).orElseThrow(PartitionBuilder::wrongType);
      String last =
          Temporals.dateTime(text(interval.last()), fsp).orElseThrow(PartitionBuilder::wrongType);
      String bound = first;
      for (int i = 1; bound.compareTo(last) <= 0; i++) {
        String shown = type.tp() == MysqlType.DATE ? bound.substring(0, 10) : bound;
        partitions.add(partition("P_LT_" + shown, List.of(quoted(shown)), List.of(), ""));
        bound = Temporals.plus(first, amount * i, interval.unit(), fsp);
      }
    } else {
      BigInteger amount = ConstantExpr.integer(interval.amount());
      BigInteger last = ConstantExpr.integer(interval.last());
      BigInteger bound = ConstantExpr.integer(interval.first());
      while (bound.compareTo(last) <= 0) {
        partitions.add(partition("P_LT_" + bound, List.of(bound.toString()), List.of(), ""));
        bound = bound.add(amount);
      }
    }
    if (interval.maxValuePartition()) {
      partitions.add(partition("P_MAXVALUE", List.of(MAXVALUE), List.of(), ""));
    }
    return partitions;
  }

  private static String text(Expr expr) {
    return expr instanceof Expr.Str str ? str.value() : ConstantExpr.text(expr);
  }

  private PartitionDefinition partition(
      String name, List<String> lessThan, List<List<String>> in, String comment) {
    return new PartitionDefinition(ids.getAsLong(), name, lessThan, in, null, comment);
  }
}
