package io.levin.source.route;

import io.levin.source.compress.Compression;
import java.io.ByteArrayOutputStream;
import java.nio.charset.StandardCharsets;
import java.util.List;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The rules for names that Dumpling and mydumper give.
 *
 * <p>They are known as six regular expressions (see the compatibility page). Here they are written
 * out as plain string code, since dumps of 100,000 files are common and six searches a file would
 * be most of a scan; a test holds both forms against each other.
 */
final class DefaultFileRules {
  private static final Logger LOG = LoggerFactory.getLogger(DefaultFileRules.class);
  private static final List<String> DATA_TYPES = List.of(".sql", ".csv", ".parquet");

  private DefaultFileRules() {}

  static List<FileRouter.Rule> all() {
    return List.of(DefaultFileRules::route);
  }

  private static RoutedFile route(String path) {
    String lower = asciiLower(path);
    if (isTriggerOrPost(lower) || isBackup(lower)) {
      return new RoutedFile(FileType.IGNORE, "", "", "", Compression.NONE);
    }
    RoutedFile routed = schemaCreate(path, lower);
    if (routed == null) {
      routed = tableFile(path, lower, "-schema.sql", FileType.TABLE_SCHEMA);
    }
    if (routed == null) {
      routed = tableFile(path, lower, "-schema-view.sql", FileType.VIEW_SCHEMA);
    }
    return routed == null ? data(path, lower) : routed;
  }

  /** Rule 1: {@code …-schema-trigger.sql} and {@code …-schema-post.sql}, compressed or not. */
  private static boolean isTriggerOrPost(String lower) {
    return endOf(lower, "-schema-trigger.sql") >= 0 || endOf(lower, "-schema-post.sql") >= 0;
  }

  /** Rule 2: {@code ….sql.bak}, {@code ….csv.gz.bak} and the like. */
  private static boolean isBackup(String lower) {
    if (!lower.endsWith(".bak")) {
      return false;
    }
    String rest = lower.substring(0, lower.length() - 4);
    if (dataTypeAtEnd(rest, rest.length()) >= 0) {
      return true;
    }
    int dot = rest.lastIndexOf('.');
    return dot >= 0
        && dot + 1 < rest.length()
        && isWord(rest, dot + 1, rest.length())
        && dataTypeAtEnd(rest, dot) >= 0;
  }

  /** Rule 3: {@code db-schema-create.sql}. */
  private static RoutedFile schemaCreate(String path, String lower) {
    int end = endOf(lower, "-schema-create.sql");
    if (end < 0) {
      return null;
    }
    int start = path.lastIndexOf('/') + 1;
    int nameEnd = end - "-schema-create.sql".length();
    String schema = nameEnd > start ? path.substring(start, nameEnd) : "";
    if (schema.isEmpty() || schema.indexOf('.') >= 0) {
      return null;
    }
    return new RoutedFile(FileType.SCHEMA_SCHEMA, decoded(schema), "", "", compression(path, end));
  }

  /** Rules 4 and 5: {@code db.t-schema.sql}, {@code db.v-schema-view.sql}. */
  private static RoutedFile tableFile(String path, String lower, String suffix, FileType type) {
    int end = endOf(lower, suffix);
    if (end < 0) {
      return null;
    }
    int tableEnd = end - suffix.length();
    for (int start : componentStarts(path)) {
      int dot = schemaEnd(path, start);
      if (dot >= 0 && dot + 1 <= tableEnd && isLine(path, dot + 1, tableEnd)) {
        return new RoutedFile(
            type,
            decoded(path.substring(start, dot)),
            decoded(path.substring(dot + 1, tableEnd)),
            "",
            compression(path, end));
      }
    }
    return null;
  }

  /** Rule 6: {@code db.t.0001.sql.gz} with all but the first two parts and the type optional. */
  private static RoutedFile data(String path, String lower) {
    int lastDot = path.lastIndexOf('.');
    if (lastDot < 0) {
      return null;
    }
    boolean word = lastDot + 1 < path.length() && isWord(path, lastDot + 1, path.length());
    for (int start : componentStarts(path)) {
      int dot = schemaEnd(path, start);
      if (dot < 0) {
        continue;
      }
      // The shortest table name wins, so an extension behind the type is a compression.
      int end = lastDot;
      int typeDot = word ? dataTypeAtEnd(lower, end) : -1;
      if (typeDot <= dot) {
        end = path.length();
        typeDot = dataTypeAtEnd(lower, end);
      }
      if (typeDot > dot) {
        int tableEnd = numberStart(path, dot + 1, typeDot);
        if (isLine(path, dot + 1, tableEnd)) {
          return data(path, start, dot, tableEnd, typeDot, end);
        }
      }
    }
    return null;
  }

  private static RoutedFile data(
      String path, int start, int dot, int tableEnd, int typeDot, int end) {
    return new RoutedFile(
        FileType.ofText(path.substring(typeDot + 1, end)),
        decoded(path.substring(start, dot)),
        decoded(path.substring(dot + 1, tableEnd)),
        tableEnd < typeDot ? path.substring(tableEnd + 1, typeDot) : "",
        compression(path, end));
  }

  /** Where a path ends with a suffix, with or without a word as compression behind; or -1. */
  private static int endOf(String lower, String suffix) {
    if (lower.endsWith(suffix)) {
      return lower.length();
    }
    int dot = lower.lastIndexOf('.');
    boolean compressed =
        dot >= 0
            && isWord(lower, dot + 1, lower.length())
            && lower.startsWith(suffix, dot - suffix.length());
    return compressed ? dot : -1;
  }

  private static Compression compression(String path, int end) {
    return Compression.ofName(end < path.length() ? path.substring(end + 1) : "");
  }

  /** Index of the dot before the data type that ends at {@code end}, or -1. */
  private static int dataTypeAtEnd(String lower, int end) {
    for (String type : DATA_TYPES) {
      if (lower.startsWith(type, end - type.length())) {
        return end - type.length();
      }
    }
    return -1;
  }

  /** Index of the dot before a final {@code .123} of the table part, or its end. */
  private static int numberStart(String path, int from, int to) {
    int i = to;
    while (i > from && path.charAt(i - 1) >= '0' && path.charAt(i - 1) <= '9') {
      i--;
    }
    return i < to && i > from && path.charAt(i - 1) == '.' ? i - 1 : to;
  }

  /** The dot behind the schema that starts there, or -1 if no schema does. */
  private static int schemaEnd(String path, int start) {
    int i = start;
    while (i < path.length() && path.charAt(i) != '.' && path.charAt(i) != '/') {
      i++;
    }
    return i > start && i < path.length() && path.charAt(i) == '.' ? i : -1;
  }

  /** Starts of the components of a path, the last first: folders are skipped where possible. */
  private static int[] componentStarts(String path) {
    int count = 1;
    for (int i = 0; i < path.length(); i++) {
      count += path.charAt(i) == '/' ? 1 : 0;
    }
    int[] starts = new int[count];
    int at = path.length();
    for (int i = 0; i < count; i++) {
      at = path.lastIndexOf('/', at - 1);
      starts[i] = at + 1;
    }
    return starts;
  }

  private static boolean isLine(String path, int from, int to) {
    int newLine = path.indexOf('\n', from);
    return newLine < 0 || newLine >= to;
  }

  private static boolean isWord(String text, int from, int to) {
    for (int i = from; i < to; i++) {
      char c = text.charAt(i);
      boolean member =
          c >= 'a' && c <= 'z' || c >= 'A' && c <= 'Z' || c >= '0' && c <= '9' || c == '_';
      if (!member) {
        return false;
      }
    }
    return true;
  }

  private static String asciiLower(String text) {
    for (int i = 0; i < text.length(); i++) {
      if (text.charAt(i) >= 'A' && text.charAt(i) <= 'Z') {
        return lowered(text);
      }
    }
    return text;
  }

  private static String lowered(String text) {
    char[] chars = text.toCharArray();
    for (int i = 0; i < chars.length; i++) {
      if (chars[i] >= 'A' && chars[i] <= 'Z') {
        chars[i] |= 0x20;
      }
    }
    return new String(chars);
  }

  /** Resolves the percent escapes that Dumpling writes for characters that files cannot have. */
  private static String decoded(String name) {
    if (name.indexOf('%') < 0) {
      return name;
    }
    ByteArrayOutputStream out = new ByteArrayOutputStream(name.length());
    for (int i = 0; i < name.length(); ) {
      int point = name.codePointAt(i);
      if (point != '%') {
        out.writeBytes(Character.toString(point).getBytes(StandardCharsets.UTF_8));
        i += Character.charCount(point);
        continue;
      }
      int high = i + 2 <= name.length() - 1 ? Character.digit(name.charAt(i + 1), 16) : -1;
      int low = i + 2 <= name.length() - 1 ? Character.digit(name.charAt(i + 2), 16) : -1;
      if (high < 0 || low < 0) {
        LOG.warn("unescape string failed, will be ignored: {}", name);
        return name;
      }
      out.write(high << 4 | low);
      i += 3;
    }
    return out.toString(StandardCharsets.UTF_8);
  }
}
