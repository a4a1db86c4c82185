package io.levin.playground.tidb.session;

import io.levin.playground.tidb.wire.Outcome;
import io.levin.playground.tidb.wire.ResultColumn;
import java.util.List;

/** Schema changes are done when their statement returns, so there is never a job to show. */
final class DdlJobs {
  private DdlJobs() {}

  static Outcome jobs() {
    return Outcome.Rows.of(
        List.of(
            ResultColumn.number("JOB_ID"),
            ResultColumn.text("DB_NAME"),
            ResultColumn.text("TABLE_NAME"),
            ResultColumn.text("JOB_TYPE"),
            ResultColumn.text("SCHEMA_STATE"),
            ResultColumn.number("SCHEMA_ID"),
            ResultColumn.number("TABLE_ID"),
            ResultColumn.number("ROW_COUNT"),
            ResultColumn.text("CREATE_TIME"),
            ResultColumn.text("START_TIME"),
            ResultColumn.text("END_TIME"),
            ResultColumn.text("STATE"),
            ResultColumn.text("COMMENTS")),
        List.of());
  }

  static Outcome queries() {
    return Outcome.Rows.of(
        List.of(ResultColumn.text("JOB_ID"), ResultColumn.text("QUERY")), List.of());
  }
}
