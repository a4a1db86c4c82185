package io.levin.source.route;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.levin.source.route.RouteRule.Extractor;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class TableRouterTest {

  private static TableRouter router(RouteRule... rules) {
    return TableRouter.of(List.of(rules), false, "");
  }

  private static String target(TableRouter router, String schema, String table) {
    TableRouter.Target target = router.route(schema, table);
    return target.schema() + "." + target.table();
  }

  @Test
  void tableRulesBeatDatabaseRules() {
    TableRouter router =
        router(
            RouteRule.of("shard_*", "", "All", ""),
            RouteRule.of("shard_?", "t_*", "All", "T"),
            RouteRule.of("shard_1", "keep", "other", ""));
    assertThat(target(router, "SHARD_1", "T_9")).isEqualTo("All.T");
    assertThat(target(router, "shard_1", "u")).isEqualTo("All.u");
    assertThat(target(router, "shard_1", "Keep")).isEqualTo("other.Keep");
    assertThat(target(router, "x", "t_1")).isEqualTo("x.t_1");
  }

  @ParameterizedTest
  @CsvSource({
    "a*,abc,true",
    "a*,a,true",
    "a*,b,false",
    "a?c,abc,true",
    "a?,a,false",
    "a[0-9],a5,true",
    "a[0-9],ax,false",
    "a[!0-9],ax,true",
    "a[!0-9],a5,false",
    "a[!],a[!],true",
    "a[b,a[b,true",
    "*,anything,true",
    "a[b-d]*,acz,true",
    "~^a.c$,abc,true",
    "~b,abc,true",
    "abc,ab,false"
  })
  void patternsMatch(String pattern, String name, boolean expected) {
    assertThat(RoutePattern.compile(pattern).matches(name)).isEqualTo(expected);
  }

  @Test
  void twoRulesOfOneRankAreAnError() {
    TableRouter router =
        router(RouteRule.of("a*", "t", "x", "y"), RouteRule.of("ab", "t*", "x", "z"));
    assertThatThrownBy(() -> router.route("ab", "t"))
        .hasMessageStartingWith(
            "[Lightning:Loader:ErrTableRoute]table route error: table ab.t matches more than one"
                + " rule");
    assertThat(target(router, "ab", "t2")).isEqualTo("x.z");
    TableRouter databases =
        router(RouteRule.of("a*", "", "x", ""), RouteRule.of("ab", "", "z", ""));
    assertThatThrownBy(() -> databases.route("ab", "t"))
        .hasMessageContaining("matches more than one rule");
  }

  @Test
  void wrongRulesAreRefused() {
    assertThatThrownBy(() -> router(RouteRule.of("", "t", "x", "")))
        .hasMessageContaining("schema pattern of table route rule should not be empty");
    assertThatThrownBy(() -> router(RouteRule.of("a", "t", "", "")))
        .hasMessageContaining("target schema of table route rule should not be empty");
    assertThatThrownBy(() -> router(RouteRule.of("a*b", "t", "x", "")))
        .hasMessageContaining("invalid table route rule: add rule &{schema-pattern: a*b")
        .hasMessageContaining("insert into schema selector: pattern a*b not valid");
    assertThatThrownBy(
            () -> router(new RouteRule("a", "t", "x", "", new Extractor("", "x"), null, null)))
        .hasMessageContaining("table extractor target column cannot be empty");
    assertThatThrownBy(
            () -> router(new RouteRule("a", "t", "x", "", null, new Extractor("c", "("), null)))
        .hasMessageContaining("schema extractor schema regexp illegal (");
  }

  @Test
  void columnsAreExtractedFromNames() {
    TableRouter router =
        TableRouter.of(
            List.of(
                new RouteRule(
                    "s*",
                    "t*",
                    "x",
                    "y",
                    new Extractor("c_table", "t(\\d)_(\\d)"),
                    new Extractor("c_schema", "nothing(.)"),
                    new Extractor("c_source", "(.*)"))),
            false,
            "mysql-01");
    ConstantColumns constants = router.route("s1", "t4_2").constants();
    assertThat(constants.columns()).containsExactly("c_table", "c_schema", "c_source");
    assertThat(constants.values()).containsExactly("42", "", "mysql-01");
  }

  @Test
  void constantColumnsComeFirst() {
    ConstantColumns constants = new ConstantColumns(List.of("C"), List.of("v"));
    assertThat(constants.fieldNames(List.of("a", "b"), List.of())).containsExactly("c", "a", "b");
    assertThat(constants.fieldNames(null, List.of("A", "c", "b"))).containsExactly("c", "a", "b");
    assertThat(ConstantColumns.NONE.fieldNames(null, List.of("a"))).isNull();
    assertThatThrownBy(() -> constants.fieldNames(List.of("c"), List.of()))
        .hasMessageContaining("extend column c is contained in");
  }
}
