package io.levin.schema;

import com.fasterxml.jackson.annotation.JsonProperty;
import com.fasterxml.jackson.databind.annotation.JsonDeserialize;
import com.fasterxml.jackson.databind.annotation.JsonSerialize;
import java.util.List;

/**
 * One CHECK constraint.
 *
 * @param id TiDB's number
 * @param name the constraint's name
 * @param table the table's name
 * @param columns the columns in the expression
 * @param enforced NOT ENFORCED ones are not evaluated
 * @param inColumn it was written as a column attribute
 * @param expr the restored expression
 * @param state only a {@link SchemaState#PUBLIC} one is evaluated
 */
public record CheckConstraint(
    @JsonProperty("id") long id,
    @JsonProperty("constraint_name")
        @JsonSerialize(using = JsonNames.NameWriter.class)
        @JsonDeserialize(using = JsonNames.NameReader.class)
        String name,
    @JsonProperty("tbl_name")
        @JsonSerialize(using = JsonNames.NameWriter.class)
        @JsonDeserialize(using = JsonNames.NameReader.class)
        String table,
    @JsonProperty("constraint_cols")
        @JsonSerialize(contentUsing = JsonNames.NameWriter.class)
        @JsonDeserialize(contentUsing = JsonNames.NameReader.class)
        List<String> columns,
    @JsonProperty("enforced") boolean enforced,
    @JsonProperty("in_column") boolean inColumn,
    @JsonProperty("expr_string") String expr,
    @JsonProperty("state") SchemaState state) {

  /** Copies the list; texts that TiDB left out become empty. */
  public CheckConstraint {
    table = table == null ? "" : table;
    columns = Lists.copy(columns);
    state = state == null ? SchemaState.NONE : state;
  }
}
