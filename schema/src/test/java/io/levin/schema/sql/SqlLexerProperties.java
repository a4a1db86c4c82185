package io.levin.schema.sql;

import static org.assertj.core.api.Assertions.assertThat;

import net.jqwik.api.ForAll;
import net.jqwik.api.Property;

class SqlLexerProperties {

  @Property
  void tokensAreInOrderAndInsideTheText(@ForAll String sql) {
    try {
      int end = 0;
      for (Token token : SqlLexer.tokens(sql, SqlMode.DEFAULT)) {
        assertThat(token.start()).isGreaterThanOrEqualTo(end);
        assertThat(token.end()).isBetween(token.start(), sql.length());
        end = token.end();
      }
    } catch (SqlSyntaxException e) {
      assertThat(e.offset()).isBetween(0, sql.length());
    }
  }
}
