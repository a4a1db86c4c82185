package io.levin.schema;

import com.fasterxml.jackson.annotation.JsonProperty;
import com.fasterxml.jackson.databind.annotation.JsonDeserialize;
import com.fasterxml.jackson.databind.annotation.JsonSerialize;
import java.util.List;

/**
 * What makes a table a view.
 *
 * @param algorithm 0 UNDEFINED, 1 MERGE, 2 TEMPTABLE
 * @param definer TiDB's user identity; may be null
 * @param security 0 DEFINER, 1 INVOKER
 * @param select the SELECT
 * @param checkOption 0 LOCAL, 1 CASCADED
 * @param columns the view's own column names
 */
public record ViewInfo(
    @JsonProperty("view_algorithm") int algorithm,
    @JsonProperty("view_definer") RawJson definer,
    @JsonProperty("view_security") int security,
    @JsonProperty("view_select") String select,
    @JsonProperty("view_checkoption") int checkOption,
    @JsonProperty("view_cols")
        @JsonSerialize(contentUsing = JsonNames.NameWriter.class)
        @JsonDeserialize(contentUsing = JsonNames.NameReader.class)
        List<String> columns) {

  /** Copies the list. */
  public ViewInfo {
    columns = Lists.copy(columns);
  }
}
