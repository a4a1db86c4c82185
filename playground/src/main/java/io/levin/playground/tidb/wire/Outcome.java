package io.levin.playground.tidb.wire;

import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Iterator;
import java.util.List;

/** What a statement ended with. */
public sealed interface Outcome {

  /**
   * A statement without rows.
   *
   * @param affected rows changed
   * @param lastInsertId first id that was drawn, 0 for none
   * @param info text such as {@code Records: 2 Duplicates: 0 Warnings: 0}, may be empty
   */
  record Done(long affected, long lastInsertId, String info) implements Outcome {
    /** Nothing changed. */
    public static final Done NOTHING = new Done(0, 0, "");
  }

  /**
   * Rows, each value in its text form or null.
   *
   * @param columns the columns
   * @param rows the rows, taken once; may read from the cluster as it goes
   * @param whenRead run after the last row, and also when the client goes away before
   */
  record Rows(List<ResultColumn> columns, Iterator<byte[][]> rows, Runnable whenRead)
      implements Outcome {
    /** Rows that are all there. */
    public static Rows of(List<ResultColumn> columns, List<Object[]> values) {
      List<byte[][]> rows = new ArrayList<>(values.size());
      for (Object[] value : values) {
        byte[][] row = new byte[value.length][];
        for (int i = 0; i < value.length; i++) {
          row[i] =
              value[i] == null
                  ? null
                  : value[i] instanceof byte[] bytes
                      ? bytes
                      : value[i].toString().getBytes(StandardCharsets.UTF_8);
        }
        rows.add(row);
      }
      return new Rows(columns, rows.iterator(), () -> {});
    }
  }

  /**
   * The connection is cut without an answer (an injected fault).
   *
   * @param reason why, for the log
   */
  record Cut(String reason) implements Outcome {}
}
