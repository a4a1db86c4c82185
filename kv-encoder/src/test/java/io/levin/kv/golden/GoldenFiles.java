package io.levin.kv.golden;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.ObjectReader;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStream;
import java.io.InputStreamReader;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HexFormat;
import java.util.List;
import java.util.function.Consumer;
import java.util.stream.Stream;
import java.util.zip.GZIPInputStream;

/** The vector files of a folder: {@code NN-topic.jsonl}, compressed or not, one object a line. */
record GoldenFiles(List<Path> files) {
  private static final ObjectReader JSON = new ObjectMapper().reader();

  /** The files of a folder and of those in it, in order of name; other files do not matter. */
  static GoldenFiles in(Path folder) {
    try (Stream<Path> entries = Files.walk(folder)) {
      return new GoldenFiles(
          entries
              .filter(p -> p.toString().endsWith(".jsonl") || p.toString().endsWith(".jsonl.gz"))
              .sorted()
              .toList());
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** The topic of a file: its name without ending. */
  static String topic(Path file) {
    return file.getFileName().toString().replaceFirst("\\.jsonl(\\.gz)?$", "");
  }

  /** Hands each line of a file to a consumer. */
  static void forEachLine(Path file, Consumer<JsonNode> line) {
    try (InputStream raw = Files.newInputStream(file);
        InputStream in = file.toString().endsWith(".gz") ? new GZIPInputStream(raw) : raw;
        BufferedReader lines =
            new BufferedReader(new InputStreamReader(in, StandardCharsets.UTF_8))) {
      for (String text; (text = lines.readLine()) != null; ) {
        if (!text.isBlank()) {
          line.accept(JSON.readTree(text));
        }
      }
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
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
