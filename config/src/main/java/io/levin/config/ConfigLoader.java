package io.levin.config;

import com.fasterxml.jackson.core.JsonLocation;
import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.dataformat.toml.TomlMapper;
import io.levin.base.ErrorCode;
import io.levin.base.ImportException;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/**
 * Reads a configuration file, lays the flags over it and checks the result. All faults are found
 * and reported together; nothing here needs the network.
 */
public final class ConfigLoader {
  private final int processors;
  private final long memoryBytes;

  /**
   * @param processors how many processors the machine has, for concurrency defaults
   * @param memoryBytes how much memory the machine or container has, for the memory budget
   */
  public ConfigLoader(int processors, long memoryBytes) {
    this.processors = processors;
    this.memoryBytes = memoryBytes;
  }

  /**
   * Reads the file that {@code -config} names, if any, and applies the flags.
   *
   * @throws ImportException {@link ErrorCode#READ_CONFIG_FILE} or {@link
   *     ErrorCode#PARSE_CONFIG_FILE} when the file cannot be read or is not TOML, {@link
   *     ErrorCode#INVALID_CONFIG} for everything that is wrong in it
   */
  public Config load(Flags flags) {
    String text = flags.text("config").map(ConfigLoader::read).orElse("");
    return load(flags.text("config").orElse(""), text, flags);
  }

  /** As {@link #load(Flags)}, with the text of the file given. */
  public Config load(String path, String toml, Flags flags) {
    List<String> faults = new ArrayList<>();
    TomlTable root = new TomlTable("", parse(path, toml), faults);
    ConfigSections sections = new ConfigSections(root, flags, processors, memoryBytes, faults);
    Config config = sections.read();
    List<String> unknown = root.unknownKeys();
    if (!unknown.isEmpty()) {
      faults.add(
          0, "config file contained unknown configuration options: " + String.join(", ", unknown));
    }
    if (!faults.isEmpty()) {
      throw new ImportException(
          ErrorCode.INVALID_CONFIG,
          String.join("\n", faults),
          path.isEmpty() ? "correct the flags" : "correct " + path);
    }
    return config;
  }

  private static String read(String path) {
    byte[] bytes;
    try {
      bytes = Files.readAllBytes(Path.of(path));
    } catch (IOException e) {
      String why = e instanceof NoSuchFileException ? "no such file or directory" : e.getMessage();
      throw new ImportException(
          ErrorCode.READ_CONFIG_FILE,
          "cannot read config file '" + path + "': open " + path + ": " + why,
          "",
          e);
    }
    try {
      String text = StandardCharsets.UTF_8.newDecoder().decode(ByteBuffer.wrap(bytes)).toString();
      return text.startsWith("\uFEFF") ? text.substring(1) : text;
    } catch (CharacterCodingException e) {
      throw new ImportException(
          ErrorCode.PARSE_CONFIG_FILE,
          "cannot parse config file '" + path + "': toml: invalid UTF-8",
          "save the file as UTF-8",
          e);
    }
  }

  private static JsonNode parse(String path, String toml) {
    try {
      return new TomlMapper().readTree(toml.isBlank() ? "" : toml);
    } catch (JsonProcessingException e) {
      JsonLocation at = e.getLocation();
      throw new ImportException(
          ErrorCode.PARSE_CONFIG_FILE,
          "cannot parse config file '"
              + path
              + "': toml: line "
              + (at == null ? 0 : at.getLineNr())
              + ": "
              + e.getOriginalMessage(),
          "",
          e);
    }
  }
}
