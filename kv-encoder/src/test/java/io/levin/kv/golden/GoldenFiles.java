package io.levin.kv.golden;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.ObjectReader;
import com.github.luben.zstd.ZstdInputStream;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStream;
import java.io.InputStreamReader;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;
import java.util.function.Consumer;
import java.util.stream.Stream;
import java.util.zip.GZIPInputStream;

/**
 * The vector files of a folder: {@code NN-topic.jsonl}, one object a line, or the same with the
 * ending {@code .gz} or {@code .zst}.
 *
 * @param files of the folder and of those in it, in order of name
 * @param others that are no vectors, by their names
 */
record GoldenFiles(Path folder, List<Path> files, List<Path> others) {
  private static final ObjectReader JSON = new ObjectMapper().reader();
  private static final String ENDING = "\\.jsonl(\\.gz|\\.zst)?$";

  /** Looks into a folder. */
  static GoldenFiles in(Path folder) {
    List<Path> files = new ArrayList<>();
    List<Path> others = new ArrayList<>();
    try (Stream<Path> entries = Files.walk(folder)) {
      entries
          .filter(Files::isRegularFile)
          .sorted()
          .forEach(file -> (isVectors(file) ? files : others).add(file));
      return new GoldenFiles(folder, files, others);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private static boolean isVectors(Path file) {
    return !file.getFileName().toString().replaceFirst(ENDING, "").equals(name(file));
  }

  private static String name(Path file) {
    return file.getFileName().toString();
  }

  /** The topic of a file: its name in the folder without ending. */
  String topic(Path file) {
    return folder.relativize(file).toString().replaceFirst(ENDING, "");
  }

  /**
   * Hands each line of a file to a consumer.
   *
   * @param broken is told of a line that is no JSON, and of a file that cannot be read to its end
   */
  static void forEachLine(Path file, Consumer<JsonNode> line, Consumer<String> broken) {
    int number = 0;
    try (InputStream raw = Files.newInputStream(file);
        InputStream in = unpacked(file, raw);
        BufferedReader lines =
            new BufferedReader(new InputStreamReader(in, StandardCharsets.UTF_8))) {
      for (String text; (text = lines.readLine()) != null; ) {
        number++;
        if (!text.isBlank()) {
          JsonNode vector = parsed(text, number, broken);
          if (vector != null) {
            line.accept(vector);
          }
        }
      }
    } catch (IOException e) {
      broken.accept("cannot be read behind line " + number + ": " + e);
    }
  }

  /** Hands each line of a file that must be whole to a consumer. */
  static void forEachLine(Path file, Consumer<JsonNode> line) {
    forEachLine(
        file,
        line,
        broken -> {
          throw new IllegalStateException(file + " " + broken);
        });
  }

  private static JsonNode parsed(String text, int number, Consumer<String> broken) {
    try {
      return JSON.readTree(text);
    } catch (JsonProcessingException e) {
      broken.accept("line " + number + " is no JSON: " + e.getOriginalMessage());
      return null;
    }
  }

  private static InputStream unpacked(Path file, InputStream raw) throws IOException {
    if (name(file).endsWith(".gz")) {
      return new GZIPInputStream(raw);
    }
    return name(file).endsWith(".zst") ? new ZstdInputStream(raw) : raw;
  }

  /** The bytes of a cell: a JSON string, or {@code {"hex": …}}; null for null. */
  static byte[] bytes(JsonNode cell) {
    if (cell == null || cell.isNull()) {
      return null;
    }
    if (cell.isObject()) {
      return HexFormat.of().parseHex(cell.get("hex").asText());
    }
    return cell.asText().getBytes(StandardCharsets.UTF_8);
  }
}
