package io.levin.schema;

import com.fasterxml.jackson.annotation.JsonProperty;
import com.fasterxml.jackson.databind.annotation.JsonSerialize;
import java.util.List;

/**
 * The type of a column. The JSON spells these names with capitals.
 *
 * @param tp the type code, see {@link MysqlType}
 * @param flag bits, see {@link Flags}
 * @param flen display width, characters, bytes, digits or bits, as the type has it; -1 is
 *     unspecified. JSON columns have 4294967295
 * @param decimal digits after the point (DECIMAL, FLOAT, DOUBLE) or of the second (times); -1 is
 *     unspecified
 * @param charset {@code binary} for everything that is not text
 * @param collate {@code binary} for everything that is not text
 * @param elems the members of an ENUM or SET, else empty
 * @param elemsIsBinaryLit for each member whether it was written as a hexadecimal or bit literal;
 *     empty when none was
 * @param array the hidden column of a multi-valued index: a JSON array of values of this type
 */
public record FieldType(
    @JsonProperty("Tp") int tp,
    @JsonProperty("Flag") int flag,
    @JsonProperty("Flen") long flen,
    @JsonProperty("Decimal") int decimal,
    @JsonProperty("Charset") String charset,
    @JsonProperty("Collate") String collate,
    @JsonProperty("Elems") @JsonSerialize(using = JsonNames.EmptyIsNull.class) List<String> elems,
    @JsonProperty("ElemsIsBinaryLit") @JsonSerialize(using = JsonNames.EmptyIsNull.class)
        List<Boolean> elemsIsBinaryLit,
    @JsonProperty("Array") boolean array) {

  /** The unspecified length or number of decimals. */
  public static final int UNSPECIFIED = -1;

  /** Copies the lists; {@code null} stands for empty. */
  public FieldType {
    charset = charset == null ? "" : charset;
    collate = collate == null ? "" : collate;
    elems = Lists.copy(elems);
    elemsIsBinaryLit = Lists.copy(elemsIsBinaryLit);
  }

  /** A type that is neither an ENUM nor a SET nor an array. */
  public static FieldType of(
      int tp, int flag, long flen, int decimal, String charset, String collate) {
    return new FieldType(tp, flag, flen, decimal, charset, collate, List.of(), List.of(), false);
  }

  /** Whether all of these {@link Flags} are set. */
  public boolean has(int flags) {
    return (flag & flags) == flags;
  }

  /** Whether the column is declared NOT NULL (or is part of the primary key). */
  public boolean notNull() {
    return has(Flags.NOT_NULL);
  }

  /** Whether the column is UNSIGNED (or ZEROFILL, which means it too). */
  public boolean unsigned() {
    return has(Flags.UNSIGNED);
  }

  /** Whether the column has the AUTO_INCREMENT attribute. */
  public boolean autoIncrement() {
    return has(Flags.AUTO_INCREMENT);
  }

  /** The same type with these flags instead. */
  public FieldType withFlag(int newFlag) {
    return new FieldType(
        tp, newFlag, flen, decimal, charset, collate, elems, elemsIsBinaryLit, array);
  }

  /**
   * Whether index entries must carry the column's value beside its sort key, because the sort key
   * does not give it back.
   *
   * @param newCollation whether the cluster was bootstrapped with new collations
   */
  public boolean needsRestoredData(boolean newCollation) {
    if (!newCollation || array || !MysqlType.isString(tp)) {
      return false;
    }
    return switch (collate) {
      case "binary", "utf8mb4_0900_bin" -> false;
      default -> tp == MysqlType.VARCHAR || tp == MysqlType.VAR_STRING || !Collation.isBin(collate);
    };
  }
}
