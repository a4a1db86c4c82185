package io.levin.engine.cli;

import io.levin.engine.coordinate.FleetView;
import io.levin.engine.coordinate.Member;
import io.levin.engine.share.FleetOverview;
import io.levin.tidb.TidbClient;
import java.io.PrintWriter;
import java.sql.SQLException;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

/** {@code levin meta}: shows and repairs the metadata by which instances meet. */
@Command(
    name = "levin meta",
    mixinStandardHelpOptions = true,
    description = "Shows and repairs the metadata of parallel imports in the target TiDB.",
    subcommands = {MetaMain.Status.class, MetaMain.Forget.class})
public final class MetaMain {
  /** Runs the command. */
  public static void main(String[] arguments) {
    System.exit(new CommandLine(new MetaMain()).execute(arguments));
  }

  /** {@code levin meta status}. */
  @Command(name = "status", description = "Shows all rows, as levin status --all does.")
  static final class Status extends TargetCommand {
    @Override
    int run(TidbClient tidb, PrintWriter out) throws SQLException {
      return StatusMain.print(tidb, out, target(), true);
    }
  }

  /** {@code levin meta forget}. */
  @Command(
      name = "forget",
      description = "Removes what an instance that never comes back left in the metadata.")
  static final class Forget extends TargetCommand {
    @Option(names = "--task", required = true, description = "The task's number.")
    private String task;

    @Option(names = "--table", description = "One table only: '`db`.`table`'.")
    private String table;

    @Option(names = "--force", description = "Also when the instance seems to run.")
    private boolean force;

    private long id;

    @Override
    public Integer call() {
      try {
        id = Long.parseUnsignedLong(task);
      } catch (NumberFormatException e) {
        failed("--task wants a number, got '" + task + "'");
        return ExitCode.USAGE;
      }
      return super.call();
    }

    @Override
    int run(TidbClient tidb, PrintWriter out) throws SQLException {
      TargetOptions target = target();
      FleetView view = FleetView.read(tidb, target.metaSchema(), target.compat());
      boolean shared =
          FleetOverview.read(tidb, target.metaSchema()).stream()
              .anyMatch(fleet -> fleet.fleet().taskId() == id);
      boolean known =
          shared
              || view.tasks().stream().anyMatch(row -> row.taskId() == id)
              || view.parts().stream().anyMatch(row -> row.taskId() == id)
              || view.member(id).isPresent();
      if (!known) {
        return failed("there is no task " + task + " in the metadata");
      }
      Member member = view.member(id).orElse(null);
      if (!force && (member == null || member.alive())) {
        return failed(
            view.describe(id)
                + (member == null
                    ? " cannot be seen to have ended: make sure that it has, then add --force"
                    : " is running: stop it first"));
      }
      if (shared && table != null) {
        return failed(
            "task "
                + task
                + " shares its work among instances: its tables can only be forgotten together");
      }
      view.forget(tidb, target.metaSchema(), target.compat(), id, table).forEach(out::println);
      if (shared) {
        FleetOverview.forget(tidb, target.metaSchema(), id);
        out.println("removed the lots and members of task " + task);
      }
      return ExitCode.OK;
    }
  }
}
