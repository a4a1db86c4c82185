package io.levin.engine.coordinate;

import io.levin.base.Cancellation;
import io.levin.base.ErrorCode;
import io.levin.base.ImportException;
import io.levin.config.Config;
import io.levin.tidb.TidbClient;
import java.net.InetAddress;
import java.net.UnknownHostException;
import java.sql.SQLException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.ThreadLocalRandom;
import java.util.function.BooleanSupplier;
import java.util.stream.Collectors;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** How an instance joins: it makes the tables, looks who is there, and registers. */
public final class Joining {
  private static final Logger LOG = LoggerFactory.getLogger(Joining.class);
  private static final int NAMED_FILES = 5;

  private final Config config;
  private final TidbClient tidb;
  private final Participant participant;
  private final BooleanSupplier othersRegistered;
  private final ScheduledExecutorService timer;
  private final Cancellation cancellation;

  /**
   * @param tidb connections that the cancellation of the import does not close; closed with what
   *     {@link #join} returns
   * @param othersRegistered asks PD whether programs without signs of life import
   * @param timer runs the heartbeat
   */
  public Joining(
      Config config,
      TidbClient tidb,
      Participant participant,
      BooleanSupplier othersRegistered,
      ScheduledExecutorService timer,
      Cancellation cancellation) {
    this.config = config;
    this.tidb = tidb;
    this.participant = participant;
    this.othersRegistered = othersRegistered;
    this.timer = timer;
    this.cancellation = cancellation;
  }

  /**
   * Joins.
   *
   * @throws ImportException {@link ErrorCode#INIT_META_MANAGER} when the metadata cannot be written
   *     although siblings are expected, or another process works on the same import
   */
  public Coordination join() {
    String schema = config.lightning().metaSchemaName();
    Attempts attempts = new Attempts(tidb, Attempts.PATIENT, cancellation);
    MetadataTables tables;
    try {
      tables =
          attempts.run(
              "create meta schema",
              connection -> {
                MetadataTables found =
                    MetadataTables.find(tidb, schema, config.levin().metaCompat());
                found.create();
                return found;
              },
              () -> false);
    } catch (ImportException e) {
      return single(e);
    }
    SqlMetadata store = new SqlMetadata(attempts, tables);
    SqlMetadata leaving = store.with(new Attempts(tidb, Attempts.HASTY, new Cancellation()));
    Optional<Members> members = members(schema);
    List<Member> present = read(members);
    participant.taskId().ifPresent(taskId -> refuseTwin(present, taskId));
    long taskId = participant.taskId().orElseGet(Joining::draw);
    TaskRow row = TaskRow.registered(taskId, participant.bytes(), 0);
    boolean added = store.addTask(row);
    while (!added && participant.taskId().isEmpty()) {
      taskId = draw();
      row = TaskRow.registered(taskId, participant.bytes(), 0);
      added = store.addTask(row);
    }
    Duration interval = config.levin().heartbeat();
    Presence presence = new Presence(members, self(taskId), interval, othersRegistered);
    forgetPredecessors(store, members, present, taskId);
    presence.begin(interval, timer);
    sayWhoIsThere(store, presence, taskId);
    return new SharedCoordination(
        tidb,
        store,
        leaving,
        taskId,
        added,
        presence,
        overlap(schema, members, presence, taskId),
        Patience.of(config.levin().noProgressLimit(), cancellation),
        config.levin().waitForChecksum(),
        cancellation);
  }

  /** Without the right to write the metadata nobody can take part; that is said. */
  private Coordination single(ImportException e) {
    if (!(e.getCause() instanceof SQLException sql) || !Attempts.isDenied(sql)) {
      tidb.close();
      throw e.code() == ErrorCode.INIT_META_MANAGER
          ? e
          : new ImportException(
              ErrorCode.INIT_META_MANAGER,
              "init meta manager error: " + e.problem(),
              e.remedy(),
              e);
    }
    tidb.close();
    String schema = config.lightning().metaSchemaName();
    if (config.tikvImporter().parallelImport()) {
      throw new ImportException(
          ErrorCode.INIT_META_MANAGER,
          "init meta manager error: create meta schema failed: " + e.problem(),
          "several instances meet in schema "
              + schema
              + " of the target: grant user '"
              + config.tidb().user()
              + "' CREATE, DROP, SELECT, INSERT, UPDATE and DELETE on it and on "
              + schema
              + "_levin",
          e);
    }
    LOG.atWarn()
        .addKeyValue("schema", schema)
        .addKeyValue("error", sql.getMessage())
        .log("no right to write the metadata: no other instance may import at the same time");
    return new SingleCoordination(
        participant.taskId().orElseGet(Joining::draw), participant.bytes());
  }

  private Optional<Members> members(String schema) {
    Members members = new Members(tidb, schema);
    try {
      members.create();
      return Optional.of(members);
    } catch (SQLException e) {
      LOG.atWarn()
          .addKeyValue("schema", schema + "_levin")
          .addKeyValue("error", e.getMessage())
          .log("no signs of life can be written: siblings cannot tell when this instance dies");
      return Optional.empty();
    }
  }

  private static List<Member> read(Optional<Members> members) {
    try {
      return members.isPresent() ? members.get().read() : List.of();
    } catch (SQLException e) {
      throw Attempts.failure("read the signs of life", e);
    }
  }

  /** Two processes on one import: they share a checkpoint, or a copy of one. */
  private void refuseTwin(List<Member> present, long taskId) {
    for (Member member : present) {
      if (member.taskId() == taskId
          && member.alive()
          && !member.homeId().equals(participant.homeId())) {
        tidb.close();
        throw new ImportException(
            ErrorCode.INIT_META_MANAGER,
            "init meta manager error: "
                + member.describe()
                + " works on the import of this checkpoint",
            "give every instance a checkpoint (checkpoint.dsn) and a sorted-kv-dir of its own; if"
                + " that process is gone, wait until its sign of life is older than "
                + config.levin().heartbeat().toSeconds() * 3
                + " s");
      }
    }
  }

  private static long draw() {
    return ThreadLocalRandom.current().nextLong(1, Long.MAX_VALUE);
  }

  private Member self(long taskId) {
    return new Member(
        UUID.randomUUID().toString(),
        taskId,
        participant.homeId(),
        host(),
        ProcessHandle.current().pid(),
        config.lightning().statusAddr(),
        Member.State.LIVE,
        0,
        0,
        0,
        0,
        participant.source(),
        Member.Work.NONE);
  }

  private static String host() {
    try {
      return InetAddress.getLocalHost().getHostName();
    } catch (UnknownHostException e) {
      return "unknown";
    }
  }

  /**
   * Processes before this one with the same sorted-kv-dir are gone: this one holds its lock. When
   * this one begins anew, what they registered is of no more use, unless a table holds their rows.
   */
  private void forgetPredecessors(
      MetadataStore store, Optional<Members> members, List<Member> present, long taskId) {
    for (Member member : present) {
      if (!member.homeId().equals(participant.homeId())) {
        continue;
      }
      try {
        long old = member.taskId();
        if (old != taskId && member.state() != Member.State.DONE) {
          forget(store, old);
        }
        // The last thing to go: whoever is killed before that finds it again.
        members.orElseThrow().removeMember(member.memberId());
      } catch (SQLException e) {
        throw Attempts.failure("clean up the signs of life", e);
      }
    }
  }

  private void forget(MetadataStore store, long old) throws SQLException {
    List<String> kept = new ArrayList<>();
    for (TableRow row : store.tables()) {
      if (row.taskId() != old) {
        continue;
      }
      if (isInUse(row)) {
        kept.add(row.tableName());
      } else {
        store.onTable(
            "clean up metas",
            row.tableId(),
            rows -> Decision.<Boolean, TableChange>of(true, new TableChange.Delete(old)));
      }
    }
    if (kept.isEmpty()) {
      store.onTasks(
          "clean up task",
          rows -> Decision.<Boolean, TaskChange>of(true, new TaskChange.Delete(old)));
      SourceFiles files = new SourceFiles(tidb, config.lightning().metaSchemaName());
      files.create();
      files.remove(old);
      return;
    }
    LOG.atWarn()
        .addKeyValue("task", Long.toUnsignedString(old))
        .addKeyValue("tables", kept)
        .log(
            "this machine ran an import that is not finished, and its checkpoint is gone: empty"
                + " these tables and run levin meta forget for that task");
  }

  /** Whether a part may have brought rows into a table that is there. */
  private boolean isInUse(TableRow row) throws SQLException {
    for (SharedTable table : participant.tables()) {
      if (table.id() == row.tableId()) {
        return !tidb.query("SELECT 1 FROM " + table.name() + " USE INDEX() LIMIT 1", one -> 1)
            .isEmpty();
      }
      if (table.name().equals(row.tableName())) {
        return false;
      }
    }
    return true;
  }

  private static void sayWhoIsThere(MetadataStore store, Presence presence, long taskId) {
    for (TaskRow task : store.tasks()) {
      if (task.taskId() != taskId) {
        LOG.atInfo()
            .addKeyValue("task", presence.describe(task.taskId()))
            .addKeyValue("status", task.status().text())
            .addKeyValue("state", task.state())
            .log("another instance is registered");
      }
    }
    LOG.atInfo()
        .addKeyValue("task", Long.toUnsignedString(taskId))
        .log("this instance is registered");
  }

  /**
   * Files that a sibling has too which runs at this moment. One that does not run any more may be
   * the attempt before this one: it is named, and stops nothing.
   */
  private SourceOverlap overlap(
      String schema, Optional<Members> members, Presence presence, long taskId) {
    if (members.isEmpty()) {
      return SourceOverlap.NONE;
    }
    SourceFiles files = new SourceFiles(tidb, schema);
    List<SourceFiles.Overlap> overlaps;
    try {
      files.create();
      overlaps = files.add(taskId, participant.files());
    } catch (SQLException e) {
      LOG.atWarn().setCause(e).log("the files of instances are not compared");
      return SourceOverlap.NONE;
    }
    Map<Long, List<String>> byTask = new LinkedHashMap<>();
    for (SourceFiles.Overlap overlap : overlaps) {
      byTask.computeIfAbsent(overlap.taskId(), id -> new ArrayList<>()).add(overlap.path());
    }
    List<String> objections = new ArrayList<>();
    byTask.forEach(
        (task, paths) -> {
          if (!presence.alive(task)) {
            LOG.atWarn()
                .addKeyValue("task", presence.describe(task))
                .addKeyValue("files", paths.size())
                .log("a task that is not running has data files of this one; do not resume it");
            return;
          }
          objections.add(
              paths.size()
                  + " of the data files are imported by "
                  + presence.describe(task)
                  + " too, which would double their rows: "
                  + paths.stream().limit(NAMED_FILES).collect(Collectors.joining(", "))
                  + (paths.size() > NAMED_FILES ? ", …" : "")
                  + "; give each instance files of its own, by data-source-dir or by patterns of"
                  + " [[mydumper.files]]");
        });
    return new SourceOverlap(objections);
  }
}
