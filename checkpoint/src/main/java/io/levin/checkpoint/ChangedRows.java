package io.levin.checkpoint;

import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;

/** Which rows of the checkpoint tables are not written yet. Not thread-safe. */
final class ChangedRows {
  private Map<String, OfTable> tables = new LinkedHashMap<>();
  private Set<String> notes = new TreeSet<>();

  private static final class OfTable {
    private boolean table;
    private final Set<Integer> engines = new TreeSet<>();
    private final Map<Integer, Set<String>> chunks = new TreeMap<>();
  }

  private OfTable of(String table) {
    return tables.computeIfAbsent(table, name -> new OfTable());
  }

  /** The table's own row. */
  void table(String table) {
    of(table).table = true;
  }

  /** An engine's row. */
  void engine(String table, int number) {
    of(table).engines.add(number);
  }

  /** A chunk's row, and that of its engine, which it may not be without. */
  void chunk(String table, int number, String key) {
    engine(table, number);
    of(table).chunks.computeIfAbsent(number, n -> new LinkedHashSet<>()).add(key);
  }

  /** A note. */
  void note(String name) {
    notes.add(name);
  }

  /** A table is not there any more. */
  void forget(String table) {
    tables.remove(table);
  }

  /** Nothing is there any more. */
  void clear() {
    tables = new LinkedHashMap<>();
    notes = new TreeSet<>();
  }

  /**
   * Puts all of it into what is to be written, as it is now, and begins anew.
   *
   * @param taskId the task of the tables
   * @param states all tables
   * @param texts all notes
   */
  void moveTo(
      TableChanges changes,
      long taskId,
      Map<String, TableState> states,
      Map<String, String> texts) {
    tables.forEach(
        (name, changed) -> {
          TableState table = states.get(name);
          if (table != null) {
            move(name, changed, table, taskId, changes);
          }
        });
    notes.forEach(name -> changes.note(name, texts.get(name)));
    clear();
  }

  private static void move(
      String name, OfTable changed, TableState table, long taskId, TableChanges changes) {
    if (changed.table) {
      changes.table(taskId, name, table);
    }
    changed.engines.forEach(number -> changes.engine(name, number, table.engine(number).status));
    changed.chunks.forEach(
        (number, keys) ->
            keys.forEach(key -> changes.chunk(name, number, table.engine(number).chunks.get(key))));
  }
}
