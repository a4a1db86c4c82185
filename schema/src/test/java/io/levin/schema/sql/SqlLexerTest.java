package io.levin.schema.sql;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class SqlLexerTest {

  @ParameterizedTest
  @CsvSource(
      delimiter = '~',
      quoteCharacter = '\u0001',
      value = {
        "a.b ~ WORD:a SYMBOL:. WORD:b",
        "`a``b` ~ QUOTED_NAME:a`b",
        "'a''b\\tc' ~ STRING:a'b\tc",
        "'50\\%' ~ STRING:50\\%",
        "1 1.5 1e3 .5 1a ~ INTEGER:1 DECIMAL:1.5 FLOAT:1e3 DECIMAL:.5 WORD:1a",
        "0x1F x'1f' 0b01 b'01' 0xg ~ HEX:1F HEX:1f BIT:01 BIT:01 WORD:0xg",
        "a<=>b->>'c' ~ WORD:a SYMBOL:<=> WORD:b SYMBOL:->> STRING:c",
        "a -- b ~ WORD:a",
        "a--b ~ WORD:a SYMBOL:- SYMBOL:- WORD:b",
        "a /* b */ c # d ~ WORD:a WORD:c",
        "/*!40101 a */ /*T! b */ /*T![x,y] c */ d ~ WORD:a WORD:b WORD:c WORD:d",
        "@a @@global.b `r`@`%` ~ VARIABLE:@a VARIABLE:@@global.b QUOTED_NAME:r VARIABLE:@`%`",
        "n'x' _utf8'y' ~ STRING:x WORD:_utf8 STRING:y",
        "名 é ~ WORD:名 WORD:é",
      })
  void textIsCutAsTiDbCutsIt(String sql, String expected) {
    assertThat(
            SqlLexer.tokens(sql, SqlMode.DEFAULT).stream()
                .filter(token -> token.kind() != Token.Kind.END)
                .map(token -> token.kind() + ":" + token.text())
                .collect(Collectors.joining(" ")))
        .isEqualTo(expected);
  }

  @Test
  void modesChangeWhatQuotesMean() {
    assertThat(SqlLexer.tokens("\"a\"", SqlMode.of("ANSI")).get(0).kind())
        .isEqualTo(Token.Kind.QUOTED_NAME);
    assertThat(SqlLexer.tokens("'a\\'", SqlMode.of("NO_BACKSLASH_ESCAPES")).get(0).text())
        .isEqualTo("a\\");
  }

  @ParameterizedTest
  @ValueSource(strings = {"'a", "\"a", "`a", "/* a", "x'1", "/*T![a", "@`a"})
  void whatIsNotClosedIsAnError(String sql) {
    assertThatThrownBy(() -> SqlLexer.tokens(sql, SqlMode.DEFAULT))
        .isInstanceOf(SqlSyntaxException.class);
  }
}
