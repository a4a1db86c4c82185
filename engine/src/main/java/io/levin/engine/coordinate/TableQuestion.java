package io.levin.engine.coordinate;

import java.util.List;
import java.util.function.Function;

/**
 * What somebody wants to decide about one table while its rows are locked. It is asked by one
 * thread, several times when a transaction has to be repeated: the last answer counts.
 */
final class TableQuestion<T> {
  private final String purpose;
  private final long tableId;
  private final Function<List<TableRow>, Decision<T, TableChange>> decision;
  private T result;
  private RuntimeException failure;

  /**
   * @param purpose named when the transaction fails
   */
  TableQuestion(
      String purpose, long tableId, Function<List<TableRow>, Decision<T, TableChange>> decision) {
    this.purpose = purpose;
    this.tableId = tableId;
    this.decision = decision;
  }

  String purpose() {
    return purpose;
  }

  long tableId() {
    return tableId;
  }

  /** Decides; a failure is kept for whoever wants the answer, and changes nothing. */
  List<TableChange> ask(List<TableRow> rows) {
    try {
      Decision<T, TableChange> decided = decision.apply(rows);
      result = decided.result();
      failure = null;
      return decided.changes();
    } catch (RuntimeException e) {
      failure = e;
      return List.of();
    }
  }

  /** What came out, once the transaction is at its end. */
  T answer() {
    if (failure != null) {
      throw failure;
    }
    return result;
  }
}
