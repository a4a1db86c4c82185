package io.levin.benchmarks;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;

/**
 * What Linux says of a process or a thread in {@code /proc}; layout: {@code proc(5)}, {@code
 * /proc/pid/stat}.
 *
 * @param name up to 15 characters
 * @param seconds user and system time
 * @param childrenSeconds the same of children that ended and were waited for
 */
record ProcStat(String name, double seconds, double childrenSeconds) {
  /** The unit of times there, the same on all platforms that this runs on. */
  private static final double TICKS_PER_SECOND = 100;

  // Numbers of fields as the manual page has them; the third is the first behind the name.
  private static final int STATE = 3;
  private static final int USER = 14;
  private static final int SYSTEM = 15;
  private static final int CHILDREN_USER = 16;
  private static final int CHILDREN_SYSTEM = 17;

  static ProcStat read(Path file) throws IOException {
    String stat = Files.readString(file);
    // The name may hold blanks and parentheses.
    int nameEnd = stat.lastIndexOf(')');
    String[] fields = stat.substring(nameEnd + 2).split(" ");
    return new ProcStat(
        stat.substring(stat.indexOf('(') + 1, nameEnd),
        seconds(fields, USER) + seconds(fields, SYSTEM),
        seconds(fields, CHILDREN_USER) + seconds(fields, CHILDREN_SYSTEM));
  }

  private static double seconds(String[] fields, int number) {
    return Long.parseLong(fields[number - STATE]) / TICKS_PER_SECOND;
  }
}
