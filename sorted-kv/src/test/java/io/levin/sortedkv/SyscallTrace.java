package io.levin.sortedkv;

import java.io.BufferedReader;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** What {@code strace -f -qq -xx} wrote about the files of one process. */
final class SyscallTrace {
  /** The calls that change files, or make changes durable. */
  static final String CALLS =
      "openat,write,pwrite64,writev,fsync,fdatasync,rename,renameat,renameat2,link,linkat,unlink,"
          + "unlinkat,ftruncate,mkdir,mkdirat,close";

  private static final Pattern WHOLE = Pattern.compile("(\\d+) +(\\w+)\\((.*)\\) += (-?\\d+).*");
  private static final Pattern BEGUN =
      Pattern.compile("(\\d+) +(\\w+)\\((.*) <unfinished \\.\\.\\.>");
  private static final Pattern ENDED =
      Pattern.compile("(\\d+) +<\\.\\.\\. (\\w+) resumed>(.*)\\) += (-?\\d+).*");
  private static final Pattern TEXT = Pattern.compile("\"((?:\\\\x[0-9a-f]{2})*)\"");

  /**
   * A call that succeeded, or the beginning of one that makes something durable or closes a file.
   *
   * @param name of the call
   * @param begins whether this is the beginning of a call whose end comes later
   * @param thread who called
   * @param arguments as text, strings taken out
   * @param texts the strings among the arguments
   * @param result what it returned
   */
  record Call(
      String name, boolean begins, int thread, String arguments, List<byte[]> texts, long result) {
    /** A number that is an argument, from 0. */
    long number(int argument) {
      return Long.parseLong(arguments.split(",")[argument].trim());
    }

    /** A string that is a path. */
    Path path(int text) {
      return Path.of(new String(texts.get(text), StandardCharsets.UTF_8)).toAbsolutePath();
    }
  }

  private SyscallTrace() {}

  static List<Call> read(Path file) throws IOException {
    List<Call> calls = new ArrayList<>();
    Map<String, String> begun = new HashMap<>();
    try (BufferedReader lines = Files.newBufferedReader(file, StandardCharsets.ISO_8859_1)) {
      for (String line = lines.readLine(); line != null; line = lines.readLine()) {
        Matcher matcher = BEGUN.matcher(line);
        if (matcher.matches()) {
          begun.put(matcher.group(1), matcher.group(3));
          add(calls, matcher.group(2), true, matcher.group(1), matcher.group(3), 0);
          continue;
        }
        matcher = ENDED.matcher(line);
        if (matcher.matches()) {
          String arguments = begun.remove(matcher.group(1)) + matcher.group(3);
          long result = Long.parseLong(matcher.group(4));
          add(calls, matcher.group(2), false, matcher.group(1), arguments, result);
          continue;
        }
        matcher = WHOLE.matcher(line);
        if (matcher.matches()) {
          long result = Long.parseLong(matcher.group(4));
          add(calls, matcher.group(2), true, matcher.group(1), matcher.group(3), result);
          add(calls, matcher.group(2), false, matcher.group(1), matcher.group(3), result);
        }
      }
    }
    return calls;
  }

  private static void add(
      List<Call> calls, String name, boolean begins, String thread, String arguments, long result) {
    boolean sync = name.equals("fsync") || name.equals("fdatasync");
    // Before a close returns, another thread may get the number for a file that it opens.
    boolean close = name.equals("close");
    if (begins && !sync && !close || !begins && close || result < 0) {
      return;
    }
    List<byte[]> texts = new ArrayList<>();
    Matcher text = TEXT.matcher(arguments);
    while (text.find()) {
      texts.add(bytes(text.group(1)));
    }
    String rest = TEXT.matcher(arguments).replaceAll("text");
    calls.add(new Call(name, begins, Integer.parseInt(thread), rest, texts, result));
  }

  private static byte[] bytes(String escaped) {
    ByteArrayOutputStream out = new ByteArrayOutputStream(escaped.length() / 4);
    for (int i = 0; i < escaped.length(); i += 4) {
      out.write(Integer.parseInt(escaped, i + 2, i + 4, 16));
    }
    return out.toByteArray();
  }
}
