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
import java.util.function.LongSupplier;
import java.util.stream.Collectors;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** How an instance joins: it makes the tables, looks who is there, and registers. */
public final class Joining {
  private static final Logger LOG = LoggerFactory.getLogger(Joining.class);
  private static final int NAMED_FILES = 5;
  private static final String CREATE = "create meta schema";

  private final Config config;
  private final TidbClient tidb;
  private final Participant participant;
  private final BooleanSupplier othersRegistered;
  private final ScheduledExecutorService timer;
  private final Cancellation cancellation;
  private final LongSupplier ids;

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
    this(config, tidb, participant, othersRegistered, timer, cancellation, Joining::draw);
  }

  /**
   * The same with another source of numbers.
   *
   * @param ids draws the number of a new import; one that is taken is drawn again
   */
  public Joining(
      Config config,
      TidbClient tidb,
      Participant participant,
      BooleanSupplier othersRegistered,
      ScheduledExecutorService timer,
      Cancellation cancellation,
      LongSupplier ids) {
    this.config = config;
    this.tidb = tidb;
    this.participant = participant;
    this.othersRegistered = othersRegistered;
    this.timer = timer;
    this.cancellation = cancellation;
    this.ids = ids;
  }

  /**
   * Joins.
   *
   * @throws ImportException {@link ErrorCode#INIT_META_MANAGER} when the metadata cannot be written
   *     although siblings are expected, or another process works on the same import
   */
  public Coordination join() {
    try {
      return shared();
    } catch (ImportException e) {
      tidb.close();
      return single(e);
    } catch (RuntimeException e) {
      tidb.close();
      throw e;
    }
  }

  private Coordination shared() {
    String schema = config.lightning().metaSchemaName();
    Attempts attempts = new Attempts(tidb, Attempts.PATIENT, cancellation);
    MetadataTables tables =
        attempts.run(
            CREATE,
            connection -> {
              MetadataTables found = MetadataTables.find(tidb, schema, config.levin().metaCompat());
              found.create();
              return found;
            },
            () -> false);
    SqlMetadata store = new SqlMetadata(attempts, tables);
    SqlMetadata leaving = store.with(new Attempts(tidb, Attempts.HASTY, new Cancellation()));
    Optional<Members> members = members(schema, attempts);
    List<Member> present = read(members, attempts);
    Registration registration = register(store, members, attempts);
    long taskId = registration.taskId();
    Presence presence = registration.presence();
    boolean joined = false;
    try {
      List<String> objections =
          new ArrayList<>(
              new Predecessors(tidb, schema, participant).forget(store, members, present, taskId));
      sayWhoIsThere(store, presence, taskId);
      objections.addAll(overlap(schema, members, presence, taskId, attempts).objections());
      SharedCoordination coordination =
          new SharedCoordination(
              tidb::close,
              new GroupedMetadata(store),
              leaving,
              taskId,
              registration.isNew() || participant.oneOfMany(),
              presence,
              new SourceOverlap(objections),
              Patience.of(config.levin().noProgressLimit(), cancellation),
              config.levin().waitForChecksum(),
              cancellation);
      if (participant.oneOfMany()) {
        // Nor may it register again what the last one of the fleet has removed.
        coordination.endIsToldByFleet();
      } else {
        presence.withEachSign(store::keepRegistered);
      }
      joined = true;
      return coordination;
    } finally {
      if (!joined) {
        presence.leave(false);
      }
    }
  }

  /**
   * This instance in the metadata.
   *
   * @param isNew whether there was no such task before
   */
  private record Registration(long taskId, boolean isNew, Presence presence) {}

  /**
   * The sign of life comes before the row: nobody can wait for a task of which it is not known
   * whether it lives.
   */
  private Registration register(MetadataStore store, Optional<Members> members, Attempts attempts) {
    Duration interval = config.levin().heartbeat();
    while (true) {
      long taskId = participant.taskId().orElseGet(() -> unused(store));
      Presence presence = new Presence(members, self(taskId), interval, othersRegistered);
      boolean registered = false;
      boolean tried = false;
      try {
        presence.begin(interval, timer, attempts);
        // The members of a fleet find out about each other by their leases.
        presence.awaitOthers(!participant.oneOfMany(), cancellation);
        refuseTwin(presence);
        tried = true;
        boolean isNew = store.addTask(TaskRow.registered(taskId, participant.bytes(), 0));
        registered = isNew || participant.taskId().isPresent();
        if (registered) {
          return new Registration(taskId, isNew, presence);
        }
      } catch (ImportException e) {
        tried &= !isDenied(e);
        throw e;
      } finally {
        if (!registered) {
          giveUp(presence, tried);
        }
      }
    }
  }

  /** Where the row may be there all the same, it stays known that its process has ended. */
  private static void giveUp(Presence presence, boolean rowMayBeThere) {
    if (rowMayBeThere) {
      presence.leave(false);
    } else {
      presence.forget();
    }
  }

  /** A number that no import has. */
  private long unused(MetadataStore store) {
    List<TaskRow> tasks = store.tasks();
    while (true) {
      long taskId = ids.getAsLong();
      if (tasks.stream().noneMatch(task -> task.taskId() == taskId)) {
        return taskId;
      }
      LOG.atInfo()
          .addKeyValue("task", Long.toUnsignedString(taskId))
          .log("another import has drawn the same number: drawing again");
    }
  }

  /** Without the right to write the metadata nobody can take part; that is said. */
  private Coordination single(ImportException e) {
    boolean denied = isDenied(e);
    if (e.code() == ErrorCode.INIT_META_MANAGER) {
      throw e;
    }
    String problem =
        "init meta manager error: "
            // As the original says it, twice.
            + (e.problem().startsWith(CREATE) ? CREATE + " failed: " : "")
            + e.problem();
    if (!denied) {
      throw new ImportException(ErrorCode.INIT_META_MANAGER, problem, e.remedy(), e);
    }
    String schema = config.lightning().metaSchemaName();
    if (config.tikvImporter().parallelImport() || participant.oneOfMany()) {
      throw new ImportException(
          ErrorCode.INIT_META_MANAGER,
          problem,
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
        .addKeyValue("error", e.problem())
        .log("no right to write the metadata: no other instance may import at the same time");
    return new SingleCoordination(participant.taskId().orElseGet(ids), participant.bytes());
  }

  private static boolean isDenied(ImportException e) {
    return e.getCause() instanceof SQLException sql && Attempts.isDenied(sql);
  }

  private Optional<Members> members(String schema, Attempts attempts) {
    Members members = new Members(tidb, schema);
    try {
      attempts.run(
          "create the table of processes",
          connection -> {
            members.create();
            return null;
          },
          () -> true);
      return Optional.of(members);
    } catch (ImportException e) {
      LOG.atWarn()
          .addKeyValue("schema", schema + "_levin")
          .addKeyValue("error", e.problem())
          .log("no signs of life can be written: siblings cannot tell when this instance dies");
      return Optional.empty();
    }
  }

  private static List<Member> read(Optional<Members> members, Attempts attempts) {
    if (members.isEmpty()) {
      return List.of();
    }
    return attempts.run(
        "read the signs of life",
        connection -> members.get().read(connection),
        () -> createAgain(members.get()));
  }

  /** A sibling that took itself for the last one has dropped the table. */
  private static boolean createAgain(Members members) {
    try {
      members.create();
    } catch (SQLException e) {
      LOG.atWarn().setCause(e).log("cannot make the table of processes again");
    }
    return true;
  }

  /** Two processes on one import: they share a checkpoint, or a copy of one. */
  private void refuseTwin(Presence presence) {
    Optional<Member> twin = presence.twin();
    if (participant.oneOfMany() || participant.taskId().isEmpty() || twin.isEmpty()) {
      return;
    }
    throw new ImportException(
        ErrorCode.INIT_META_MANAGER,
        "init meta manager error: "
            + twin.get().describe()
            + " works on the import of this checkpoint",
        "give every instance a checkpoint (checkpoint.dsn) and a sorted-kv-dir of its own; if"
            + " that process is gone, wait until its sign of life is older than "
            + config.levin().heartbeat().toSeconds() * 3
            + " s");
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

  /** The name of this machine. */
  public static String host() {
    try {
      return InetAddress.getLocalHost().getHostName();
    } catch (UnknownHostException e) {
      return "unknown";
    }
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
      String schema, Optional<Members> members, Presence presence, long taskId, Attempts attempts) {
    if (members.isEmpty()) {
      return SourceOverlap.NONE;
    }
    SourceFiles files = new SourceFiles(tidb, schema);
    List<SourceFiles.Overlap> overlaps;
    try {
      overlaps =
          attempts.run(
              "compare the files of instances",
              connection -> {
                files.create();
                return files.add(taskId, participant.files());
              },
              () -> true);
    } catch (ImportException e) {
      LOG.atWarn().addKeyValue("error", e.problem()).log("the files of instances are not compared");
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
                  + " [[mydumper.files]]"
                  + (participant.oneOfMany()
                      ? ""
                      : ", or let all of them divide the same files among themselves:"
                          + " levin.share-work = true on each"));
        });
    return new SourceOverlap(objections);
  }
}
