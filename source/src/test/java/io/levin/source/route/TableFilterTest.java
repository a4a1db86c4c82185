package io.levin.source.route;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class TableFilterTest {

  private static TableFilter filter(String... rules) {
    return TableFilter.parse(List.of(rules), false);
  }

  @Test
  void theLastMatchingRuleDecides() {
    TableFilter filter = filter("a.*", "!a.b", "a.b?", "!x.y");
    assertThat(filter.matchesTable("a", "c")).isTrue();
    assertThat(filter.matchesTable("a", "b")).isFalse();
    assertThat(filter.matchesTable("A", "B1")).isTrue();
    assertThat(filter.matchesTable("x", "z")).isFalse();
    assertThat(filter("a.*", "!a.b", "a.b").matchesTable("a", "b")).isTrue();
    assertThat(filter("!a.b").matchesTable("c", "d")).isFalse();
    assertThat(TableFilter.parse(List.of(), false).matchesTable("c", "d")).isFalse();
  }

  @Test
  void systemDatabasesAreLeftOutByDefault() {
    TableFilter filter = TableFilter.parse(TableFilter.DEFAULT_RULES, false);
    assertThat(filter.matchesTable("mysql", "user")).isFalse();
    assertThat(filter.matchesSchema("MySQL")).isFalse();
    assertThat(filter.matchesTable("information_schema", "x")).isFalse();
    assertThat(filter.matchesTable("shop", "orders")).isTrue();
  }

  @Test
  void excludingSomeTablesDoesNotExcludeTheirDatabase() {
    assertThat(filter("*.*", "!a.x").matchesSchema("a")).isTrue();
    assertThat(filter("*.*", "!a.*").matchesSchema("a")).isFalse();
    assertThat(filter("*.*", "!a./.*/").matchesSchema("a")).isTrue();
    assertThat(filter("a.x").matchesSchema("a")).isTrue();
    assertThat(filter("a.x").matchesSchema("b")).isFalse();
  }

  @Test
  void allKindsOfPatternsMatch() {
    assertThat(filter("`a.b`.*").matchesTable("A.B", "t")).isTrue();
    assertThat(filter("\"a\"\"b\".*").matchesTable("a\"b", "t")).isTrue();
    assertThat(filter("/^A\\d$/./x|y/").matchesTable("a7", "my")).isTrue();
    assertThat(filter("/^A\\d$/.*").matchesTable("a77", "y")).isFalse();
    assertThat(filter("a\\-b.*").matchesTable("a-b", "t")).isTrue();
    assertThat(filter("[!a-c]*.?").matchesTable("dx", "中")).isTrue();
    assertThat(filter("[!a-c]*.?").matchesTable("ax", "t")).isFalse();
    assertThat(filter("[^a].t").matchesTable("^", "t")).isTrue();
    assertThat(filter("t$_é.*").matchesTable("T$_É", "t")).isTrue();
    assertThat(filter(".t").matchesTable("", "t")).isTrue();
    assertThat(filter(" \ta.b ", "# comment", "").matchesTable("a", "b")).isTrue();
  }

  @Test
  void caseCountsOnlyWhenAskedFor() {
    TableFilter filter = TableFilter.parse(List.of("A.`b`", "/^C$/.*"), true);
    assertThat(filter.matchesTable("A", "b")).isTrue();
    assertThat(filter.matchesTable("a", "b")).isFalse();
    assertThat(filter.matchesTable("c", "x")).isFalse();
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '~',
      quoteCharacter = '^',
      value = {
        "db~wrong table pattern",
        "`a`b.c~syntax error: missing '.' between schema and table patterns",
        "a.b.c~syntax error: stray characters after table pattern",
        "a.~syntax error: missing pattern",
        "!~syntax error: missing pattern",
        "/abc~syntax error: incomplete regexp",
        "//~syntax error: incomplete regexp",
        "`a.b~syntax error: incomplete quoted identifier",
        "\"\".x~syntax error: incomplete quoted identifier",
        "a[.b~syntax error: failed to parse character class",
        "a.[]~syntax error: failed to parse character class",
        "a\\~syntax error: cannot place \\ at end of line",
        "\\d.x~cannot escape a letter or number (\\d), it is reserved for future extension",
        "a-b.*~unexpected special character '-'",
        "a.b c~unexpected special character ' '",
        "a.b#c~unexpected special character '#'",
        "[z-a].*~invalid pattern: error parsing regexp: ",
        "[!].*~invalid pattern: error parsing regexp: ",
        "@/no/such/file~cannot open filter file: open /no/such/file: no such file or directory"
      })
  void wrongRulesAreRefused(String rule, String message) {
    assertThatThrownBy(() -> filter(rule))
        .hasMessageContaining("parse filter failed: at <cmdline>:1: " + message);
  }

  @Test
  void rulesCanBeImportedFromAFile(@TempDir Path folder) throws Exception {
    Path file = folder.resolve("rules");
    Files.writeString(file, "# ours\r\na.*\r\n\r\n!a.b\r\n");
    TableFilter filter = filter("@" + file);
    assertThat(filter.matchesTable("a", "c")).isTrue();
    assertThat(filter.matchesTable("a", "b")).isFalse();
    Files.writeString(file, "a.*\n\n\nx\n");
    assertThatThrownBy(() -> filter("@" + file))
        .hasMessageContaining("at " + file + ":4: wrong table pattern");
    Files.writeString(file, "@" + file);
    assertThatThrownBy(() -> filter("@" + file))
        .hasMessageContaining("importing filter files recursively is not allowed");
  }
}
