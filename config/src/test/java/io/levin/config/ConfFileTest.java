package io.levin.config;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;

/** The file in the distribution: it loads, names every key, and shows the true defaults. */
class ConfFileTest {
  private static final Path FILE =
      Path.of("..", "deploy", "src", "main", "conf", "tidb-lightning.toml");
  private static final String EXAMPLE = "# for example";
  private static final Pattern HEADER = Pattern.compile("(?:# )?\\[\\[?([a-z0-9.-]+)\\]\\]?");
  private static final Pattern KEY = Pattern.compile("(?:# )?([a-z0-9-]+) = .*");

  @Test
  void it_loads_without_a_warning() throws Exception {
    assertThat(load(String.join("\n", lines())).warnings()).isEmpty();
  }

  @Test
  void it_names_every_key_and_no_other() throws Exception {
    Set<String> named = new TreeSet<>();
    String table = "";
    for (String line : lines()) {
      Matcher header = HEADER.matcher(line);
      Matcher key = KEY.matcher(line);
      if (header.matches()) {
        table = header.group(1);
      } else if (key.matches()) {
        named.add(table + "." + key.group(1));
      }
    }
    // The kinds of max-error stand in the text above it.
    assertThat(String.join("\n", lines())).contains("\"conflict\", \"syntax\" and \"charset\"");
    Set<String> known = new TreeSet<>(ConfigLoader.knownKeys());
    known.removeIf(key -> key.startsWith("lightning.max-error."));
    known.removeIf(
        key ->
            named.stream().anyMatch(other -> other.startsWith(key + ".")) && !named.contains(key));
    assertThat(named).isEqualTo(known);
  }

  @Test
  void the_values_that_it_shows_as_defaults_are_the_defaults() throws Exception {
    StringBuilder spelledOut = new StringBuilder();
    for (String line : lines()) {
      boolean byDefault = line.startsWith("# ") && KEY.matcher(line).matches();
      boolean example =
          line.endsWith(EXAMPLE) || HEADER.matcher(line).matches() && line.startsWith("#");
      spelledOut.append(byDefault && !example ? line.substring(2) : line).append('\n');
    }
    assertThat(withoutWarnings(load(spelledOut.toString())))
        .isEqualTo(withoutWarnings(load(String.join("\n", lines()))));
  }

  /** Each array is tried by itself, as some exclude each other. */
  @Test
  void its_examples_are_legal() throws Exception {
    List<String> lines = lines();
    for (int i = 0; i < lines.size(); i++) {
      Matcher header = HEADER.matcher(lines.get(i));
      if (header.matches() && lines.get(i).startsWith("# ")) {
        StringBuilder toml = new StringBuilder("[mydumper]\ndata-source-dir='d'\n");
        String table = header.group(1);
        if (table.startsWith("routes.")) {
          toml.append("[[routes]]\nschema-pattern='a'\ntarget-schema='b'\n");
        }
        for (int j = i; j < lines.size() && lines.get(j).startsWith("# "); j++) {
          boolean other = j > i && HEADER.matcher(lines.get(j)).matches();
          if (other) {
            break;
          }
          if (j == i || KEY.matcher(lines.get(j)).matches()) {
            toml.append(lines.get(j).substring(2)).append('\n');
          }
        }
        assertThat(load(toml.toString())).as(toml.toString()).isNotNull();
      }
    }
  }

  private static List<String> lines() throws IOException {
    return Files.readAllLines(FILE);
  }

  private static Config load(String toml) {
    Flags flags = Flags.none().orElse("backend", "local").orElse("sorted-kv-dir", "/sorted");
    return new ConfigLoader(8, 16L << 30).load("tidb-lightning.toml", toml, flags);
  }

  private static String withoutWarnings(Config config) {
    return ConfigJson.of(config, config.mydumper().dataSourceDir()) + config.checkpoint().dsn();
  }
}
