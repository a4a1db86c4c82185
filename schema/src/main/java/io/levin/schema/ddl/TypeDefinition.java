package io.levin.schema.ddl;

import java.util.List;

/**
 * A column type as it is written.
 *
 * @param name the canonical name in upper case: INT for INTEGER, DECIMAL for NUMERIC and so on
 * @param length the first number in parentheses; -1 where there is none
 * @param decimals the second number in parentheses; -1 where there is none
 * @param elements the members of an ENUM or SET; of a literal of digits each character is one byte
 * @param binaryElements for each member whether it was a hexadecimal or bit literal
 * @param unsigned UNSIGNED or ZEROFILL
 * @param zerofill ZEROFILL
 * @param charset CHARACTER SET; empty where there is none
 * @param collate COLLATE; empty where there is none
 * @param binaryCollation the attribute BINARY of a text type
 */
public record TypeDefinition(
    String name,
    int length,
    int decimals,
    List<String> elements,
    List<Boolean> binaryElements,
    boolean unsigned,
    boolean zerofill,
    String charset,
    String collate,
    boolean binaryCollation) {
  /** Copies the lists. */
  public TypeDefinition {
    elements = List.copyOf(elements);
    binaryElements = List.copyOf(binaryElements);
  }
}
