package io.levin.config;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.List;
import org.junit.jupiter.api.Test;

/** The lists of 5.3 as the filter that they are. */
class BlackWhiteListTest {
  private static Config load(String more) {
    Flags flags =
        Flags.none().orElse("backend", "local").orElse("sorted-kv-dir", "/s").orElse("d", "/d");
    return new ConfigLoader(4, 8L << 30).load("test.toml", more, flags);
  }

  private static List<String> filter(String lists) {
    return load("[black-white-list]\n" + lists).mydumper().filter();
  }

  @Test
  void databases_are_taken_and_tables_left_out_and_the_filter_is_shown() {
    Config config =
        load(
            """
            [black-white-list]
            do-dbs = ['a', '~^b']
            ignore-tables = [{ db-name = 'a', tbl-name = 'old*' }]
            """);
    assertThat(config.mydumper().filter()).containsExactly("a.*", "/^b/.*", "!a.old*");
    assertThat(config.warnings())
        .containsExactly(
            "[black-white-list] is old; the same as a filter: mydumper.filter = ['a.*', '/^b/.*',"
                + " '!a.old*']");
  }

  @Test
  void databases_are_left_out_only_where_none_are_listed_to_be_taken() {
    assertThat(filter("ignore-dbs = ['a', 'b?']")).containsExactly("*.*", "!a.*", "!b?.*");
    assertThat(filter("ignore-dbs = ['a']\ndo-dbs = ['c']")).containsExactly("c.*");
  }

  @Test
  void tables_that_are_listed_are_all_that_is_taken() {
    assertThat(
            filter(
                """
                do-dbs = ['a']
                do-tables = [{ db-name = 'a', tbl-name = 't' }, { db-name = 'z' }]
                ignore-tables = [{ db-name = 'a', tbl-name = 't' }]
                """))
        .containsExactly("a.t");
    assertThat(filter("do-tables = [{ tbl-name = '~x$' }, { db-name = 'it`s.one' }]"))
        .containsExactly("*./x$/", "`it``s.one`.*");
  }

  @Test
  void both_ways_at_once_are_refused() {
    assertThatThrownBy(
            () -> load("[mydumper]\nfilter = ['a.*']\n[black-white-list]\ndo-dbs = ['a']"))
        .hasMessageContaining(
            "`mydumper.filter` and `black-white-list` cannot be simultaneously defined");
  }
}
