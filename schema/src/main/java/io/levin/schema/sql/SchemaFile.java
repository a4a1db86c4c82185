package io.levin.schema.sql;

import io.levin.base.ErrorCode;
import io.levin.base.ImportException;
import java.util.ArrayList;
import java.util.List;

/**
 * Splits the text of a schema file into statements, line by line as TiDB Lightning does: a line
 * that ends with a semicolon ends a statement. White space at both ends of a line is lost, also
 * inside a string that spans lines.
 */
public final class SchemaFile {
  private SchemaFile() {}

  /**
   * The statements of a file, each with its semicolon.
   *
   * <p>A statement that is nothing but a comment such as {@code /*!40101 SET NAMES binary*}{@code
   * /;} is left out. Text behind the last semicolon is an error unless it is one comment.
   *
   * @param text the decoded file; a byte order mark is skipped
   * @param file the file's name, for the error
   * @throws ImportException when the last statement has no semicolon
   */
  public static List<String> statements(String text, String file) {
    List<String> statements = new ArrayList<>();
    StringBuilder statement = new StringBuilder();
    String body = text.startsWith("\ufeff") ? text.substring(1) : text;
    for (String raw : body.split("\n", -1)) {
      String line = raw.strip();
      if (line.isEmpty()) {
        continue;
      }
      if (statement.length() > 0) {
        statement.append('\n');
      }
      statement.append(line);
      if (line.endsWith(";")) {
        if (!isComment(statement, "*/;")) {
          statements.add(statement.toString());
        }
        statement.setLength(0);
      }
    }
    if (statement.length() > 0 && !isComment(statement, "*/")) {
      throw new ImportException(
          ErrorCode.INVALID_SCHEMA_FILE,
          "last SQL statement missing trailing semicolon (file: " + file + ")",
          "end the file's last statement with a semicolon");
    }
    return statements;
  }

  private static boolean isComment(CharSequence statement, String end) {
    String text = statement.toString();
    return text.startsWith("/*") && text.endsWith(end);
  }
}
