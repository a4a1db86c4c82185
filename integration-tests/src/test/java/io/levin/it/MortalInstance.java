package io.levin.it;

import java.nio.charset.StandardCharsets;
import java.util.HashSet;
import java.util.PriorityQueue;
import java.util.Queue;
import java.util.Random;
import java.util.Set;
import java.util.concurrent.TimeUnit;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * An instance in a process of its own that is killed and started again as it comes to given points
 * of its work. How far it is, is read from its log, so that it does not depend on the load of the
 * machine; a table counts once, however often it is done.
 */
final class MortalInstance {
  private static final Pattern TABLE_DONE =
      Pattern.compile("\\[\"(restore table completed)\"\\].*\\[table=([^\\]]*)\\]");
  private static final Pattern TABLE_ENDED =
      Pattern.compile(
          "\\[\"(checksum pass|skip checksum&analyze[^\"]*|the metadata row of this part is"
              + " gone[^\"]*)\"\\].*\\[table=([^\\]]*)\\]");

  /** What it says when its data is in, when its checks are done, and at the very end. */
  private static final String[] END = {
    "check all task finish status",
    "time that the coordination of a table took",
    "clean checkpoints"
  };

  /** About how many lines a process writes before its first table. */
  private static final int LINES_OF_START = 14;

  private static final int START_DELAY_MILLIS = 300;
  private static final int DELAY_MILLIS = 30;

  private final ImportHarness harness;
  private final int tables;
  private final Random random;

  private final Set<String> done = new HashSet<>();
  private final Set<String> ended = new HashSet<>();
  private final Queue<Integer> deaths = new PriorityQueue<>();
  private String lastWord = "";
  private int beforeTheEnd;

  private Process process;
  private long read;
  private int lines;
  private boolean lastWordSaid;
  private int firstLine;
  private long dueNanos;
  private boolean due;

  /**
   * @param tables that it brings parts of
   */
  MortalInstance(ImportHarness harness, int tables, Random random) {
    this.harness = harness;
    this.tables = tables;
    this.random = random;
  }

  ImportHarness harness() {
    return harness;
  }

  /** Starts it for the first time, or again. */
  void start() {
    process = harness.startProgram();
    read = 0;
    lines = 0;
    lastWordSaid = false;
    firstLine = 1 + random.nextInt(LINES_OF_START);
    due = false;
  }

  /**
   * The last point at which it is killed for certain: from there it still has checks to make that
   * take longer than a look at its log.
   */
  int lastPoint() {
    return 2 * tables * 3 / 4;
  }

  /**
   * How far it is: a table counts one when its data is in and one when its checksum is settled, so
   * that all is done at twice the number of tables.
   */
  int work() {
    return done.size() + ended.size();
  }

  /**
   * Lets it be killed once more.
   *
   * @param point of its work, up to {@link #lastPoint}; when it is there already, the next start is
   *     killed while it looks around and registers
   */
  void dieAt(int point) {
    deaths.add(point);
  }

  /** Lets it be killed once more in the last steps, if it is not too quick for that. */
  void mayDieAtTheEnd() {
    int way = random.nextInt(END.length + 1);
    lastWord = way < END.length ? END[way] : "";
    beforeTheEnd = lastPoint() + 1 + random.nextInt(2 * tables - lastPoint());
  }

  /** How often it is still to be killed for certain. */
  int deathsToCome() {
    return deaths.size();
  }

  /** What was seen. */
  enum Seen {
    /** It runs. */
    AT_WORK,
    /** It was killed, and does not run any more. */
    KILLED,
    /** It has done everything and ended well. */
    ENDED
  }

  /**
   * Looks at it, and kills it when it is time.
   *
   * @param atOnce without letting a random moment pass, since it must not end before
   */
  Seen look(boolean atOnce) throws InterruptedException {
    if (!process.isAlive()) {
      return ended();
    }
    readLog();
    if (!due && mustDie()) {
      due = true;
      int most = lines <= LINES_OF_START ? START_DELAY_MILLIS : DELAY_MILLIS;
      dueNanos = System.nanoTime() + TimeUnit.MILLISECONDS.toNanos(random.nextInt(most));
    }
    if (!due || !atOnce && System.nanoTime() - dueNanos < 0) {
      return Seen.AT_WORK;
    }
    if (process.destroyForcibly().waitFor() == 0) {
      return ended();
    }
    readLog();
    if (deaths.isEmpty()) {
      beforeTheEnd = 0;
    } else {
      deaths.remove();
    }
    return Seen.KILLED;
  }

  private boolean mustDie() {
    if (!deaths.isEmpty()) {
      return lines >= firstLine && work() >= deaths.peek();
    }
    return beforeTheEnd > 0 && (lastWord.isEmpty() ? work() >= beforeTheEnd : lastWordSaid);
  }

  private Seen ended() {
    harness.awaitEnd(process).succeeded();
    return Seen.ENDED;
  }

  /** Ends it, however far it is. */
  void stop() {
    if (process != null) {
      process.destroyForcibly();
    }
  }

  private void readLog() {
    byte[] more = harness.logFrom(read);
    int whole = more.length;
    while (whole > 0 && more[whole - 1] != '\n') {
      whole--;
    }
    read += whole;
    new String(more, 0, whole, StandardCharsets.UTF_8).lines().forEach(this::readLine);
  }

  private void readLine(String line) {
    lines++;
    note(TABLE_DONE.matcher(line), done);
    note(TABLE_ENDED.matcher(line), ended);
    lastWordSaid |= !lastWord.isEmpty() && line.contains(lastWord);
  }

  private static void note(Matcher line, Set<String> tables) {
    if (line.find()) {
      tables.add(line.group(2));
    }
  }
}
