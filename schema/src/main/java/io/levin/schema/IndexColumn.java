package io.levin.schema;

import com.fasterxml.jackson.annotation.JsonInclude;
import com.fasterxml.jackson.annotation.JsonProperty;
import com.fasterxml.jackson.databind.annotation.JsonDeserialize;
import com.fasterxml.jackson.databind.annotation.JsonSerialize;

/**
 * One column of an index.
 *
 * @param name the column's name
 * @param offset the column's position in {@link TableInfo#columns()}
 * @param length of a prefix index in characters (bytes for binary columns); -1 is the whole value
 * @param usingChangingType the index is being built with the column's new type
 */
public record IndexColumn(
    @JsonProperty("name")
        @JsonSerialize(using = JsonNames.NameWriter.class)
        @JsonDeserialize(using = JsonNames.NameReader.class)
        String name,
    @JsonProperty("offset") int offset,
    @JsonProperty("length") int length,
    @JsonProperty("using_changing_type") @JsonInclude(JsonInclude.Include.NON_DEFAULT)
        boolean usingChangingType) {

  /** The {@link #length()} of a column that is indexed whole. */
  public static final int WHOLE = -1;

  /** Whether only a prefix of the value is indexed. */
  public boolean isPrefix() {
    return length != WHOLE;
  }
}
