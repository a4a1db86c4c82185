package io.levin.it;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/**
 * The documentation names the tests that prove what it promises: each of them must exist, by the
 * name of its class and of its method. An ellipsis before a method stands for the class that was
 * named before it, one behind a method for the rest of its name.
 */
final class DocumentedTestsTest {
  private static final Path ROOT = Path.of("..");
  private static final Pattern NAME =
      Pattern.compile("`(?:(\\w+(?:Test|Properties))(?:\\.(\\w+)(…)?)?|…(\\w+)(…)?)`");

  @Test
  void everyTestThatTheDocumentationNamesIsThere() throws IOException {
    Map<String, String> sources = sources();
    List<String> missing = new ArrayList<>();
    int named = 0;
    for (Path document : documents()) {
      String inWhich = "";
      Matcher name = NAME.matcher(Files.readString(document));
      while (name.find()) {
        named++;
        inWhich = name.group(1) == null ? inWhich : name.group(1);
        String method = name.group(1) == null ? name.group(4) : name.group(2);
        boolean cut = name.group(3) != null || name.group(5) != null;
        String source = sources.getOrDefault(inWhich, "");
        boolean there = method == null || source.contains(" " + method + (cut ? "" : "("));
        if (source.isEmpty() || !there) {
          missing.add(document.getFileName() + ": " + name.group());
        }
      }
    }
    assertThat(missing).as("tests that the documentation names and nobody has").isEmpty();
    assertThat(named).isGreaterThan(100);
  }

  private static List<Path> documents() throws IOException {
    try (Stream<Path> files = Files.list(ROOT.resolve("docs"))) {
      return files.filter(file -> file.toString().endsWith(".md")).sorted().toList();
    }
  }

  private static Map<String, String> sources() throws IOException {
    Map<String, String> sources = new HashMap<>();
    try (Stream<Path> modules = Files.list(ROOT)) {
      for (Path module : modules.toList()) {
        Path tests = module.resolve("src/test/java");
        if (Files.isDirectory(tests)) {
          try (Stream<Path> files = Files.walk(tests)) {
            for (Path file : files.filter(f -> f.toString().endsWith(".java")).toList()) {
              String name = file.getFileName().toString();
              sources.put(name.substring(0, name.length() - 5), Files.readString(file));
            }
          }
        }
      }
    }
    return sources;
  }
}
