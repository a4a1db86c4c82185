package io.levin.checkpoint;

import io.levin.base.KvChecksum;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/**
 * Where checkpoints live. Tables are named by their key: both names in backquotes, joined by a dot.
 *
 * <p>Thread-safe. Changes of status return only when they are durable; progress of chunks is
 * written soon after, together with what comes next. A failure to write is thrown to whoever waits,
 * and to the next caller when nobody did.
 */
public interface CheckpointStore extends AutoCloseable {
  /** The number that means the whole table where an engine is expected. */
  int WHOLE_TABLE = Integer.MAX_VALUE;

  /** The name of the note that tells what a table failed with: this and the table's key. */
  String FAILURE = "failure ";

  /** Under which configuration the checkpoint was made; empty for a fresh one. */
  Optional<TaskRecord> task();

  /**
   * Starts or goes on: the task record is replaced, tables that have no record get one, tables that
   * have no plan get theirs. All of it is durable when the call returns.
   *
   * @param ids of the tables, by key
   * @param plans engines and chunks of the tables, by key
   */
  void initialize(TaskRecord task, Map<String, Long> ids, Map<String, List<EngineRecord>> plans);

  /** What is known of a table; empty when it has no record. */
  Optional<TableRecord> table(String table);

  /**
   * The status of a table under {@link #WHOLE_TABLE} and those of its engines under their numbers;
   * empty when it has no record. Costs nothing that grows with the number of chunks.
   */
  Map<Integer, Integer> statuses(String table);

  /** The keys of all tables that have a record. */
  Set<String> tables();

  /** Replaces the records of engines, all at once; durable when the call returns. */
  void engines(String table, List<EngineRecord> engines);

  /** Records a status; durable when the call returns. */
  void status(String table, int engine, int status);

  /** Records a status that may be lost in a crash; durable with the next {@link #save}. */
  void statusSoon(String table, int engine, int status);

  /** Makes everything that was recorded before this call durable. */
  void save();

  /** Records how far chunks of an engine are; durable with the next status at the latest. */
  void progress(String table, int engine, List<ChunkRecord> chunks);

  /** Raises the marks of used ids; durable with the next status at the latest. */
  void autoIds(String table, long autoRandom, long autoIncrement, long rowId);

  /** Records the sum of what was in a table before; durable with the next status at the latest. */
  void base(String table, KvChecksum sum);

  /**
   * What Levin notes beside the original's records, by name: facts to compare with and texts for
   * people. Empty when the original made the checkpoint.
   */
  Map<String, String> notes();

  /** Notes something; durable with the next status at the latest. */
  void note(String name, String value);

  /** Forgets a table. */
  void remove(String table);

  /** Forgets everything, after success or on request. */
  void removeAll();

  /** Puts everything out of the way under the task's id. */
  void moveAway(long taskId);

  /** A name for people: the path or the schema. */
  String describe();

  /** How everything is forgotten by hand, in the original's words. */
  String remedyToStartOver();

  /** Writes what is pending, and lets others use the checkpoint. */
  @Override
  void close();
}
