package io.levin.config;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowable;

import io.levin.base.ImportException;
import io.levin.config.KeyRows.Row;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeSet;
import java.util.function.Consumer;
import java.util.stream.Stream;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestFactory;

/**
 * Every key that a file may hold: its default, what a legal value becomes, and how an illegal one
 * is refused. docs/compatibility.md refers to this table.
 */
class ConfigKeysTest {
  /** What stands before a key of an array of tables, so that the rest of the element is legal. */
  private static final Map<String, String> FRAMES =
      Map.of(
          "routes", "[[routes]]\nschema-pattern = 'a'\ntarget-schema = 'b'\n",
          "mydumper.files", "[[mydumper.files]]\npattern = 'a'\n",
          "mydumper.ignore-columns", "[[mydumper.ignore-columns]]\n",
          "mydumper.ignore-data-columns", "[[mydumper.ignore-data-columns]]\n",
          "black-white-list.do-tables", "[[black-white-list.do-tables]]\n",
          "black-white-list.ignore-tables", "[[black-white-list.ignore-tables]]\n",
          "routes.extract-table",
              "[[routes]]\nschema-pattern='a'\ntarget-schema='b'\n[routes.extract-table]\n",
          "routes.extract-schema",
              "[[routes]]\nschema-pattern='a'\ntarget-schema='b'\n[routes.extract-schema]\n",
          "routes.extract-source",
              "[[routes]]\nschema-pattern='a'\ntarget-schema='b'\n[routes.extract-source]\n");

  private static final List<Row> ROWS =
      Stream.of(new ProcessKeyRows(), new ClusterKeyRows(), new SourceKeyRows())
          .flatMap(rows -> rows.rows().stream())
          .toList();

  @Test
  void the_table_has_every_key_that_the_loader_knows_and_no_other() {
    TreeSet<String> known = new TreeSet<>(ConfigLoader.knownKeys());
    // Tables are not keys, save for those that a key may stand for as well.
    known.removeIf(
        key ->
            known.stream().anyMatch(other -> other.startsWith(key + "."))
                && ROWS.stream().noneMatch(row -> row.key().equals(key)));
    assertThat(ROWS.stream().map(Row::key)).doesNotHaveDuplicates();
    assertThat(new TreeSet<>(ROWS.stream().map(Row::key).toList())).isEqualTo(known);
  }

  @TestFactory
  List<DynamicTest> a_key_has_its_default() {
    return tests(row -> assertThat(row.value().apply(load(row, null))).isEqualTo(row.byDefault()));
  }

  @TestFactory
  List<DynamicTest> a_legal_value_of_a_key_is_taken() {
    return tests(
        row -> assertThat(row.value().apply(load(row, row.legal()))).isEqualTo(row.becomes()));
  }

  @TestFactory
  List<DynamicTest> an_illegal_value_of_a_key_is_refused_with_its_text() {
    return tests(
        row -> {
          if (row.illegal() == null) {
            return;
          }
          Throwable thrown = catchThrowable(() -> load(row, row.illegal()));
          assertThat(thrown).isInstanceOf(ImportException.class).hasMessageContaining(row.error());
        });
  }

  private static List<DynamicTest> tests(Consumer<Row> body) {
    return ROWS.stream()
        .map(row -> DynamicTest.dynamicTest(row.key(), () -> body.accept(row)))
        .toList();
  }

  private static Config load(Row row, String literal) {
    int dot = row.key().lastIndexOf('.');
    String table = dot < 0 ? "" : row.key().substring(0, dot);
    String name = row.key().substring(dot + 1);
    String frame = FRAMES.getOrDefault(table, table.isEmpty() ? "" : "[" + table + "]\n");
    if (literal != null && FRAMES.containsKey(table)) {
      frame = frame.replaceAll("(?m)^" + name + " ?=.*\n", "");
    }
    String toml = literal == null ? frame : frame + name + " = " + literal + "\n";
    return new ConfigLoader(4, 8L << 30)
        .load("test.toml", toml, flags(literal == null ? "" : row.key()));
  }

  /** What every import needs, unless the row is about it and the file has it. */
  private static Flags flags(String key) {
    List<String> arguments = new ArrayList<>();
    Map<String, List<String>> needed =
        Map.of(
            "tikv-importer.backend", List.of("-backend", "local"),
            "tikv-importer.sorted-kv-dir", List.of("-sorted-kv-dir", "/data/sorted"),
            "mydumper.data-source-dir", List.of("-d", "/dump"));
    needed.forEach((name, flag) -> arguments.addAll(name.equals(key) ? List.of() : flag));
    try {
      return Flags.parse(ImportFlags.definitions(), arguments);
    } catch (Flags.FlagException e) {
      throw new AssertionError(e);
    }
  }
}
