package io.levin.it;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.ObjectReader;
import java.io.BufferedReader;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.InputStreamReader;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import java.util.zip.GZIPInputStream;

/**
 * Tables of the golden vectors as a dump: those of one {@code sql_mode} and time zone together,
 * since these are settings of a whole import. Rows that must fail are left out, and rows with keys
 * that an earlier one has.
 *
 * @param sqlMode the mode
 * @param timeZone the session's time zone
 * @param cases one JSON object a table
 */
record GoldenDump(String sqlMode, String timeZone, List<JsonNode> cases) {
  /** The database of all tables. */
  static final String DATABASE = "golden";

  private static final ObjectReader JSON = new ObjectMapper().reader();

  /** What depends on the moment or the session cannot be compared. */
  private static final Pattern OF_THE_MOMENT =
      Pattern.compile(
          "(?i)CURRENT_TIMESTAMP|CURRENT_DATE|\\bNOW\\(|\\bRAND\\(|\\bUUID\\(|\\bUSER\\(");

  /**
   * Where the vectors, and Levin, differ from the program: it compares members of an ENUM or SET of
   * these character sets with another collation than TiDB does.
   */
  private static final Pattern VECTORS_SAY_OTHERWISE =
      Pattern.compile("(?i)enumset/.*CHARACTER SET (gbk|binary)");

  /** All groups of a folder of vectors, those of most tables first. */
  static List<GoldenDump> groups(Path folder) {
    Map<List<String>, List<JsonNode>> groups = new TreeMap<>(GoldenDump::compare);
    Path inner = folder.resolve("open");
    try (Stream<Path> files = Files.list(Files.isDirectory(inner) ? inner : folder)) {
      for (Path file : files.sorted().toList()) {
        String name = file.getFileName().toString();
        // Of the others one has no tables, and in the other all have the same name.
        if (name.contains(".jsonl") && !name.matches("1[35]-.*")) {
          read(file, groups);
        }
      }
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    return groups.entrySet().stream()
        .map(e -> new GoldenDump(e.getKey().get(0), e.getKey().get(1), e.getValue()))
        .sorted((a, b) -> b.cases.size() - a.cases.size())
        .toList();
  }

  /** A part of the tables. */
  GoldenDump part(int from, int to) {
    return new GoldenDump(sqlMode, timeZone, cases.subList(from, Math.min(to, cases.size())));
  }

  /** Writes the files. */
  void write(Path folder) {
    try {
      Files.createDirectories(folder);
      Files.writeString(
          folder.resolve(DATABASE + "-schema-create.sql"), "CREATE DATABASE `" + DATABASE + "`;\n");
      for (JsonNode one : cases) {
        byte[] data = data(one);
        if (data.length > 0) {
          String name = DATABASE + "." + one.get("table").asText();
          Files.writeString(
              folder.resolve(name + "-schema.sql"), one.get("create").asText() + ";\n");
          Files.write(folder.resolve(name + ".sql"), data);
        }
      }
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private static byte[] data(JsonNode one) {
    ByteArrayOutputStream out = new ByteArrayOutputStream();
    String columns = columns(one.get("columns"));
    Set<String> keys = new HashSet<>();
    for (JsonNode row : one.get("rows")) {
      if (row.get("error").isNull() && isNew(row.get("kvs"), keys)) {
        out.writeBytes(
            ("INSERT INTO `" + one.get("table").asText() + "`" + columns + " VALUES (")
                .getBytes(StandardCharsets.UTF_8));
        String separator = "";
        for (JsonNode cell : row.get("sql")) {
          out.writeBytes(separator.getBytes(StandardCharsets.UTF_8));
          out.writeBytes(bytes(cell));
          separator = ",";
        }
        out.writeBytes(");\n".getBytes(StandardCharsets.UTF_8));
      }
    }
    return out.toByteArray();
  }

  private static boolean isNew(JsonNode pairs, Set<String> keys) {
    List<String> mine = new ArrayList<>();
    pairs.forEach(pair -> mine.add(pair.get(0).asText()));
    if (mine.stream().anyMatch(keys::contains)) {
      return false;
    }
    return keys.addAll(mine) || mine.isEmpty();
  }

  private static String columns(JsonNode names) {
    if (names == null || names.isNull()) {
      return "";
    }
    List<String> quoted = new ArrayList<>();
    names.forEach(name -> quoted.add("`" + name.asText().replace("`", "``") + "`"));
    return " (" + String.join(",", quoted) + ")";
  }

  private static byte[] bytes(JsonNode cell) {
    return cell.isTextual()
        ? cell.asText().getBytes(StandardCharsets.UTF_8)
        : HexFormat.of().parseHex(cell.get("hex").asText());
  }

  private static void read(Path file, Map<List<String>, List<JsonNode>> groups) throws IOException {
    try (InputStream raw = Files.newInputStream(file);
        InputStream in = file.toString().endsWith(".gz") ? new GZIPInputStream(raw) : raw;
        BufferedReader lines =
            new BufferedReader(new InputStreamReader(in, StandardCharsets.UTF_8))) {
      for (String text; (text = lines.readLine()) != null; ) {
        JsonNode one = JSON.readTree(text);
        if (isComparable(one)) {
          groups
              .computeIfAbsent(
                  List.of(one.get("sql_mode").asText(), one.get("tz").asText()),
                  key -> new ArrayList<>())
              .add(one);
        }
      }
    }
  }

  private static boolean isComparable(JsonNode one) {
    return one.get("rows") != null
        && !one.get("rows").isNull()
        && !one.hasNonNull("create_error")
        && !one.hasNonNull("columns_error")
        && !one.hasNonNull("sysvars")
        && one.get("new_collation").asBoolean()
        && one.get("row_format").asInt() == 2
        && !one.get("row_checksum").asBoolean()
        && !VECTORS_SAY_OTHERWISE.matcher(one.get("case").asText()).find()
        && !OF_THE_MOMENT.matcher(one.get("create").asText()).find();
  }

  private static int compare(List<String> a, List<String> b) {
    int first = a.get(0).compareTo(b.get(0));
    return first != 0 ? first : a.get(1).compareTo(b.get(1));
  }
}
