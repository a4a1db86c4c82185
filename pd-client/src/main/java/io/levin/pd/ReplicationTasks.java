package io.levin.pd;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.levin.base.Cancellation;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * Who copies the cluster's changes elsewhere, as recorded in PD's etcd. Ingested files are
 * invisible to all of them, so an import must not run beside them.
 *
 * @param logBackups names of the log-backup tasks
 * @param changefeeds all changefeeds of TiCDC, whatever their state
 */
public record ReplicationTasks(List<String> logBackups, List<Changefeed> changefeeds) {
  private static final String LOG_BACKUPS = "/tidb/br-stream/info/";
  private static final String CDC = "/tidb/cdc/";

  /** Until TiCDC 6.1, where there was one unnamed cluster. */
  private static final Pattern OLD_KEY = Pattern.compile("/tidb/cdc/changefeed/info/([^/]+)");

  /** Cluster names without underscores leave out TiCDC's own bookkeeping. */
  private static final Pattern KEY =
      Pattern.compile("/tidb/cdc/([a-zA-Z0-9]+(?:-[a-zA-Z0-9]+)*)/([^/]+)/changefeed/info/([^/]+)");

  /**
   * The states from which a changefeed never goes on. One in error is tried again, or resumed by
   * hand, where it stopped; a state that a later TiCDC has brought may be such a one, too.
   */
  private static final Set<String> OVER = Set.of("finished", "removed");

  /**
   * One changefeed.
   *
   * @param cluster {@code cluster/namespace}; {@code <nil>} for a TiCDC before 6.2
   * @param id its name
   * @param state as TiCDC spells it
   */
  public record Changefeed(String cluster, String id, String state) {
    /** True unless it can never go on to read what an import writes. */
    public boolean isActive() {
      return !OVER.contains(state);
    }
  }

  /** Reads both kinds. */
  public static ReplicationTasks read(Etcd etcd, Cancellation cancellation) {
    List<String> backups =
        etcd.prefix(LOG_BACKUPS, cancellation).stream()
            .map(entry -> entry.key().substring(LOG_BACKUPS.length()))
            .toList();
    List<Changefeed> feeds = new ArrayList<>();
    for (Etcd.Entry entry : etcd.prefix(CDC, cancellation)) {
      Matcher old = OLD_KEY.matcher(entry.key());
      Matcher now = KEY.matcher(entry.key());
      if (old.matches()) {
        feeds.add(new Changefeed("<nil>", old.group(1), state(entry.value())));
      } else if (now.matches()) {
        feeds.add(
            new Changefeed(now.group(1) + "/" + now.group(2), now.group(3), state(entry.value())));
      }
    }
    return new ReplicationTasks(backups, feeds);
  }

  private static String state(String json) {
    try {
      String state = new ObjectMapper().readTree(json).path("state").asText();
      // TiCDC leaves the state out of a changefeed that has just been made.
      return state.isEmpty() ? "normal" : state;
    } catch (JsonProcessingException e) {
      return "unknown";
    }
  }

  /** True when nothing stands against an import. */
  public boolean isEmpty() {
    return logBackups.isEmpty() && changefeeds.stream().noneMatch(Changefeed::isActive);
  }
}
