package io.levin.schema;

import com.fasterxml.jackson.annotation.JsonProperty;
import com.fasterxml.jackson.databind.annotation.JsonDeserialize;
import com.fasterxml.jackson.databind.annotation.JsonSerialize;

/**
 * When rows expire.
 *
 * @param column the time column
 * @param intervalExpr the number of units
 * @param intervalTimeUnit TiDB's number of the unit
 * @param enable whether the job runs
 * @param jobInterval how often, such as {@code 1h}
 */
public record TtlInfo(
    @JsonProperty("column")
        @JsonSerialize(using = JsonNames.NameWriter.class)
        @JsonDeserialize(using = JsonNames.NameReader.class)
        String column,
    @JsonProperty("interval_expr") String intervalExpr,
    @JsonProperty("interval_time_unit") int intervalTimeUnit,
    @JsonProperty("enable") boolean enable,
    @JsonProperty("job_interval") String jobInterval) {}
