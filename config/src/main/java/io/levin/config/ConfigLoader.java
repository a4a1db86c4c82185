package io.levin.config;

import com.fasterxml.jackson.core.JsonLocation;
import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.dataformat.toml.TomlMapper;
import io.levin.base.ErrorCode;
import io.levin.base.ImportException;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.CharBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.nio.file.AccessDeniedException;
import java.nio.file.Files;
import java.nio.file.InvalidPathException;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;
import java.util.Set;

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
    Reading reading = reading(flags, toml);
    TomlTable root = new TomlTable("", parse(path, toml), reading);
    Config config = read(root, reading);
    throwIfUnreadable(path, reading);
    List<String> faults = new ArrayList<>(reading.typeFaults());
    List<String> unknown = reading.inOrderOfTheFile(root.unknownKeys());
    if (!unknown.isEmpty()) {
      faults.add(
          "config file contained unknown configuration options: " + String.join(", ", unknown));
    }
    // These the original prints without a code.
    ErrorCode code = faults.isEmpty() ? reading.code() : ErrorCode.UNCODED;
    faults.addAll(reading.faults());
    if (!faults.isEmpty()) {
      throw new ImportException(
          code,
          String.join("\n", faults),
          path.isEmpty() ? "correct the flags" : "correct " + path);
    }
    return config;
  }

  /**
   * What {@code levin.memory-budget} is where no file says it: a quarter of the memory there is.
   */
  public static long defaultMemoryBudget(long memoryBytes) {
    return Math.max(SmallSections.LEAST_MEMORY, memoryBytes / 4);
  }

  /**
   * What concerns the process as a whole, before there is a task: log, status port, server mode.
   * Whatever else is wrong in the file is not looked at.
   *
   * @throws ImportException {@link ErrorCode#READ_CONFIG_FILE}, {@link
   *     ErrorCode#PARSE_CONFIG_FILE}, or {@link ErrorCode#INVALID_CONFIG} for a server of tasks
   *     without an address
   */
  public Config loadProcess(Flags flags) {
    String path = flags.text("config").orElse("");
    String text = flags.text("config").map(ConfigLoader::read).orElse("");
    Reading reading = reading(flags, text);
    Config config = read(new TomlTable("", parse(path, text), reading), reading);
    throwIfUnreadable(path, reading);
    return config;
  }

  /** The tasks of a server that was started with these flags, and the file that they name. */
  public TaskConfigs tasks(Flags flags) {
    String path = flags.text("config").orElse("");
    String text = flags.text("config").map(ConfigLoader::read).orElse("");
    return new TaskConfigs(this, parse(path, text), flags);
  }

  Reading reading(Flags flags, String toml) {
    return new Reading(flags, processors, memoryBytes, KeyLines.of(toml));
  }

  private static void throwIfUnreadable(String path, Reading reading) {
    if (!reading.processFaults().isEmpty() && reading.globalFaults().isEmpty()) {
      throw new ImportException(
          ErrorCode.INVALID_CONFIG, String.join("\n", reading.processFaults()), "");
    }
    if (!reading.globalFaults().isEmpty()) {
      throw new ImportException(
          ErrorCode.PARSE_CONFIG_FILE,
          "cannot parse config file '" + path + "': " + String.join("\n", reading.globalFaults()),
          "");
    }
  }

  /** The full names of all keys that a file may hold. A test holds the documentation against it. */
  static Set<String> knownKeys() {
    String probe =
        """
        [lightning]
        max-error = { type = 0 }
        [[mydumper.files]]
        [[mydumper.ignore-columns]]
        [[mydumper.ignore-data-columns]]
        [[routes]]
        extract-table = {}
        extract-schema = {}
        extract-source = {}
        [black-white-list]
        do-tables = [{}]
        ignore-tables = [{}]
        """;
    Reading reading = new Reading(Flags.none(), 1, 1L << 30, KeyLines.of(probe));
    read(new TomlTable("", parse("", probe), reading), reading);
    return reading.known();
  }

  /** Reads the tables in the order in which the original checks them. */
  static Config read(TomlTable root, Reading reading) {
    TomlTable importer = root.table("tikv-importer");
    SourceSections source = new SourceSections(reading);
    SmallSections small = new SmallSections(reading);
    TidbSections servers = new TidbSections(reading);
    Config.TikvImporter tikvImporter = ImporterSection.read(reading, importer);
    Config.Lightning lightning = LightningSection.read(reading, root.table("lightning"));
    Config.Mydumper mydumper = source.mydumper(root);
    Config.PostRestore postRestore = small.postRestore(root.table("post-restore"));
    Config.Security security = servers.security(root.table("security"));
    Config.Tidb tidb = servers.tidb(root.table("tidb"), security);
    Config.Checkpoint checkpoint = small.checkpoint(root.table("checkpoint"));
    List<Config.Route> routes = source.routes(root, mydumper.sourceId());
    Config.Conflict conflict = ConflictSection.read(reading, root.table("conflict"), importer);
    return new Config(
        lightning,
        tidb,
        security,
        checkpoint,
        tikvImporter,
        conflict,
        mydumper,
        postRestore,
        small.cron(root.table("cron")),
        routes,
        small.levin(root.table("levin")),
        reading.warnings());
  }

  private static String read(String path) {
    byte[] bytes;
    try {
      bytes = Files.readAllBytes(Path.of(path));
    } catch (IOException | InvalidPathException e) {
      throw new ImportException(
          ErrorCode.READ_CONFIG_FILE,
          "cannot read config file '" + path + "': open " + path + ": " + whyUnreadable(e),
          "",
          e);
    }
    try {
      String text = StandardCharsets.UTF_8.newDecoder().decode(ByteBuffer.wrap(bytes)).toString();
      return text.startsWith("\uFEFF") ? text.substring(1) : text;
    } catch (CharacterCodingException e) {
      throw new ImportException(
          ErrorCode.PARSE_CONFIG_FILE,
          "cannot parse config file '" + path + "': toml: " + invalidByte(bytes),
          "save the file as UTF-8",
          e);
    }
  }

  /** Java says no more of some failures than which file it was. */
  static String whyUnreadable(Exception e) {
    if (e instanceof NoSuchFileException) {
      return "no such file or directory";
    }
    return e instanceof AccessDeniedException ? "permission denied" : e.getMessage();
  }

  /** The byte and the line at which a text stops being UTF-8. */
  private static String invalidByte(byte[] bytes) {
    ByteBuffer in = ByteBuffer.wrap(bytes);
    CharBuffer out = CharBuffer.allocate(bytes.length);
    StandardCharsets.UTF_8.newDecoder().decode(in, out, true);
    int line = 1;
    for (int i = 0; i < in.position(); i++) {
      line += bytes[i] == '\n' ? 1 : 0;
    }
    String invalid = HexFormat.of().toHexDigits(bytes[in.position()]);
    return "line " + line + ": invalid UTF-8 byte: 0x" + invalid;
  }

  static JsonNode parse(String path, String toml) {
    try {
      return new TomlMapper().readTree(toml.isBlank() ? "" : toml);
    } catch (JsonProcessingException e) {
      JsonLocation at = e.getLocation();
      String repetition = KeyLines.of(toml).repetition();
      String what =
          repetition != null && e.getOriginalMessage().contains("Duplicate key")
              ? repetition
              : "line " + (at == null ? 0 : at.getLineNr()) + ": " + e.getOriginalMessage();
      throw new ImportException(
          ErrorCode.PARSE_CONFIG_FILE,
          "cannot parse config file '" + path + "': toml: " + what,
          "",
          e);
    }
  }
}
