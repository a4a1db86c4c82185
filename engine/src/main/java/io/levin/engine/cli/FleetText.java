package io.levin.engine.cli;

import io.levin.config.ByteSize;
import io.levin.engine.share.FleetMember;
import io.levin.engine.share.FleetOverview;
import io.levin.engine.share.FleetTable;
import io.levin.engine.share.Lot;
import java.io.PrintWriter;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.stream.Collectors;

/** What {@code levin status} prints of instances that share the work of one import. */
final class FleetText {
  private FleetText() {}

  static void print(PrintWriter out, List<FleetOverview> fleets) {
    if (fleets.isEmpty()) {
      return;
    }
    out.println("Shared work:");
    TextTable text = new TextTable("TASK", "STATE", "TABLES", "LOTS", "MEMBERS", "SOURCE");
    for (FleetOverview one : fleets) {
      text.add(
          task(one),
          word(one.fleet().state()),
          one.tables().stream().filter(FleetTable::over).count() + "/" + one.tables().size(),
          one.lotsDone() + "/" + one.lots().size(),
          one.live(),
          one.fleet().source());
    }
    text.print(out);
    out.println();
    for (FleetOverview one : fleets) {
      if (one.waitsForFinish()) {
        out.println("All data of task " + task(one) + " is in; it waits for levin fleet finish.");
        out.println();
      }
    }
    out.println("Members:");
    TextTable members =
        new TextTable("TASK", "HOST", "PROCESS", "STATE", "LOTS IN HAND", "LOTS DONE", "READ");
    for (FleetOverview one : fleets) {
      for (FleetMember member : one.members()) {
        members.add(
            task(one),
            member.host(),
            member.pid(),
            word(member.state()),
            one.inHand(member),
            one.handedIn(member),
            ByteSize.format(one.bytesHandedIn(member)));
      }
    }
    members.print(out);
    out.println();
    tables(out, fleets);
  }

  private static void tables(PrintWriter out, List<FleetOverview> fleets) {
    TextTable tables = new TextTable("TABLE", "STATE", "LOTS", "ROW IDS", "ERROR");
    boolean any = false;
    for (FleetOverview one : fleets) {
      Map<Long, Long> done =
          one.lots().stream()
              .filter(lot -> lot.state() == Lot.State.DONE)
              .collect(Collectors.groupingBy(Lot::tableId, Collectors.counting()));
      for (FleetTable table : one.tables()) {
        if (table.state() == FleetTable.State.DONE) {
          continue;
        }
        any = true;
        tables.add(
            table.name(),
            word(table.state()),
            done.getOrDefault(table.tableId(), 0L) + "/" + table.lots(),
            table.rowIdMax() == 0 ? "-" : (table.rowIdBase() + 1) + ".." + table.rowIdMax(),
            table.error().isEmpty() ? "-" : table.error());
      }
    }
    if (any) {
      out.println("Shared tables that are not done:");
      tables.print(out);
      out.println();
    }
  }

  static String task(FleetOverview one) {
    return Long.toUnsignedString(one.fleet().taskId());
  }

  private static String word(Enum<?> state) {
    return state.name().toLowerCase(Locale.ROOT);
  }
}
