package io.levin.source.route;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.List;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;

/** The default rules as code against the default rules as the expressions that users know. */
class DefaultFileRulesProperties {
  private static final FileRouter CODE = FileRouter.of(List.of(), true, null);
  private static final FileRouter EXPRESSIONS = FileRouter.of(expressions(), false, null);

  private static List<FileRule> expressions() {
    List<FileRule> rules = new ArrayList<>();
    rules.add(
        new FileRule(
            "(?i).*(-schema-trigger|-schema-post)\\.sql(?:\\.(\\w*?))?$",
            null,
            null,
            null,
            "ignore",
            null,
            null));
    rules.add(
        new FileRule(
            "(?i).*\\.(sql|csv|parquet)(\\.(\\w+))?\\.(bak|BAK)$",
            null,
            null,
            null,
            "ignore",
            null,
            null));
    rules.add(
        new FileRule(
            "(?i)^(?:[^/]*/)*([^/.]+)-schema-create\\.sql(?:\\.(\\w*?))?$",
            null,
            "$1",
            null,
            "schema-schema",
            null,
            "$2"));
    rules.add(
        new FileRule(
            "(?i)^(?:[^/]*/)*([^/.]+)\\.(.*?)-schema\\.sql(?:\\.(\\w*?))?$",
            null,
            "$1",
            "$2",
            "table-schema",
            null,
            "$3"));
    rules.add(
        new FileRule(
            "(?i)^(?:[^/]*/)*([^/.]+)\\.(.*?)-schema-view\\.sql(?:\\.(\\w*?))?$",
            null,
            "$1",
            "$2",
            "view-schema",
            null,
            "$3"));
    rules.add(
        new FileRule(
            "(?i)^(?:[^/]*/)*([^/.]+)\\.(.*?)(?:\\.([0-9]+))?\\.(sql|csv|parquet)(?:\\.(\\w+))?$",
            null,
            "$1",
            "$2",
            "$4",
            "$3",
            "$5"));
    return rules;
  }

  @Property(tries = 3000)
  void bothGiveTheSame(@ForAll("paths") String path) {
    assertThat(outcome(CODE, path)).isEqualTo(outcome(EXPRESSIONS, path));
  }

  @Provide
  Arbitrary<String> paths() {
    return Arbitraries.of(
            "a",
            "db",
            ".",
            ".",
            "/",
            "-schema",
            "-schema-view",
            "-schema-create",
            "-schema-post",
            "-schema-trigger",
            ".sql",
            ".SQL",
            ".csv",
            ".parquet",
            ".0001",
            "12",
            ".gz",
            ".zst",
            ".bak",
            ".BAK",
            "_",
            "~",
            "é",
            "sql",
            "-",
            ".x")
        .list()
        .ofMinSize(1)
        .ofMaxSize(9)
        .map(parts -> String.join("", parts));
  }

  private static String outcome(FileRouter router, String path) {
    try {
      return router.route(path).toString();
    } catch (io.levin.base.ImportException e) {
      return e.problem();
    }
  }
}
