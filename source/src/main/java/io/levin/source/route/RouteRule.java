package io.levin.source.route;

/**
 * One entry of {@code [[routes]]}; absent keys are empty, absent extractors null.
 *
 * @param schemaPattern which databases; required
 * @param tablePattern which tables; empty for a rule about whole databases
 * @param targetSchema where to; required
 * @param targetTable where to; empty keeps the table's name
 * @param tableExtractor column filled from the source table's name
 * @param schemaExtractor column filled from the source database's name
 * @param sourceExtractor column filled from {@code mydumper.source-id}
 */
public record RouteRule(
    String schemaPattern,
    String tablePattern,
    String targetSchema,
    String targetTable,
    Extractor tableExtractor,
    Extractor schemaExtractor,
    Extractor sourceExtractor) {

  /**
   * Fills a column from a name.
   *
   * @param targetColumn the column, spelled as in the target
   * @param expression the concatenation of its groups in the first match is the value
   */
  public record Extractor(String targetColumn, String expression) {}

  /** A rule without extractors. */
  public static RouteRule of(
      String schemaPattern, String tablePattern, String targetSchema, String targetTable) {
    return new RouteRule(schemaPattern, tablePattern, targetSchema, targetTable, null, null, null);
  }

  @Override
  public String toString() {
    return "{schema-pattern: "
        + schemaPattern
        + ", table-pattern: "
        + tablePattern
        + ", target-schema: "
        + targetSchema
        + ", target-table: "
        + targetTable
        + "}";
  }
}
