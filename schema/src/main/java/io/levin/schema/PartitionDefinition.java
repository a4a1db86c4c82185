package io.levin.schema;

import com.fasterxml.jackson.annotation.JsonInclude;
import com.fasterxml.jackson.annotation.JsonProperty;
import com.fasterxml.jackson.databind.annotation.JsonDeserialize;
import com.fasterxml.jackson.databind.annotation.JsonSerialize;
import java.util.List;

/**
 * One partition.
 *
 * @param id the physical table id that is in this partition's keys
 * @param name as it was written
 * @param lessThan the upper bound of a RANGE partition, one text per column: a literal or {@code
 *     MAXVALUE}
 * @param inValues the tuples of a LIST partition, as texts; {@code DEFAULT} for the default one
 * @param policyRefInfo placement; else null
 * @param comment the COMMENT
 */
public record PartitionDefinition(
    @JsonProperty("id") long id,
    @JsonProperty("name")
        @JsonSerialize(using = JsonNames.NameWriter.class)
        @JsonDeserialize(using = JsonNames.NameReader.class)
        String name,
    @JsonProperty("less_than") List<String> lessThan,
    @JsonProperty("in_values") @JsonSerialize(using = JsonNames.EmptyIsNull.class)
        List<List<String>> inValues,
    @JsonProperty("policy_ref_info") RawJson policyRefInfo,
    @JsonProperty("comment") @JsonInclude(JsonInclude.Include.NON_EMPTY) String comment) {

  /** Copies the lists; {@code null} stands for empty. */
  public PartitionDefinition {
    lessThan = Lists.copy(lessThan);
    inValues = inValues == null ? List.of() : inValues.stream().map(Lists::copy).toList();
    comment = comment == null ? "" : comment;
  }
}
