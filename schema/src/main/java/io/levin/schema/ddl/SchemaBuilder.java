package io.levin.schema.ddl;

import io.levin.schema.CheckConstraint;
import io.levin.schema.ColumnInfo;
import io.levin.schema.Flags;
import io.levin.schema.ForeignKeyInfo;
import io.levin.schema.Identifiers;
import io.levin.schema.IndexColumn;
import io.levin.schema.IndexInfo;
import io.levin.schema.IndexType;
import io.levin.schema.MysqlType;
import io.levin.schema.PartitionDefinition;
import io.levin.schema.PartitionInfo;
import io.levin.schema.SchemaState;
import io.levin.schema.TableInfo;
import io.levin.schema.TableInfoBuilder;
import io.levin.schema.expr.ExprText;
import io.levin.schema.sql.SqlSyntaxException;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.function.LongSupplier;

/**
 * Makes the {@link TableInfo} that TiDB 8.5 would make of a CREATE TABLE. Safe for use by several
 * threads.
 */
public final class SchemaBuilder {
  private final DdlOptions options;

  /** A builder for one database and session. */
  public SchemaBuilder(DdlOptions options) {
    this.options = options;
  }

  /**
   * The table of a CREATE TABLE statement.
   *
   * @param sql the statement; LIKE is not possible here, see {@link #like}
   * @param ids gives a new id for the table and then for each partition
   * @throws SqlSyntaxException when it is not a CREATE TABLE that can be read
   * @throws DdlException when TiDB would refuse it, or it needs a cluster
   */
  public TableInfo create(String sql, LongSupplier ids) {
    Statement statement = Statements.parse(sql, options.sqlMode());
    if (statement instanceof Statement.CreateTable create && create.definition() != null) {
      return create(create, ids);
    }
    throw new SqlSyntaxException("not a CREATE TABLE with a definition", 0);
  }

  /**
   * The table of a CREATE TABLE statement that was read already.
   *
   * @param create the statement, which has a definition
   * @param ids gives a new id for the table and then for each partition
   * @throws DdlException when TiDB would refuse it, or it needs a cluster
   */
  public TableInfo create(Statement.CreateTable create, LongSupplier ids) {
    TableDefinition definition = create.definition();
    TableOptions tableOptions = definition.options();
    TextType database = new TextType(options.charset(), options.collate());
    TextType text =
        TextType.of(
            tableOptions.text("CHARSET").toLowerCase(Locale.ROOT),
            tableOptions.text("COLLATE").toLowerCase(Locale.ROOT),
            database,
            options.newCollation());
    List<ColumnInfo> columns = columns(definition, text);
    TableInfoBuilder table = new TableInfoBuilder(ids.getAsLong(), create.name().name());
    table.charset(text.charset()).collate(text.collate()).comment(tableOptions.text("COMMENT"));
    keys(table, definition, columns);
    foreignKeys(table, definition);
    checks(table, definition);
    table.columns(columns);
    TableOptionsBuilder.apply(table, tableOptions, definition.columns());
    if (definition.partitioning() != null) {
      table.partition(partitions(definition, columns, ids));
      checkUniqueKeys(table.build(), definition.partitioning());
    }
    TableInfo built = ImplicitKeys.withForeignKeyIndexes(table.build());
    ImplicitKeys.checkVisible(built);
    return built;
  }

  /**
   * The table of {@code CREATE TABLE … LIKE}.
   *
   * @param source the table to take after
   * @param name the new table
   * @param ids gives a new id for the table and then for each partition
   */
  public TableInfo like(TableInfo source, String name, LongSupplier ids) {
    if (source.isView() || source.isSequence()) {
      throw new DdlException("ddl", 1347, "'" + source.name() + "' is not BASE TABLE");
    }
    TableInfoBuilder copy = source.toBuilder().id(ids.getAsLong()).name(name);
    copy.autoIncId(0).autoRandId(0).foreignKeys(List.of()).maxForeignKeyId(0).updateTimestamp(0);
    copy.lock(null).tiflashReplica(null);
    if (source.partition() != null) {
      copy.partition(withNewIds(source.partition(), ids));
    }
    return copy.build();
  }

  /**
   * The table as ALTER TABLE leaves it. New columns and indexes are public at once.
   *
   * @param table as it is
   * @param alterations the clauses of one statement; a {@link Alteration.Rename} changes only the
   *     name
   * @throws DdlException when TiDB would refuse one of them, or it needs a cluster
   */
  public TableInfo alter(TableInfo table, List<Alteration> alterations) {
    return new AlteredTable(table, options).apply(alterations);
  }

  private static PartitionInfo withNewIds(PartitionInfo from, LongSupplier ids) {
    List<PartitionDefinition> definitions =
        from.definitions().stream()
            .map(
                d ->
                    new PartitionDefinition(
                        ids.getAsLong(),
                        d.name(),
                        d.lessThan(),
                        d.inValues(),
                        d.policyRefInfo(),
                        d.comment()))
            .toList();
    return new PartitionInfo(
        from.type(),
        from.expr(),
        from.columns(),
        from.enable(),
        from.emptyColumns(),
        definitions,
        List.of(),
        List.of(),
        null,
        from.num(),
        SchemaState.NONE,
        0,
        null);
  }

  private List<ColumnInfo> columns(TableDefinition definition, TextType text) {
    if (definition.columns().isEmpty()) {
      throw new DdlException("ddl", 1113, "A table must have at least 1 column");
    }
    ColumnBuilder builder = new ColumnBuilder(text, options);
    Set<String> inPrimaryKey = new HashSet<>();
    for (KeyDefinition key : definition.keys()) {
      if (key.kind() == KeyDefinition.Kind.PRIMARY) {
        key.parts().forEach(part -> inPrimaryKey.add(lowerOrEmpty(part.column())));
      }
    }
    Set<String> names = new HashSet<>();
    List<ColumnInfo> columns = new ArrayList<>();
    int autoIncrement = 0;
    for (ColumnDefinition column : definition.columns()) {
      String lower = Identifiers.lower(column.name());
      if (!names.add(lower)) {
        throw new DdlException("ddl", 1060, "Duplicate column name '" + column.name() + "'");
      }
      autoIncrement += column.autoIncrement() ? 1 : 0;
      int offset = columns.size();
      columns.add(builder.build(column, offset + 1L, offset, inPrimaryKey.contains(lower)));
    }
    if (autoIncrement > 1) {
      throw wrongAutoIncrement();
    }
    for (ColumnInfo column : columns) {
      checkDependences(column, names);
    }
    return columns;
  }

  private static void checkDependences(ColumnInfo column, Set<String> names) {
    if (!column.generated()) {
      return;
    }
    for (String name : column.dependences()) {
      if (!names.contains(name)) {
        throw new DdlException(
            "ddl", 1054, "Unknown column '" + name + "' in 'generated column function'");
      }
    }
  }

  private static String lowerOrEmpty(String name) {
    return name == null ? "" : Identifiers.lower(name);
  }

  private static DdlException wrongAutoIncrement() {
    return new DdlException(
        "ddl",
        1075,
        "Incorrect table definition; there can be only one auto column and it must be defined as a"
            + " key");
  }

  private void keys(TableInfoBuilder table, TableDefinition definition, List<ColumnInfo> columns) {
    List<KeyDefinition> keys = new ArrayList<>(definition.keys());
    definition.columns().forEach(column -> inlineKeys(column, keys));
    if (keys.stream().filter(key -> key.kind() == KeyDefinition.Kind.PRIMARY).count() > 1) {
      throw new DdlException("ddl", 1068, "Multiple primary key defined");
    }
    IndexBuilder builder = new IndexBuilder(columns, columns.size());
    List<IndexInfo> indices = new ArrayList<>();
    List<KeyDefinition> named = new KeyNames(Set.of()).complete(keys);
    named.stream().filter(SchemaBuilder::isBuilt).forEach(builder::flagColumns);
    for (KeyDefinition key : named) {
      if (key.kind() == KeyDefinition.Kind.SPATIAL) {
        throw new DdlException("ddl", 1464, "The used table type doesn't support SPATIAL indexes");
      }
      boolean handle =
          key.kind() == KeyDefinition.Kind.PRIMARY && isHandle(table, key, builder, columns);
      if (isBuilt(key) && !handle) {
        indices.add(builder.build(key, indices.size() + 1L));
      }
    }
    checkAutoIncrement(columns, indices);
    table.indices(indices).maxIndexId(indices.size()).maxColumnId(builder.maxColumnId());
  }

  /** TiDB takes a FULLTEXT key and makes none. */
  private static boolean isBuilt(KeyDefinition key) {
    return key.kind() != KeyDefinition.Kind.FULLTEXT;
  }

  private static void inlineKeys(ColumnDefinition column, List<KeyDefinition> keys) {
    List<KeyDefinition.Part> parts =
        List.of(new KeyDefinition.Part(column.name(), null, IndexColumn.WHOLE));
    if (column.primaryKey()) {
      keys.add(
          new KeyDefinition(
              KeyDefinition.Kind.PRIMARY,
              "",
              parts,
              column.clustered(),
              column.global(),
              false,
              "",
              IndexType.BTREE));
    }
    if (column.unique()) {
      keys.add(
          new KeyDefinition(
              KeyDefinition.Kind.UNIQUE,
              "",
              parts,
              null,
              column.global(),
              false,
              "",
              IndexType.BTREE));
    }
  }

  /** Decides about the handle; true when the primary key needs no index. */
  private boolean isHandle(
      TableInfoBuilder table, KeyDefinition key, IndexBuilder builder, List<ColumnInfo> columns) {
    KeyDefinition.Part first = key.parts().get(0);
    boolean integer =
        key.parts().size() == 1
            && first.expr() == null
            && MysqlType.isInteger(columns.get(builder.offsetOf(first.column())).type().tp());
    boolean clustered =
        key.clustered() != null
            ? key.clustered()
            : switch (options.clusteredIndex()) {
              case ON -> true;
              case OFF -> false;
              case INT_ONLY -> integer;
            };
    table.pkIsHandle(clustered && integer);
    table.isCommonHandle(clustered && !integer);
    table.commonHandleVersion(clustered && !integer ? 1 : 0);
    return clustered && integer;
  }

  private static void checkAutoIncrement(List<ColumnInfo> columns, List<IndexInfo> indices) {
    for (ColumnInfo column : columns) {
      if (!column.type().autoIncrement() || column.type().has(Flags.PRI_KEY)) {
        continue;
      }
      boolean first =
          indices.stream().anyMatch(i -> i.columns().get(0).offset() == column.offset());
      if (!first) {
        throw wrongAutoIncrement();
      }
    }
  }

  /** A unique key that is not global has the columns that decide about the partition. */
  private static void checkUniqueKeys(TableInfo table, PartitioningDefinition partitioning) {
    Set<String> needed = PartitionBuilder.partitionColumns(partitioning);
    for (IndexInfo index : table.indices()) {
      Set<String> covered = new HashSet<>();
      index.columns().forEach(part -> covered.add(Identifiers.lower(part.name())));
      if (index.unique() && !index.global() && !covered.containsAll(needed)) {
        throw notCovered(index.primary() ? "PRIMARY KEY" : "UNIQUE INDEX");
      }
    }
    if (table.pkIsHandle()) {
      Set<String> covered = new HashSet<>();
      table.columns().stream()
          .filter(column -> column.type().has(Flags.PRI_KEY))
          .forEach(column -> covered.add(column.lowerName()));
      if (!covered.containsAll(needed)) {
        throw notCovered("PRIMARY KEY");
      }
    }
  }

  private static DdlException notCovered(String kind) {
    return new DdlException(
        "ddl",
        1503,
        "A " + kind + " must include all columns in the table's partitioning function");
  }

  private void foreignKeys(TableInfoBuilder table, TableDefinition definition) {
    List<ForeignKeyInfo> infos = new ArrayList<>();
    for (ForeignKeyDefinition key : definition.foreignKeys()) {
      long id = infos.size() + 1L;
      String schema = key.references().schema();
      infos.add(
          new ForeignKeyInfo(
              id,
              key.name().isEmpty() ? "fk_" + id : key.name(),
              schema.isEmpty() ? options.schema() : schema,
              key.references().name(),
              key.refColumns(),
              key.columns(),
              key.onDelete(),
              key.onUpdate(),
              SchemaState.PUBLIC,
              1));
    }
    table.foreignKeys(infos).maxForeignKeyId(infos.size());
    if (!infos.isEmpty()) {
      table.revision(2);
    }
  }

  private void checks(TableInfoBuilder table, TableDefinition definition) {
    if (!options.checkConstraints()) {
      return;
    }
    List<CheckDefinition> checks = new ArrayList<>(definition.checks());
    definition.columns().forEach(column -> checks.addAll(column.checks()));
    List<CheckConstraint> infos = new ArrayList<>();
    for (CheckDefinition check : checks) {
      long id = infos.size() + 1L;
      String name = table.build().name() + "_chk_" + id;
      infos.add(
          new CheckConstraint(
              id,
              check.name().isEmpty() ? name : check.name(),
              table.build().name(),
              List.copyOf(ExprColumns.of(check.expr())),
              check.enforced(),
              !check.column().isEmpty(),
              ExprText.of(check.expr()),
              SchemaState.PUBLIC));
    }
    table.constraints(infos).maxConstraintId(infos.size());
  }

  private PartitionInfo partitions(
      TableDefinition definition, List<ColumnInfo> columns, LongSupplier ids) {
    List<String> primaryKey =
        columns.stream()
            .filter(column -> column.type().has(Flags.PRI_KEY))
            .map(ColumnInfo::name)
            .toList();
    for (KeyDefinition key : definition.keys()) {
      if (key.kind() == KeyDefinition.Kind.PRIMARY) {
        primaryKey = key.parts().stream().map(KeyDefinition.Part::column).toList();
      }
    }
    return new PartitionBuilder(definition.partitioning(), columns, primaryKey, options, ids)
        .build();
  }
}
