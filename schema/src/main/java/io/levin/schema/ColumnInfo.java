package io.levin.schema;

import com.fasterxml.jackson.annotation.JsonInclude;
import com.fasterxml.jackson.annotation.JsonProperty;
import com.fasterxml.jackson.databind.annotation.JsonDeserialize;
import com.fasterxml.jackson.databind.annotation.JsonSerialize;
import java.util.Base64;
import java.util.Collections;
import java.util.Set;
import java.util.TreeSet;

/**
 * One column of a table.
 *
 * @param id goes into row values; not dense and not in the order of the columns
 * @param name as it was written
 * @param offset position in {@link TableInfo#columns()}
 * @param originDefault what rows have that were written before the column was added; null is NULL
 * @param originDefaultBit the same of a BIT column, in Base64; null where there is none
 * @param defaultValue the DEFAULT as text; null is no default, or NULL. Of a TIMESTAMP column of
 *     version 1 and later it is in UTC. A text that was not UTF-8 is damaged
 * @param defaultBit the DEFAULT of a BIT column: its bytes in Base64; null where there is none
 * @param defaultIsExpr {@code defaultValue} is an expression to evaluate for each row
 * @param generatedExpr the restored text of the generation expression; empty for an ordinary column
 * @param generatedStored STORED and not VIRTUAL
 * @param dependences the lower-case names of the columns in the expression; null for an ordinary
 *     column
 * @param type the type
 * @param state {@link SchemaState#PUBLIC} unless a schema change is under way
 * @param comment the COMMENT
 * @param hidden made for an expression index; hidden columns come last
 * @param changeStateInfo of a column that is being changed to another type; else null
 * @param version 0 to 2; what TIMESTAMP defaults mean depends on it
 * @param changingType the new type of a column that changes in place; else null
 */
public record ColumnInfo(
    @JsonProperty("id") long id,
    @JsonProperty("name")
        @JsonSerialize(using = JsonNames.NameWriter.class)
        @JsonDeserialize(using = JsonNames.NameReader.class)
        String name,
    @JsonProperty("offset") int offset,
    @JsonProperty("origin_default") String originDefault,
    @JsonProperty("origin_default_bit") String originDefaultBit,
    @JsonProperty("default") String defaultValue,
    @JsonProperty("default_bit") String defaultBit,
    @JsonProperty("default_is_expr") boolean defaultIsExpr,
    @JsonProperty("generated_expr_string") String generatedExpr,
    @JsonProperty("generated_stored") boolean generatedStored,
    @JsonProperty("dependences")
        @JsonSerialize(using = JsonNames.SetWriter.class)
        @JsonDeserialize(using = JsonNames.SetReader.class)
        Set<String> dependences,
    @JsonProperty("type") FieldType type,
    @JsonProperty("state") SchemaState state,
    @JsonProperty("comment") String comment,
    @JsonProperty("hidden") boolean hidden,
    @JsonProperty("change_state_info") RawJson changeStateInfo,
    @JsonProperty("version") int version,
    @JsonProperty("changing_type") @JsonInclude(JsonInclude.Include.NON_NULL)
        RawJson changingType) {

  /** Copies the set; texts that TiDB left out become empty. */
  public ColumnInfo {
    generatedExpr = generatedExpr == null ? "" : generatedExpr;
    comment = comment == null ? "" : comment;
    state = state == null ? SchemaState.NONE : state;
    dependences =
        dependences == null ? null : Collections.unmodifiableSet(new TreeSet<>(dependences));
  }

  /** The name as TiDB compares it. */
  public String lowerName() {
    return Identifiers.lower(name);
  }

  /** Whether the value comes from an expression over other columns. */
  public boolean generated() {
    return !generatedExpr.isEmpty();
  }

  /** Whether the column is computed when it is read, and therefore not in row values. */
  public boolean virtual() {
    return generated() && !generatedStored;
  }

  /** Whether the column can be written and read. */
  public boolean isPublic() {
    return state == SchemaState.PUBLIC;
  }

  /** The bytes of {@link #defaultBit()}, or null. The array is the caller's own. */
  public byte[] defaultBitBytes() {
    return defaultBit == null ? null : Base64.getDecoder().decode(defaultBit);
  }

  /** The bytes of {@link #originDefaultBit()}, or null. The array is the caller's own. */
  public byte[] originDefaultBitBytes() {
    return originDefaultBit == null ? null : Base64.getDecoder().decode(originDefaultBit);
  }

  /** The same column with this type instead. */
  public ColumnInfo withType(FieldType newType) {
    return new ColumnInfo(
        id,
        name,
        offset,
        originDefault,
        originDefaultBit,
        defaultValue,
        defaultBit,
        defaultIsExpr,
        generatedExpr,
        generatedStored,
        dependences,
        newType,
        state,
        comment,
        hidden,
        changeStateInfo,
        version,
        changingType);
  }

  /** The same column at another position. */
  public ColumnInfo withOffset(int newOffset) {
    return new ColumnInfo(
        id,
        name,
        newOffset,
        originDefault,
        originDefaultBit,
        defaultValue,
        defaultBit,
        defaultIsExpr,
        generatedExpr,
        generatedStored,
        dependences,
        type,
        state,
        comment,
        hidden,
        changeStateInfo,
        version,
        changingType);
  }

  /** The same column, as rows see it that were written before it was added. */
  public ColumnInfo withOriginDefault(String text, String bits) {
    return new ColumnInfo(
        id,
        name,
        offset,
        text,
        bits,
        defaultValue,
        defaultBit,
        defaultIsExpr,
        generatedExpr,
        generatedStored,
        dependences,
        type,
        state,
        comment,
        hidden,
        changeStateInfo,
        version,
        changingType);
  }
}
