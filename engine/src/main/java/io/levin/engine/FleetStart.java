package io.levin.engine;

import io.levin.base.Cancellation;
import io.levin.base.ErrorCode;
import io.levin.base.ImportException;
import io.levin.checkpoint.CheckpointStore;
import io.levin.checkpoint.Checkpoints;
import io.levin.checkpoint.NoCheckpoints;
import io.levin.config.Config;
import io.levin.engine.plan.TablePlan;
import io.levin.engine.share.FleetJoining;
import io.levin.engine.share.Lease;
import io.levin.engine.share.LotCut;
import io.levin.engine.share.SharedFleet;
import io.levin.engine.target.TargetCluster;
import io.levin.tikv.SendPermit;
import java.util.List;

/** What is different from the start of an import when {@code levin.share-work} is on. */
final class FleetStart {
  private FleetStart() {}

  /**
   * Where work is shared the rows of the fleet say what is done, and nothing is kept on this
   * machine.
   *
   * @throws ImportException {@link ErrorCode#INVALID_CHECKPOINT} when an import is under way that
   *     was begun otherwise
   */
  static CheckpointStore checkpoints(Config config, Cancellation cancellation) {
    if (config.checkpoint().enable()) {
      try (CheckpointStore other =
          Checkpoints.of(config, cancellation).find(false).orElseGet(NoCheckpoints::new)) {
        if (other.task().isPresent()) {
          throw new ImportException(
              ErrorCode.INVALID_CHECKPOINT,
              "invalid checkpoint: "
                  + other.describe()
                  + " is of an import that was begun without levin.share-work",
              "finish that import without levin.share-work, or "
                  + other.remedyToStartOver()
                  + " and empty its tables");
        }
      }
    }
    return new NoCheckpoints();
  }

  /** Joins the fleet of these tables. */
  static SharedFleet join(
      TargetCluster target, List<TablePlan> plans, InstanceHome home, Cancellation cancellation) {
    Config config = target.config();
    return new FleetJoining(
            config,
            target.connectTidb(new Cancellation()),
            FleetSource.identity(config, plans, home.id()),
            cancellation)
        .join();
  }

  /** How tables are divided. */
  static LotCut lots(Config config) {
    long smallest = config.levin().lotSize();
    return new LotCut(smallest, Math.max(smallest, config.mydumper().batchSize()));
  }

  /** Whoever may have lost its work to others sends nothing. */
  static SendPermit permit(Lease lease, Cancellation cancellation) {
    return new SendPermit() {
      @Override
      public void await(Cancellation call) {
        lease.require(cancellation, call);
      }

      @Override
      public boolean now() {
        return lease.lasts();
      }

      @Override
      public boolean isOver() {
        return lease.isLost();
      }
    };
  }
}
