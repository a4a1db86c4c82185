package io.levin.engine.cli;

import io.levin.engine.share.Fleet;
import io.levin.engine.share.FleetOverview;
import io.levin.tidb.TidbClient;
import java.io.PrintWriter;
import java.sql.SQLException;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

/** {@code levin fleet}: the instances that share the work of one import. */
@Command(
    name = "levin fleet",
    mixinStandardHelpOptions = true,
    description = "Shows the instances that share an import (levin.share-work), and ends it.",
    subcommands = {
      FleetMain.Status.class,
      FleetMain.Drain.class,
      FleetMain.Finish.class,
      FleetMain.Abort.class
    })
public final class FleetMain {
  /** Runs the command. */
  public static void main(String[] arguments) {
    System.exit(new CommandLine(new FleetMain()).execute(arguments));
  }

  /** {@code levin fleet status}. */
  @Command(name = "status", description = "Shows members, lots and the tables that are not done.")
  static final class Status extends TargetCommand {
    @Override
    int run(TidbClient tidb, PrintWriter out) throws SQLException {
      List<FleetOverview> fleets = FleetOverview.read(tidb, target().metaSchema());
      if (fleets.isEmpty()) {
        out.println("No import is under way whose work is shared.");
      }
      FleetText.print(out, fleets);
      return ExitCode.OK;
    }
  }

  /** {@code levin fleet drain}. */
  @Command(
      name = "drain",
      description = "Lets an instance do what it has in hand and end; the others do the rest.")
  static final class Drain extends TargetCommand {
    @Option(
        names = "--process",
        required = true,
        description = "The process, as levin fleet status shows it.")
    private long process;

    @Option(names = "--machine", description = "Its machine, where several have that number.")
    private String machine;

    @Override
    int run(TidbClient tidb, PrintWriter out) throws SQLException {
      Map<String, Long> meant = new HashMap<>();
      for (FleetOverview fleet : FleetOverview.read(tidb, target().metaSchema())) {
        fleet.members().stream()
            .filter(member -> member.live() && member.pid() == process)
            .filter(member -> machine == null || machine.equals(member.host()))
            .forEach(member -> meant.put(member.memberId(), fleet.fleet().taskId()));
      }
      if (meant.size() > 1) {
        return failed("several instances have process " + process + ": say --machine");
      }
      for (Map.Entry<String, Long> member : meant.entrySet()) {
        String id = member.getKey();
        if (FleetOverview.drain(
                tidb, target().metaSchema(), member.getValue(), row -> row.memberId().equals(id))
            > 0) {
          out.println("process " + process + " ends when it has done what it has in hand");
          return ExitCode.OK;
        }
      }
      return failed("no instance that takes part has process " + process);
    }
  }

  /** A command about one import, which need not be named while there is only one. */
  private abstract static class OfOneImport extends TargetCommand {
    @Option(names = "--task", description = "The task's number, where there is more than one.")
    private String task;

    /** The imports that may be meant. */
    final List<FleetOverview> meant(TidbClient tidb) throws SQLException {
      return FleetOverview.read(tidb, target().metaSchema()).stream()
          .filter(fleet -> task == null || task.equals(FleetText.task(fleet)))
          .toList();
    }
  }

  /** {@code levin fleet abort}. */
  @Command(
      name = "abort",
      description = "Lets all instances do what they have in hand and end; nothing is lost.")
  static final class Abort extends OfOneImport {
    @Override
    int run(TidbClient tidb, PrintWriter out) throws SQLException {
      List<FleetOverview> meant = meant(tidb);
      if (meant.size() != 1) {
        return failed(
            meant.isEmpty()
                ? "no such import is under way"
                : "more than one import is shared: say --task, as levin fleet status shows it");
      }
      FleetOverview fleet = meant.get(0);
      long asked =
          FleetOverview.drain(tidb, target().metaSchema(), fleet.fleet().taskId(), member -> true);
      out.println(
          "task "
              + FleetText.task(fleet)
              + (asked == 0
                  ? ": no instance takes part"
                  : ": " + asked + " to end, each when it has done what it has in hand"));
      out.println(
          "start any instance again to go on with what is left; or, to give the import up, empty"
              + " its tables and run levin meta forget --task="
              + FleetText.task(fleet));
      return ExitCode.OK;
    }
  }

  /** {@code levin fleet finish}. */
  @Command(
      name = "finish",
      description =
          "Lets the instances compare and analyze tables, where levin.fleet-finish is 'manual'.")
  static final class Finish extends OfOneImport {
    @Override
    int run(TidbClient tidb, PrintWriter out) throws SQLException {
      List<FleetOverview> meant =
          meant(tidb).stream().filter(FleetOverview::finishedByHand).toList();
      if (meant.size() != 1) {
        return failed(
            (meant.isEmpty() ? "no shared import" : "more than one shared import")
                + " waits for this command"
                + (meant.isEmpty() ? "" : ": say --task, as levin fleet status shows it"));
      }
      FleetOverview fleet = meant.get(0);
      Optional<Fleet> after =
          FleetOverview.finish(tidb, target().metaSchema(), fleet.fleet().taskId());
      if (after.isEmpty() || after.get().state() == Fleet.State.CHECKING) {
        return failed(
            "task "
                + FleetText.task(fleet)
                + (after.isEmpty() ? " has ended" : " has not begun yet"));
      }
      long live = fleet.live();
      out.println(
          "task "
              + FleetText.task(fleet)
              + ": each table is compared as soon as its data is in"
              + (live > 0 ? "" : "; no instance is running: start one with its configuration"));
      return ExitCode.OK;
    }
  }
}
