package io.levin.source.route;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.levin.source.route.NameLists.TableName;
import java.util.List;
import org.junit.jupiter.api.Test;

class NameListsTest {

  @Test
  void databasesPassByTheirLists() {
    NameLists lists =
        new NameLists(List.of("~^shop", "x?"), List.of("ignored"), List.of(), List.of(), false);
    assertThat(lists.matchesSchema("SHOP_1")).isTrue();
    assertThat(lists.matchesSchema("xy")).isTrue();
    assertThat(lists.matchesSchema("other")).isFalse();
    NameLists ignoring = new NameLists(List.of(), List.of("my*"), List.of(), List.of(), false);
    assertThat(ignoring.matchesTable("mysql", "t")).isFalse();
    assertThat(ignoring.matchesTable("a", "t")).isTrue();
  }

  @Test
  void tablesPassByTheirListsAfterTheirDatabase() {
    NameLists doing =
        new NameLists(
            List.of("a"), List.of(), List.of(new TableName("a", "t[1-3]")), List.of(), false);
    assertThat(doing.matchesTable("a", "T2")).isTrue();
    assertThat(doing.matchesTable("a", "t4")).isFalse();
    assertThat(doing.matchesTable("b", "t2")).isFalse();
    NameLists ignoring =
        new NameLists(List.of(), List.of(), List.of(), List.of(new TableName("a", "[!b]*")), true);
    assertThat(ignoring.matchesTable("a", "cd")).isFalse();
    assertThat(ignoring.matchesTable("a", "bd")).isTrue();
    assertThat(ignoring.matchesTable("A", "cd")).isTrue();
  }

  @Test
  void theListsAreShownAsFilterRules() {
    assertThat(
            NameLists.equivalentRules(
                List.of("a.b", "~x/y"), List.of(), List.of(), List.of(new TableName("c*", "d"))))
        .containsExactly("`a.b`.*", "/x\\/y/.*", "!c*.d");
    assertThat(NameLists.equivalentRules(List.of(), List.of("m"), List.of(), List.of()))
        .containsExactly("*.*", "!m.*");
    assertThatThrownBy(() -> new NameLists(List.of("~("), List.of(), List.of(), List.of(), false))
        .hasMessageContaining("black-white-list: error parsing regexp");
  }
}
