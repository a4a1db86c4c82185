package io.levin.engine.coordinate;

import io.levin.base.GroupedRequests;
import io.levin.base.KvChecksum;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.function.Function;

/**
 * The metadata of a process in which many tables are under way: what their threads ask for at a
 * time is asked for together, so that small tables cost a part of a statement each. A failure of
 * the server ends all that were asked for together; an exception of a decision only its own caller.
 */
final class GroupedMetadata implements MetadataStore {
  /** Tables of a statement; a row in it takes some hundred bytes. */
  private static final int MOST = 100;

  /** Little beside what a transaction takes. */
  private static final long GATHER_MILLIS = 10;

  private final SqlMetadata store;
  private final GroupedRequests<PartTable.Part> additions;
  private final GroupedRequests<TableQuestion<?>> questions;
  private final GroupedRequests<Look> looks;
  private final GroupedRequests<Move> moves;

  GroupedMetadata(SqlMetadata store) {
    this.store = store;
    this.additions = new GroupedRequests<>(MOST, GATHER_MILLIS, store::addTables);
    this.questions = new GroupedRequests<>(MOST, GATHER_MILLIS, this::decide);
    this.looks = new GroupedRequests<>(MOST, GATHER_MILLIS, this::look);
    this.moves = new GroupedRequests<>(MOST, GATHER_MILLIS, this::move);
  }

  @Override
  public void addTable(long taskId, long tableId, String tableName) {
    additions.serve(new PartTable.Part(taskId, tableId, tableName));
  }

  @Override
  public <T> T onTable(
      String purpose, long tableId, Function<List<TableRow>, Decision<T, TableChange>> decision) {
    TableQuestion<T> question = new TableQuestion<>(purpose, tableId, decision);
    questions.serve(question);
    return question.answer();
  }

  private void decide(List<TableQuestion<?>> asked) {
    Map<Long, TableQuestion<?>> byTable = new LinkedHashMap<>();
    List<TableQuestion<?>> later = new ArrayList<>();
    for (TableQuestion<?> question : asked) {
      if (byTable.putIfAbsent(question.tableId(), question) != null) {
        later.add(question);
      }
    }
    store.onTables(byTable);
    // A second one about a table must see what the first has changed.
    for (TableQuestion<?> question : later) {
      store.onTables(Map.of(question.tableId(), question));
    }
  }

  @Override
  public List<TableRow> table(long tableId) {
    Look look = new Look(tableId);
    looks.serve(look);
    return look.rows;
  }

  private static final class Look {
    private final long tableId;
    private List<TableRow> rows = List.of();

    Look(long tableId) {
      this.tableId = tableId;
    }
  }

  private void look(List<Look> asked) {
    Map<Long, List<TableRow>> found =
        store.tables(asked.stream().map(look -> look.tableId).distinct().toList());
    asked.forEach(look -> look.rows = found.getOrDefault(look.tableId, List.of()));
  }

  @Override
  public void move(long tableId, long taskId, TableStatus to, Set<TableStatus> from) {
    moves.serve(new Move(tableId, new Kind(taskId, to, Set.copyOf(from))));
  }

  private record Kind(long taskId, TableStatus to, Set<TableStatus> from) {}

  private record Move(long tableId, Kind kind) {}

  private void move(List<Move> asked) {
    Map<Kind, Set<Long>> tables = new LinkedHashMap<>();
    asked.forEach(
        move -> tables.computeIfAbsent(move.kind(), k -> new TreeSet<>()).add(move.tableId()));
    tables.forEach((kind, ids) -> store.move(ids, kind.taskId(), kind.to(), kind.from()));
  }

  @Override
  public boolean addTask(TaskRow row) {
    return store.addTask(row);
  }

  @Override
  public List<TaskRow> tasks() {
    return store.tasks();
  }

  @Override
  public <T> T onTasks(String purpose, Function<List<TaskRow>, Decision<T, TaskChange>> decision) {
    return store.onTasks(purpose, decision);
  }

  @Override
  public List<TableRow> tables() {
    return store.tables();
  }

  @Override
  public boolean storeBase(long tableId, long taskId, KvChecksum base) {
    return store.storeBase(tableId, taskId, base);
  }

  @Override
  public void keepRegistered() {
    store.keepRegistered();
  }

  @Override
  public void left() {
    store.left();
  }

  @Override
  public boolean dropIfEmpty() {
    return store.dropIfEmpty();
  }
}
