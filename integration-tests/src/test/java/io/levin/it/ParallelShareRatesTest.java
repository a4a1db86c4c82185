package io.levin.it;

import static org.assertj.core.api.Assertions.assertThat;

import io.levin.playground.ClusterOptions;
import java.nio.file.Path;
import java.time.Duration;
import java.time.LocalDateTime;
import java.time.format.DateTimeFormatter;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.regex.MatchResult;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * How near members of unequal speed come to the time that they would take if none of them was ever
 * idle. It measures, and asserts no times: {@code -Pparallel -Dtest=ParallelShareRatesTest
 * -Dlevin.megabytes=N -Dlevin.rates=BYTES,BYTES,… -Dlevin.lot=BYTES}.
 */
final class ParallelShareRatesTest {
  private static final int MEGABYTES = Integer.getInteger("levin.megabytes", 2600);
  private static final String RATES =
      System.getProperty("levin.rates", "10000000,10000000,10000000,2500000");
  private static final int LOT_BYTES = Integer.getInteger("levin.lot", 4_000_000);
  private static final Pattern LOT =
      Pattern.compile("\\[([0-9/]+ [0-9:.]+) [^]]*\\].*\"import lot (start|completed)\"");
  private static final DateTimeFormatter TIME =
      DateTimeFormatter.ofPattern("yyyy/MM/dd HH:mm:ss.SSS", Locale.ROOT);

  @TempDir Path directory;

  @Test
  @Tag("parallel")
  void membersOfUnequalSpeedAreDoneAtTheSameTime() throws Exception {
    List<Long> rates = Arrays.stream(RATES.split(",")).map(Long::valueOf).toList();
    Dump dump = new Dump(directory.resolve("dump"));
    dump.schema(RateSource.TABLE);
    int files = (int) (MEGABYTES * 1_000_000L / LOT_BYTES);
    long rowsOfFile = LOT_BYTES / RateSource.ROW;
    for (int i = 0; i < files; i++) {
      RateSource.write(dump.folder().resolve("rate.t.%09d.csv".formatted(i)), i, rowsOfFile);
    }
    SharedClasses.get();
    ClusterOptions options = ClusterOptions.builder().version("8.5.0").stores(1, 1).build();
    try (PlaygroundUnderTest cluster = PlaygroundUnderTest.start(options)) {
      List<ImportHarness> members = new ArrayList<>();
      for (long rate : rates) {
        ImportHarness member = Fleets.instance(cluster, directory, members.size());
        member.toml().set("tikv-importer", "parallel-import", false);
        member.toml().set("tikv-importer", "store-write-bwlimit", rate);
        member.toml().set("mydumper", "data-source-dir", dump.folder());
        member.toml().set("mydumper", "batch-size", LOT_BYTES);
        member.toml().set("levin", "share-work", true).set("levin", "lot-size", LOT_BYTES);
        members.add(member);
      }
      long start = System.nanoTime();
      List<Process> processes = members.stream().map(one -> one.startProgram()).toList();
      List<Double> ends = new ArrayList<>();
      for (int i = 0; i < members.size(); i++) {
        members.get(i).awaitEnd(processes.get(i), Duration.ofMinutes(40)).succeeded();
        ends.add((System.nanoTime() - start) / 1e9);
      }
      ImportHarness any = members.get(0);
      assertThat(any.query("SELECT COUNT(*) FROM rate.t"))
          .containsExactly(String.valueOf(files * rowsOfFile));
      Fleets.nothingIsLeft(any);
      report(any, members, rates, ends.get(ends.size() - 1));
    }
  }

  private static void report(
      ImportHarness any, List<ImportHarness> members, List<Long> rates, double seconds) {
    long bytes = Long.parseLong(any.query("ADMIN CHECKSUM TABLE rate.t").get(0).split("\\|")[4]);
    double ideal = bytes / (double) rates.stream().mapToLong(Long::longValue).sum();
    StringBuilder shares = new StringBuilder();
    LocalDateTime first = LocalDateTime.MAX;
    LocalDateTime last = LocalDateTime.MIN;
    for (ImportHarness member : members) {
      long lots = 0;
      for (MatchResult line : LOT.matcher(member.logText()).results().toList()) {
        LocalDateTime time = LocalDateTime.parse(line.group(1), TIME);
        first = time.isBefore(first) ? time : first;
        last = time.isAfter(last) ? time : last;
        lots += line.group(2).equals("completed") ? 1 : 0;
      }
      shares.append(shares.length() == 0 ? "" : ", ").append(lots);
    }
    double data = Duration.between(first, last).toMillis() / 1e3;
    System.out.printf(
        "%.0f MB of pairs, members limited to %s bytes a second, lots of %d bytes: ideal %.1f s,"
            + " from the first lot to the last %.1f s: %.1f %% more; with start and checks %.1f s:"
            + " %.1f %% more; lots of each: %s%n",
        bytes / 1e6,
        RATES,
        LOT_BYTES,
        ideal,
        data,
        100 * (data / ideal - 1),
        seconds,
        100 * (seconds / ideal - 1),
        shares);
  }
}
