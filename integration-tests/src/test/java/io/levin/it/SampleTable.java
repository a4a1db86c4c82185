package io.levin.it;

import java.util.ArrayList;
import java.util.List;
import java.util.stream.Collectors;

/**
 * A table with the rows that a test wants to find in it.
 *
 * @param database its database
 * @param name its name
 * @param create the whole CREATE TABLE, without database
 * @param columns the columns that the files have, in their order
 * @param rows values of these columns: null, a number, a string
 */
record SampleTable(
    String database, String name, String create, List<String> columns, List<List<Object>> rows) {

  /** The same table by another name, with the same rows. */
  SampleTable in(String otherDatabase) {
    return new SampleTable(otherDatabase, name, create, columns, rows);
  }

  /** The same table with other rows. */
  SampleTable with(List<List<Object>> otherRows) {
    return new SampleTable(database, name, create, columns, otherRows);
  }

  /** The name as SQL wants it. */
  String quoted() {
    return "`" + database + "`.`" + name + "`";
  }

  /** Some rows as Dumpling writes them: one INSERT for every hundred rows. */
  String sql(int from, int to) {
    StringBuilder out = new StringBuilder();
    String names = columns.stream().map(c -> "`" + c + "`").collect(Collectors.joining(","));
    for (int start = from; start < to; start += 100) {
      out.append("INSERT INTO `").append(name).append("` (").append(names).append(") VALUES\n");
      int end = Math.min(to, start + 100);
      for (int i = start; i < end; i++) {
        out.append('(');
        out.append(rows.get(i).stream().map(SampleTable::literal).collect(Collectors.joining(",")));
        out.append(i + 1 == end ? ");\n" : "),\n");
      }
    }
    return out.toString();
  }

  /** Some rows as CSV with the default dialect. */
  String csv(int from, int to, boolean header) {
    StringBuilder out = new StringBuilder();
    if (header) {
      out.append(String.join(",", columns)).append('\n');
    }
    for (List<Object> row : rows.subList(from, to)) {
      out.append(row.stream().map(SampleTable::csvField).collect(Collectors.joining(",")));
      out.append('\n');
    }
    return out.toString();
  }

  /** The rows as text, as a SELECT of the columns shows them, in the order of that text. */
  List<String> shown() {
    List<String> lines = new ArrayList<>();
    for (List<Object> row : rows) {
      lines.add(row.stream().map(String::valueOf).collect(Collectors.joining("|")));
    }
    lines.sort(null);
    return lines;
  }

  private static String literal(Object value) {
    if (value == null || value instanceof Number) {
      return value == null ? "NULL" : value.toString();
    }
    String text = value.toString();
    return "'" + text.replace("\\", "\\\\").replace("'", "\\'").replace("\n", "\\n") + "'";
  }

  private static String csvField(Object value) {
    if (value == null) {
      return "\\N";
    }
    String text = value.toString();
    return value instanceof Number
        ? text
        : '"' + text.replace("\\", "\\\\").replace("\"", "\"\"") + '"';
  }
}
