package io.levin.config;

import io.levin.base.ErrorCode;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Locale;
import java.util.Set;

/** One reading of a file and its flags: what there is to read, and what was found wrong in it. */
final class Reading {
  /** Keys that the original reads before there is a task: a wrong type in one ends the start. */
  private static final Set<String> GLOBAL =
      Set.of(
          "lightning.status-addr",
          "lightning.pprof-port",
          "lightning.server-mode",
          "lightning.level",
          "lightning.file",
          "lightning.max-size",
          "lightning.max-days",
          "lightning.max-backups",
          "lightning.enable-diagnose-logs",
          "lightning.check-requirements",
          "tidb.host",
          "tidb.port",
          "tidb.user",
          "tidb.password",
          "tidb.status-port",
          "tidb.pd-addr",
          "tidb.log-level",
          "mydumper.data-source-dir",
          "mydumper.no-schema",
          "mydumper.filter",
          "tikv-importer.addr",
          "tikv-importer.backend",
          "tikv-importer.sorted-kv-dir",
          "checkpoint.enable",
          "post-restore.checksum",
          "post-restore.analyze",
          "security.ca-path",
          "security.cert-path",
          "security.key-path",
          "security.redact-info-log");

  private final Flags flags;
  private final int processors;
  private final long memoryBytes;
  private final KeyLines lines;
  private final List<String> processFaults = new ArrayList<>();
  private final List<String> globalFaults = new ArrayList<>();
  private final List<String> typeFaults = new ArrayList<>();
  private final List<String> faults = new ArrayList<>();
  private final List<String> warnings = new ArrayList<>();
  private final Set<String> asked = new LinkedHashSet<>();
  private ErrorCode codeOfFirst = ErrorCode.INVALID_CONFIG;

  Reading(Flags flags, int processors, long memoryBytes, KeyLines lines) {
    this.flags = flags;
    this.processors = processors;
    this.memoryBytes = memoryBytes;
    this.lines = lines;
  }

  Flags flags() {
    return flags;
  }

  int processors() {
    return processors;
  }

  long memoryBytes() {
    return memoryBytes;
  }

  /** Something that is wrong whatever its type. */
  void fault(String text) {
    fault(ErrorCode.INVALID_CONFIG, text);
  }

  /** As the other, with the class that the original gives it. */
  void fault(ErrorCode code, String text) {
    codeOfFirst = faults.isEmpty() ? code : codeOfFirst;
    faults.add(text);
  }

  /** The class of the first fault. */
  ErrorCode code() {
    return codeOfFirst;
  }

  /** Something that ends the start of the process and is no fault of the file's text. */
  void processFault(String text) {
    processFaults.add(text);
  }

  /** What ends the start of the process. */
  List<String> processFaults() {
    return processFaults;
  }

  /** Names of keys by the lines on which they stand; of one line in the order given. */
  List<String> inOrderOfTheFile(List<String> keys) {
    return keys.stream().sorted(Comparator.comparingInt(lines::line)).toList();
  }

  /** A value of another type or grammar than its key wants. */
  void valueFault(String key, String text) {
    String placed = "toml: line " + lines.line(key) + " (last key \"" + key + "\"): " + text;
    (GLOBAL.contains(key.toLowerCase(Locale.ROOT)) ? globalFaults : typeFaults).add(placed);
  }

  void warn(String text) {
    warnings.add(text);
  }

  /** Notes that a key is known. */
  void asked(String key) {
    asked.add(key);
  }

  /** Full names of all keys that were asked for, whether the file has them or not. */
  Set<String> known() {
    return Set.copyOf(asked);
  }

  List<String> warnings() {
    return List.copyOf(warnings);
  }

  /** Faults that the original finds before there is a task. */
  List<String> globalFaults() {
    return globalFaults;
  }

  /** Values that cannot be read. */
  List<String> typeFaults() {
    return typeFaults;
  }

  /** The rest, in the order in which the original would have found them. */
  List<String> faults() {
    return faults;
  }
}
