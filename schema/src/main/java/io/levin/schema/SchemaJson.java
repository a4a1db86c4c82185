package io.levin.schema;

import com.fasterxml.jackson.annotation.JsonAutoDetect.Visibility;
import com.fasterxml.jackson.annotation.PropertyAccessor;
import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.core.JsonToken;
import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.MappingIterator;
import com.fasterxml.jackson.databind.ObjectReader;
import com.fasterxml.jackson.databind.ObjectWriter;
import com.fasterxml.jackson.databind.json.JsonMapper;
import java.io.IOException;
import java.io.InputStream;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Consumer;

/**
 * TiDB's schema JSON: what the status port answers to {@code /schema/{db}} and {@code
 * /schema/{db}/{table}}. Unknown fields are ignored when reading; writing uses TiDB's own names.
 * Safe for use by several threads.
 */
public final class SchemaJson {
  private static final JsonMapper MAPPER =
      JsonMapper.builder()
          .disable(DeserializationFeature.FAIL_ON_UNKNOWN_PROPERTIES)
          .visibility(PropertyAccessor.GETTER, Visibility.NONE)
          .visibility(PropertyAccessor.IS_GETTER, Visibility.NONE)
          .build();
  private static final ObjectReader READER = MAPPER.readerFor(TableInfo.class);
  private static final ObjectWriter WRITER = MAPPER.writerFor(TableInfo.class);

  private SchemaJson() {}

  /**
   * One table.
   *
   * @param json the object
   * @throws IllegalArgumentException when the text is not such an object
   */
  public static TableInfo readTable(String json) {
    try {
      return READER.readValue(json);
    } catch (JsonProcessingException e) {
      throw new IllegalArgumentException("not the schema JSON of a table: " + e.getMessage(), e);
    }
  }

  /**
   * One table.
   *
   * @param json the object in UTF-8; it is read to its end and closed
   * @throws IOException when reading fails or the text is not such an object
   */
  public static TableInfo readTable(InputStream json) throws IOException {
    return READER.readValue(json);
  }

  /**
   * All tables of a database.
   *
   * @param json an array of tables in UTF-8, or {@code null}, which TiDB answers for an empty
   *     database; it is read to its end and closed
   * @throws IOException when reading fails or the text is not such an array
   */
  public static List<TableInfo> readTables(InputStream json) throws IOException {
    List<TableInfo> tables = new ArrayList<>();
    forEachTable(json, tables::add);
    return tables;
  }

  /**
   * All tables of a database, one after the other, without holding more than one of them.
   *
   * @param json as for {@link #readTables}
   * @param table called in the order of the array
   * @throws IOException when reading fails or the text is not such an array
   */
  public static void forEachTable(InputStream json, Consumer<TableInfo> table) throws IOException {
    try (var parser = MAPPER.createParser(json)) {
      if (parser.nextToken() == JsonToken.VALUE_NULL) {
        return;
      }
      if (parser.currentToken() != JsonToken.START_ARRAY) {
        throw new IOException("the schema JSON of a database is not an array");
      }
      parser.nextToken();
      if (parser.currentToken() == JsonToken.END_ARRAY) {
        return;
      }
      try (MappingIterator<TableInfo> tables = READER.readValues(parser)) {
        while (tables.hasNextValue()) {
          table.accept(tables.nextValue());
        }
      }
    }
  }

  /**
   * The JSON of a table, with TiDB's names and without white space.
   *
   * @param table the table
   */
  public static String write(TableInfo table) {
    try {
      return WRITER.writeValueAsString(table);
    } catch (JsonProcessingException e) {
      throw new IllegalStateException(e);
    }
  }
}
