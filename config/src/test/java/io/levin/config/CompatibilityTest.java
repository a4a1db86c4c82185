package io.levin.config;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.MatchResult;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/** docs/compatibility.md: it has every key and flag, and the tests that it names exist. */
class CompatibilityTest {
  private static final Path ROOT = Path.of("..");
  private static final Pattern TEST =
      Pattern.compile("`(\\w+(?:Test|Properties|KeyRows))(?:\\.\\w+)?`");

  @Test
  void it_has_a_row_for_every_key() throws Exception {
    Set<String> known = new TreeSet<>(ConfigLoader.knownKeys());
    Set<String> tables = new HashSet<>();
    for (KeyRows rows : List.of(new ProcessKeyRows(), new ClusterKeyRows(), new SourceKeyRows())) {
      rows.rows().forEach(row -> tables.add(row.key()));
    }
    known.retainAll(tables);
    assertThat(firstCells("## Configuration")).containsAll(known);
  }

  @Test
  void it_has_a_row_for_every_flag() throws Exception {
    Set<String> flags =
        ImportFlags.definitions().stream()
            .map(flag -> "-" + String.join(", -", flag.names()))
            .collect(Collectors.toCollection(TreeSet::new));
    assertThat(firstCells("## Command line")).containsAll(flags);
  }

  @Test
  void the_tests_that_it_names_exist() throws Exception {
    Set<String> names = new TreeSet<>();
    TEST.matcher(document()).results().map((MatchResult r) -> r.group(1)).forEach(names::add);
    Set<String> there;
    try (Stream<Path> files = Files.walk(ROOT, 12)) {
      there =
          files
              .filter(file -> file.toString().contains("src/test/java"))
              .map(file -> file.getFileName().toString())
              .filter(name -> name.endsWith(".java"))
              .map(name -> name.substring(0, name.length() - ".java".length()))
              .collect(Collectors.toSet());
    }
    names.removeAll(there);
    assertThat(names).isEmpty();
  }

  private static Set<String> firstCells(String part) throws IOException {
    String text = document();
    int from = text.indexOf(part);
    int to = text.indexOf("\n## ", from + 1);
    Set<String> cells = new TreeSet<>();
    text.substring(from, to < 0 ? text.length() : to)
        .lines()
        .filter(line -> line.startsWith("| `"))
        .forEach(line -> cells.add(line.substring(3, line.indexOf('`', 3))));
    return cells;
  }

  private static String document() throws IOException {
    return Files.readString(ROOT.resolve("docs").resolve("compatibility.md"));
  }
}
