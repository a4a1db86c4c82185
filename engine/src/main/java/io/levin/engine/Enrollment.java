package io.levin.engine;

import io.levin.base.Cancellation;
import io.levin.checkpoint.CheckpointStore;
import io.levin.checkpoint.TaskRecord;
import io.levin.config.Config;
import io.levin.engine.coordinate.Coordination;
import io.levin.engine.coordinate.Joining;
import io.levin.engine.coordinate.Member;
import io.levin.engine.coordinate.Participant;
import io.levin.engine.plan.TablePlan;
import io.levin.engine.precheck.Prechecks;
import io.levin.engine.progress.Progress;
import io.levin.engine.progress.ProgressSnapshot;
import io.levin.engine.share.SharedFleet;
import io.levin.engine.target.TargetCluster;
import io.levin.pd.ImportRegistration;
import io.levin.storage.StorageLocation;
import java.util.List;
import java.util.OptionalLong;

/** How this instance is entered among those that import: by itself, or as a member of a fleet. */
final class Enrollment {
  private final TargetCluster target;
  private final ImportResources resources;
  private final Progress progress;
  private final Cancellation cancellation;

  /**
   * @param progress what others are told of this instance
   */
  Enrollment(
      TargetCluster target,
      ImportResources resources,
      Progress progress,
      Cancellation cancellation) {
    this.target = target;
    this.resources = resources;
    this.progress = progress;
    this.cancellation = cancellation;
  }

  /**
   * Joins; the import's number is that of its checkpoint or of its fleet, if there is one.
   *
   * @param fleet null for an instance that shares no work; closed when this fails
   */
  Coordination join(
      CheckpointStore checkpoints, List<TablePlan> plans, InstanceHome home, SharedFleet fleet) {
    boolean joined = false;
    try {
      OptionalLong known =
          fleet == null
              ? checkpoints.task().stream().mapToLong(TaskRecord::taskId).findFirst()
              : OptionalLong.of(fleet.taskId());
      Coordination coordination = join(known, plans, home, fleet != null);
      joined = true;
      return fleet == null ? coordination : fleet.among(coordination);
    } finally {
      if (!joined && fleet != null) {
        fleet.close();
      }
    }
  }

  private Coordination join(
      OptionalLong known, List<TablePlan> plans, InstanceHome home, boolean oneOfMany) {
    Config config = target.config();
    Participant participant =
        new Participant(
            known,
            home.id(),
            StorageLocation.parse(config.mydumper().dataSourceDir()).redacted(),
            Prechecks.estimate(plans),
            plans.stream().filter(plan -> !plan.chunks().isEmpty()).map(TablePlan::shared).toList(),
            home.files(plans),
            oneOfMany);
    Joining joining =
        new Joining(
            config,
            target.connectTidb(new Cancellation()),
            participant,
            () -> ImportRegistration.anyOfOthers(target.pd().etcd(), cancellation),
            resources.timer(),
            cancellation);
    Coordination coordination = joining.join();
    coordination.reports(this::work);
    return coordination;
  }

  private Member.Work work() {
    ProgressSnapshot now = progress.snapshot();
    String step = now.step().isEmpty() ? now.state().text() : now.step();
    return new Member.Work(
        step, now.tables(), now.tablesDone(), now.sourceBytes(), now.sourceBytesRead(), 0);
  }
}
