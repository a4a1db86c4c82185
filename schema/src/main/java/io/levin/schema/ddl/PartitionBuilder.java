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
import io.levin.schema.sql.SqlMode;
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

  /** {@code YYYY-MM-DD}. */
  private static final int DATE_LENGTH = 10;

  private static final int MOST_PARTITIONS = 8192;

  /** Of an interval that can be multiplied by the number of partitions. */
  private static final int MOST_BITS = 48;

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
    boolean time = MysqlType.isDate(type.tp()) || type.tp() == MysqlType.TIME;
    if (time && !(expr instanceof Expr.Str)) {
      throw wrongType();
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
      case MysqlType.DATE, MysqlType.DATETIME, MysqlType.TIMESTAMP -> date(text, type);
      case MysqlType.TIME ->
          Temporals.time(text, type.decimal()).orElseThrow(PartitionBuilder::wrongType);
      default -> text;
    };
  }

  private String date(String text, FieldType type) {
    return new DateText(type.tp(), type.decimal(), options.sqlMode())
        .ofString(text)
        .orElseThrow(PartitionBuilder::wrongType);
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
      partitions.addAll(intervals(interval, column(by.get(0)).type()));
    } else {
      BigInteger amount = ConstantExpr.integer(interval.amount());
      BigInteger last = ConstantExpr.integer(interval.last());
      BigInteger bound = ConstantExpr.integer(interval.first());
      checkPositive(amount);
      while (bound.compareTo(last) < 0 && partitions.size() < MOST_PARTITIONS) {
        partitions.add(partition("P_LT_" + bound, List.of(bound.toString()), List.of(), ""));
        bound = bound.add(amount);
      }
      checkLast(bound.compareTo(last));
      partitions.add(partition("P_LT_" + bound, List.of(bound.toString()), List.of(), ""));
    }
    if (interval.maxValuePartition()) {
      partitions.add(partition("P_MAXVALUE", List.of(MAXVALUE), List.of(), ""));
    }
    return partitions;
  }

  private List<PartitionDefinition> intervals(
      PartitioningDefinition.Interval interval, FieldType type) {
    BigInteger amount = ConstantExpr.integer(interval.amount());
    checkPositive(amount);
    int shown = type.tp() == MysqlType.DATE ? DATE_LENGTH : Integer.MAX_VALUE;
    String first = moment(interval.first(), type);
    String last = cut(moment(interval.last(), type), shown);
    List<PartitionDefinition> partitions = new ArrayList<>();
    String bound = cut(first, shown);
    while (bound.compareTo(last) < 0 && partitions.size() < MOST_PARTITIONS) {
      partitions.add(partition("P_LT_" + bound, List.of(quoted(bound)), List.of(), ""));
      long steps = amount.longValueExact() * partitions.size();
      bound = cut(Temporals.plus(first, steps, interval.unit(), type.decimal()), shown);
    }
    checkLast(bound.compareTo(last));
    partitions.add(partition("P_LT_" + bound, List.of(quoted(bound)), List.of(), ""));
    return partitions;
  }

  private static String cut(String text, int length) {
    return text.length() > length ? text.substring(0, length) : text;
  }

  /** A date of the calendar, which one can reckon with. */
  private static String moment(Expr expr, FieldType type) {
    if (!(expr instanceof Expr.Str str)) {
      throw wrongType();
    }
    return new DateText(MysqlType.DATETIME, type.decimal(), SqlMode.DEFAULT)
        .ofString(str.value())
        .orElseThrow(PartitionBuilder::wrongType);
  }

  private static void checkPositive(BigInteger amount) {
    if (amount.signum() <= 0 || amount.bitLength() > MOST_BITS) {
      throw new DdlException("ddl", 8200, "INTERVAL, should be a positive number");
    }
  }

  /** The last bound is one of those that the interval makes. */
  private static void checkLast(int difference) {
    if (difference < 0) {
      throw new DdlException("ddl", 1499, "Too many partitions were defined");
    } else if (difference > 0) {
      throw new DdlException("ddl", 8200, "INTERVAL: LAST is not FIRST and some intervals");
    }
  }

  private PartitionDefinition partition(
      String name, List<String> lessThan, List<List<String>> in, String comment) {
    return new PartitionDefinition(ids.getAsLong(), name, lessThan, in, null, comment);
  }
}
