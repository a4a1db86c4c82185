package io.levin.playground.tidb.session;

import io.levin.playground.tidb.catalog.AutoIdKind;
import io.levin.playground.tidb.catalog.AutoIds;
import io.levin.playground.tidb.catalog.Catalog;
import io.levin.playground.tidb.catalog.Database;
import io.levin.playground.tidb.sql.TableName;
import io.levin.playground.tidb.sql.Tokens;
import io.levin.playground.tidb.wire.Outcome;
import io.levin.playground.tidb.wire.SqlError;
import io.levin.schema.Flags;
import io.levin.schema.IndexInfo;
import io.levin.schema.TableInfo;
import io.levin.schema.ddl.Alteration;
import io.levin.schema.ddl.SchemaBuilder;
import io.levin.schema.ddl.Statement;
import java.util.ArrayList;
import java.util.List;

/** ALTER TABLE. */
final class AlterCommand {
  private final Session session;
  private final Catalog catalog;

  AlterCommand(Session session) {
    this.session = session;
    this.catalog = session.server().catalog();
  }

  Outcome run(Statement.AlterTable s) {
    TableName name = DdlCommand.own(s.name());
    Database database = catalog.requireDatabase(session.schemaOf(name));
    TableInfo table = session.table(name);
    if (table.isView()) {
      throw new SqlError(1347, "'" + database.name() + "." + table.name() + "' is not BASE TABLE");
    }
    List<Alteration> definition = new ArrayList<>();
    for (Alteration alteration : s.alterations()) {
      if (alteration instanceof Alteration.AutoIncrement a) {
        autoIncrement(database, table, a.value(), a.force());
      } else if (alteration instanceof Alteration.AutoRandomBase a) {
        autoRandomBase(database, table, a.value(), a.force());
      } else if (alteration instanceof Alteration.Rename a) {
        new DdlCommand(session).rename(name, DdlCommand.own(a.name()));
      } else {
        definition.add(alteration);
      }
    }
    if (!definition.isEmpty()) {
      change(database, table, definition);
    }
    return Outcome.Done.NOTHING;
  }

  /** New indexes are filled from the rows before anybody can see them. */
  private void change(Database database, TableInfo table, List<Alteration> alterations) {
    SchemaBuilder builder = new SchemaBuilder(session.ddlOptions(database));
    TableInfo changed = builder.alter(table, alterations);
    List<IndexInfo> added =
        changed.indices().stream().filter(i -> i.id() > table.maxIndexId()).toList();
    if (!added.isEmpty()) {
      new IndexBackfill(session, changed).fill(added);
    }
    catalog.putTable(
        database,
        changed.toBuilder()
            .revision(table.revision() + 1)
            .updateTimestamp(session.server().cluster().newTimestamp())
            .build());
    new DdlCommand(session).awaitUnused(table);
  }

  /** Accepted on any table, also one without such a column. */
  private void autoIncrement(Database database, TableInfo table, long next, boolean force) {
    alter(database, table, AutoIds.autoIncrementOf(table), next, force, "AUTO_INCREMENT");
  }

  private void autoRandomBase(Database database, TableInfo table, long next, boolean force) {
    if (table.autoRandomBits() == 0) {
      throw new SqlError(
          8216, "Invalid auto random: alter auto_random_base of a non auto_random table");
    }
    int range = table.autoRandomRangeBits() == 0 ? 64 : table.autoRandomRangeBits();
    boolean signed =
        table.columns().stream()
            .filter(c -> c.type().has(Flags.PRI_KEY))
            .noneMatch(c -> c.type().unsigned());
    long max = (1L << (range - table.autoRandomBits() - (signed ? 1 : 0))) - 1;
    if (next < 0 || next > max) {
      throw new SqlError(
          8216,
          "Invalid auto random: alter auto_random_base to "
              + Long.toUnsignedString(next)
              + " overflows the incremental bits, max allowed base is "
              + max);
    }
    alter(database, table, AutoIdKind.AUTO_RANDOM, next, force, "AUTO_RANDOM_BASE");
  }

  private void alter(
      Database database, TableInfo table, AutoIdKind kind, long next, boolean force, String name) {
    long schemaId = AutoIdRows.schemaId(database, table);
    long result = catalog.autoIds().alter(schemaId, table.id(), kind, next, force);
    if (result != next) {
      session.warn(
          1105,
          "Can't reset "
              + name
              + " to "
              + next
              + " without FORCE option, using "
              + result
              + " instead");
    }
  }

  /** {@code ALTER TABLE t SET TIFLASH REPLICA n}: only the definition says so. */
  Outcome tiflashReplica(Tokens in) {
    in.expect("ALTER", "TABLE");
    TableName name = in.tableName();
    in.expect("SET", "TIFLASH", "REPLICA");
    int count = Integer.parseInt(in.next().text());
    in.expectEnd();
    TableInfo table = session.table(name);
    catalog.putTable(
        catalog.requireDatabase(session.schemaOf(name)),
        table.toBuilder().tiflashReplica(count == 0 ? null : TiflashReplica.of(count)).build());
    return Outcome.Done.NOTHING;
  }
}
