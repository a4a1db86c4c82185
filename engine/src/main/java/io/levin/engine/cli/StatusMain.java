package io.levin.engine.cli;

import io.levin.config.ByteSize;
import io.levin.engine.coordinate.FleetView;
import io.levin.engine.coordinate.Member;
import io.levin.engine.coordinate.TableRow;
import io.levin.engine.coordinate.TaskRow;
import io.levin.engine.share.FleetOverview;
import io.levin.tidb.TidbClient;
import java.io.PrintWriter;
import java.sql.SQLException;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

/** {@code levin status}: all instances that import into a cluster, as its TiDB knows them. */
@Command(
    name = "levin status",
    description =
        "Shows the instances that import into a cluster, what each is doing, and their tables.")
public final class StatusMain extends TargetCommand {
  @Option(names = "--all", description = "Lists all parts of tables, however many they are.")
  private boolean all;

  /** Runs the command. */
  public static void main(String[] arguments) {
    System.exit(new CommandLine(new StatusMain()).execute(arguments));
  }

  @Override
  int run(TidbClient tidb, PrintWriter out) throws SQLException {
    return print(tidb, out, target(), all);
  }

  /**
   * Prints what there is.
   *
   * @param all whether all parts of tables are listed
   * @return the exit code
   */
  static int print(TidbClient tidb, PrintWriter out, TargetOptions target, boolean all)
      throws SQLException {
    print(
        out,
        FleetView.read(tidb, target.metaSchema(), target.compat()),
        FleetOverview.read(tidb, target.metaSchema()),
        all);
    return ExitCode.OK;
  }

  private static void print(
      PrintWriter out, FleetView view, List<FleetOverview> fleets, boolean all) {
    if (view.members().isEmpty()
        && view.tasks().isEmpty()
        && view.parts().isEmpty()
        && fleets.isEmpty()) {
      out.println("No import is under way: the target holds no metadata of one.");
      return;
    }
    FleetText.print(out, fleets);
    out.println("Instances:");
    TextTable instances =
        new TextTable(
            "TASK",
            "HOST",
            "PROCESS",
            "STATE",
            "DOING",
            "TABLES",
            "READ",
            "SPEED",
            "LAST SIGN OF LIFE",
            "SOURCE");
    Set<Long> shown = new HashSet<>();
    for (Member member : view.members()) {
      shown.add(member.taskId());
      Member.Work work = member.work();
      instances.add(
          Long.toUnsignedString(member.taskId()),
          member.host(),
          member.pid(),
          state(view, member),
          work.step().isEmpty() ? "-" : work.step(),
          work.tablesDone() + "/" + work.tables(),
          percent(work) + " of " + ByteSize.format(work.bytes()),
          ByteSize.format(work.bytesPerSecond()) + "/s",
          Math.max(0, member.now() - member.heartbeatAt()) / 1000 + " s ago",
          member.source());
    }
    for (TaskRow task : view.tasks()) {
      if (shown.add(task.taskId())) {
        instances.add(
            Long.toUnsignedString(task.taskId()),
            "-",
            "-",
            task.status().text() + (task.state() == TaskRow.EXITED ? ", exited" : ""),
            "-",
            "-",
            "-",
            "-",
            "none: TiDB Lightning",
            "-");
      }
    }
    for (TableRow row : view.parts()) {
      if (shown.add(row.taskId())) {
        instances.add(
            Long.toUnsignedString(row.taskId()),
            "-",
            "-",
            "not registered",
            "-",
            "-",
            "-",
            "-",
            "none",
            "-");
      }
    }
    instances.print(out);
    PartsText.print(out, view, all);
    advise(out, view);
  }

  private static String state(FleetView view, Member member) {
    if (member.silent()) {
      return "silent";
    }
    String status =
        view.tasks().stream()
            .filter(task -> task.taskId() == member.taskId())
            .map(task -> task.status().finished() ? "loaded" : "loading")
            .findFirst()
            .orElse("");
    return switch (member.state()) {
      case LIVE -> status.isEmpty() ? "alive" : "alive, " + status;
      case LEFT -> "ended early";
      case DONE -> "finished";
    };
  }

  private static String percent(Member.Work work) {
    return work.bytes() == 0 ? "-" : Math.min(100, work.bytesDone() * 100 / work.bytes()) + "%";
  }

  private static void advise(PrintWriter out, FleetView view) {
    Set<Long> told = new HashSet<>();
    for (TableRow row : view.parts()) {
      long task = row.taskId();
      Member member = view.member(task).orElse(null);
      boolean registered = view.tasks().stream().anyMatch(one -> one.taskId() == task);
      if (member == null && !registered && told.add(task)) {
        out.println();
        out.println(
            "task "
                + Long.toUnsignedString(task)
                + " is not registered any more, and nobody compares the checksums of its tables"
                + " while its parts are here. When no instance of it runs: levin meta forget"
                + " --force --task="
                + Long.toUnsignedString(task));
      } else if (member != null
          && !member.alive()
          && member.state() != Member.State.DONE
          && told.add(task)) {
        out.println();
        out.println(
            member.describe()
                + " does not run, and tables wait for it. Start it again with the same"
                + " configuration; if it never comes back: empty the tables that are shown with"
                + " it, levin meta forget --task="
                + Long.toUnsignedString(task)
                + ", and import these tables again on all nodes");
      }
    }
  }
}
