package io.levin.engine.share;

import io.levin.base.Cancellation;
import io.levin.base.ErrorCode;
import io.levin.base.ImportException;
import io.levin.base.Ticker;
import io.levin.config.Config;
import io.levin.engine.coordinate.Attempts;
import io.levin.engine.coordinate.Members;
import io.levin.tidb.TidbClient;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.util.Optional;
import java.util.UUID;
import java.util.concurrent.ThreadLocalRandom;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** How a process finds its fleet and becomes a member; the first one founds it. */
public final class FleetJoining {
  private static final Logger LOG = LoggerFactory.getLogger(FleetJoining.class);
  private static final long LOOK_MILLIS = 500;
  private static final int SOURCE_LENGTH = 1024;

  private final Config config;
  private final TidbClient tidb;
  private final FleetIdentity identity;
  private final Cancellation cancellation;
  private final Attempts patient;
  private final FleetTables tables;

  /**
   * @param tidb connections that the cancellation of the import does not close; closed with what
   *     {@link #join} returns
   */
  public FleetJoining(
      Config config, TidbClient tidb, FleetIdentity identity, Cancellation cancellation) {
    this.config = config;
    this.tidb = tidb;
    this.identity = identity;
    this.cancellation = cancellation;
    this.patient = new Attempts(tidb, Attempts.PATIENT, cancellation);
    this.tables = new FleetTables(tidb, config.lightning().metaSchemaName());
  }

  /**
   * Joins the fleet that imports the same files into the same tables, or founds it.
   *
   * @throws ImportException {@link ErrorCode#INVALID_CONFIG} naming the settings that differ from
   *     the fleet's; {@link ErrorCode#INIT_META_MANAGER} when its rows cannot be written
   */
  public SharedFleet join() {
    boolean joined = false;
    try {
      while (true) {
        Optional<SharedFleet> fleet = attempt();
        if (fleet.isPresent()) {
          joined = true;
          return fleet.get();
        }
        cancellation.sleep(LOOK_MILLIS);
      }
    } finally {
      if (!joined) {
        tidb.close();
      }
    }
  }

  /** Nothing when the fleet came to its end meanwhile. */
  private Optional<SharedFleet> attempt() {
    try {
      return join(find());
    } catch (FleetGoneException e) {
      return Optional.empty();
    }
  }

  private Optional<SharedFleet> join(Fleet found) {
    Attempts hasty = new Attempts(tidb, Attempts.HASTY, new Cancellation());
    SqlFleetStore store = new SqlFleetStore(patient, hasty, tables, found.taskId());
    FleetMember self =
        new FleetMember(
            UUID.randomUUID().toString(),
            identity.homeId(),
            identity.host(),
            ProcessHandle.current().pid(),
            FleetMember.State.LIVE,
            0,
            0);
    Membership membership =
        new Membership(
            store,
            self,
            config.levin().heartbeat(),
            config.levin().takeoverAfter(),
            Ticker.system());
    boolean alone = membership.join();
    // Looked at behind that: from now on nobody removes it.
    Fleet fleet = store.fleet().orElse(null);
    if (fleet == null) {
      membership.leave();
      return Optional.empty();
    }
    String differences = identity.differences(fleet.settings());
    boolean nothingDone = fleet.state() == Fleet.State.CHECKING;
    if (fleet.state() == Fleet.State.DONE || !differences.isEmpty() && alone && nothingDone) {
      membership.leave();
      store.remove(membership::isLiveOther);
      return Optional.empty();
    }
    if (!differences.isEmpty()) {
      membership.leave();
      throw different(fleet, differences);
    }
    if (alone) {
      retryFailed(store);
    }
    membership.start(config.levin().heartbeat());
    LOG.atInfo()
        .addKeyValue("task", Long.toUnsignedString(fleet.taskId()))
        .addKeyValue("state", fleet.state())
        .addKeyValue("alone", alone)
        .log("this instance shares the work of its import with others");
    Members members = new Members(tidb, config.lightning().metaSchemaName());
    return Optional.of(
        new SharedFleet(
            tidb,
            store,
            members,
            fleet.taskId(),
            membership,
            config.levin().finishesByHand(),
            cancellation));
  }

  /** Nobody is at work: somebody has acted, and started anew. */
  private static void retryFailed(FleetStore store) {
    for (FleetTable table : store.tables()) {
      if (table.state() == FleetTable.State.FAILED) {
        LOG.atInfo()
            .addKeyValue("table", table.name())
            .addKeyValue("error", table.error())
            .log("a table that has failed is tried again");
        store.changeTable(
            table.tableId(),
            row ->
                row.state() == FleetTable.State.FAILED
                    ? row.moved(
                        row.lots() == 0 ? FleetTable.State.NEW : FleetTable.State.PLANNED, "")
                    : row);
      }
    }
  }

  private Fleet find() {
    try {
      return patient.run(
          "join the fleet",
          connection -> {
            tables.create();
            try (PreparedStatement s =
                connection.prepareStatement(
                    "INSERT IGNORE INTO "
                        + tables.fleets()
                        + " (digest, task_id, state, settings, source)"
                        + " VALUES (?, ?, 'checking', ?, ?)")) {
              String source = identity.source();
              s.setString(1, identity.digest());
              s.setLong(2, ThreadLocalRandom.current().nextLong(1, Long.MAX_VALUE));
              s.setString(3, identity.settingsText());
              s.setString(4, source.substring(0, Math.min(SOURCE_LENGTH, source.length())));
              s.executeUpdate();
            }
            try (PreparedStatement s =
                connection.prepareStatement(
                    "SELECT "
                        + FleetTables.FLEET_COLUMNS
                        + " FROM "
                        + tables.fleets()
                        + " WHERE digest = ?")) {
              s.setString(1, identity.digest());
              try (ResultSet row = s.executeQuery()) {
                if (!row.next()) {
                  // It was that of a fleet which has come to its end meanwhile.
                  throw new FleetGoneException(null);
                }
                return FleetTables.fleet(row);
              }
            }
          },
          // Dropped by the last member of another fleet, behind the statement that makes them.
          () -> true);
    } catch (ImportException e) {
      throw new ImportException(
          ErrorCode.INIT_META_MANAGER,
          "init meta manager error: levin.share-work needs tables of its own: " + e.problem(),
          "grant user '"
              + config.tidb().user()
              + "' CREATE, DROP, SELECT, INSERT, UPDATE and DELETE on schema "
              + config.lightning().metaSchemaName()
              + "_levin",
          e);
    }
  }

  private static ImportException different(Fleet fleet, String differences) {
    return new ImportException(
        ErrorCode.INVALID_CONFIG,
        "invalid config: task "
            + Long.toUnsignedString(fleet.taskId())
            + " shares the same files among its instances, with other settings: "
            + differences,
        "give all instances the same settings; to begin anew with these, empty the tables and run"
            + " levin meta forget --task="
            + Long.toUnsignedString(fleet.taskId()));
  }
}
