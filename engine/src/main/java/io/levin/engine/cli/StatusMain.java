package io.levin.engine.cli;

import io.levin.base.ImportException;
import io.levin.config.ByteSize;
import io.levin.engine.coordinate.FleetView;
import io.levin.engine.coordinate.Member;
import io.levin.engine.coordinate.TableRow;
import io.levin.engine.coordinate.TaskRow;
import io.levin.engine.share.FleetOverview;
import io.levin.tidb.TidbClient;
import java.io.PrintWriter;
import java.nio.charset.StandardCharsets;
import java.sql.SQLException;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.concurrent.Callable;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;

/** {@code levin status}: all instances that import into a cluster, as its TiDB knows them. */
@Command(
    name = "levin status",
    mixinStandardHelpOptions = true,
    description =
        "Shows the instances that import into a cluster, what each is doing, and their tables.")
public final class StatusMain implements Callable<Integer> {
  @Mixin private TargetOptions target;

  /** Runs the command. */
  public static void main(String[] arguments) {
    System.exit(new CommandLine(new StatusMain()).execute(arguments));
  }

  @Override
  public Integer call() {
    PrintWriter out = new PrintWriter(System.out, true, StandardCharsets.UTF_8);
    try (TidbClient tidb = target.connect()) {
      print(
          out,
          FleetView.read(tidb, target.metaSchema(), target.compat()),
          FleetOverview.read(tidb, target.metaSchema()));
      return LightningMain.OK;
    } catch (SQLException | ImportException e) {
      System.err.println("levin status: " + e.getMessage());
      return LightningMain.FAILED;
    }
  }

  /** Prints all there is. */
  static void print(PrintWriter out, FleetView view, List<FleetOverview> fleets) {
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
    instances.print(out);
    if (view.parts().isEmpty()) {
      return;
    }
    out.println();
    out.println("Parts of tables:");
    TextTable parts =
        new TextTable("TABLE", "TASK", "STATUS", "ROW IDS", "PAIRS IN", "PAIRS BEFORE");
    for (TableRow row : view.parts()) {
      parts.add(
          row.tableName(),
          Long.toUnsignedString(row.taskId()),
          row.status().text(),
          row.rowIdMax() == 0 ? "-" : (row.rowIdBase() + 1) + ".." + row.rowIdMax(),
          row.total().pairs() == 0 ? "-" : row.total().pairs(),
          row.base().pairs() == 0 ? "-" : row.base().pairs());
    }
    parts.print(out);
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
      Member member = view.member(row.taskId()).orElse(null);
      if (member != null && !member.alive() && member.state() != Member.State.DONE) {
        if (told.add(row.taskId())) {
          out.println();
          out.println(
              member.describe()
                  + " does not run, and tables wait for it. Start it again with the same"
                  + " configuration; if it never comes back: levin meta forget --task="
                  + Long.toUnsignedString(row.taskId()));
        }
      }
    }
  }
}
