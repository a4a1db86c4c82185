package io.levin.schema.expr;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.levin.schema.sql.SqlMode;
import io.levin.schema.sql.SqlSyntaxException;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class ExprTest {

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '"',
      ignoreLeadingAndTrailingWhitespace = true,
      value = {
        "(a+1)*2 | (`a` + 1) * 2",
        "((A)) | ((`A`))",
        "- 5 | -5",
        "SUBSTR(s,-2) | substr(`s`, -2)",
        "1e3 | 1e+03",
        "1.5E-7 | 1.5e-07",
        ".5 | 0.5",
        "0x1F | x'1f'",
        "b'0101' | b'101'",
        "'a''b' | _utf8mb4'a''b'",
        "'a' 'b' | _utf8mb4'ab'",
        "j->>'$.x' | json_unquote(json_extract(`j`, _utf8mb4'$.x'))",
        "t + INTERVAL 1 MONTH | date_add(`t`, interval 1 month)",
        "INTERVAL 1 DAY + t | date_add(`t`, interval 1 day)",
        "t - INTERVAL (1+b) HOUR | date_sub(`t`, interval (1 + `b`) hour)",
        "ADDDATE(t, 3) | adddate(`t`, interval 3 day)",
        "NOT (a IN (1, 2)) | not (`a` in (1,2))",
        "a NOT BETWEEN 1 AND (2) | `a` not between 1 and (2)",
        "a IS NOT TRUE AND b IS NULL | `a` is not true and `b` is null",
        "TRIM(LEADING (a) FROM (c)) | trim(leading (`a`) from (`c`))",
        "TRIM(BOTH 'x' FROM c) | trim(both _utf8mb4'x' from `c`)",
        "SUBSTRING(c FROM 2 FOR 3) | substring(`c`, 2, 3)",
        "CAST(a AS CHAR(10) CHARACTER SET utf8) | cast(`a` as char(10) charset utf8)",
        "CAST(j AS UNSIGNED ARRAY) | cast(`j` as unsigned array)",
        "CAST(s AS DECIMAL(10,2)) | cast(`s` as decimal(10, 2))",
        "CONVERT(s USING utf8mb4) | convert(`s` using 'utf8mb4')",
        "CONVERT(s, CHAR(5)) | convert(`s`, char(5))",
        "LOWER(s) COLLATE utf8mb4_bin | lower(`s`) collate utf8mb4_bin",
        "BINARY (s) | binary (`s`)",
        "EXTRACT(YEAR_MONTH FROM t) | extract(year_month from `t`)",
        "TIMESTAMPDIFF(SECOND,a,b) | timestampdiff(second, `a`, `b`)",
        "MOD(a, b) + a MOD (b) | `a` % `b` + `a` % (`b`)",
        "a DIV b | `a` div `b`",
        "a <> 1 OR b && !c | `a` != 1 or `b` and !`c`",
        "CASE WHEN a < 0 THEN 'neg' ELSE 'pos' END | case when `a` < 0 then _utf8mb4'neg' else _utf8mb4'pos' end",
        "IF((a), b, c) | if((`a`), `b`, `c`)",
        "-TRUNCATE(a, 1) | -truncate(`a`, 1)",
        "s NOT ILIKE 'a%' | `s` not ilike _utf8mb4'a%'",
        "s RLIKE 'a' AND s ILIKE t | `s` regexp _utf8mb4'a' and `s` ilike `t`",
        "5 MEMBER OF (j->'$.a') | 5 member of (json_extract(`j`, _utf8mb4'$.a'))",
        "t + INTERVAL (a) / (b) SECOND_MICROSECOND | date_add(`t`, interval (`a`) / (`b`) second_microsecond)",
        "t - INTERVAL year(d) + 1 YEAR | date_sub(`t`, interval year(`d`) + 1 year)",
        "INTERVAL(a, b) + INTERVAL ('1 2') DAY_HOUR | date_add(interval(`a`, `b`), interval (_utf8mb4'1 2') day_hour)",
        "date '2024-02-29' | DATE '2024-02-29'",
        "CURRENT_DATE | current_date()",
        "s LIKE 'a!%' ESCAPE '!' | `s` like _utf8mb4'a!%' escape '!'",
        "db.t.`x``y` | `x``y`",
      })
  void anExpressionIsWrittenAsTiDbStoresIt(String sql, String stored) {
    Expr expr = ExprParser.parse(sql);
    assertThat(ExprText.of(expr)).isEqualTo(stored);
    if (!stored.contains("using")) {
      assertThat(ExprText.of(ExprParser.parse(stored))).isEqualTo(stored);
    }
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "a * 2 + 1 | ((`a`*2)+1)",
        "year(d) + month(d) | (YEAR(`d`)+MONTH(`d`))",
        "a DIV 2 | (`a` DIV 2)",
        "to_days(d) | TO_DAYS(`d`)",
        "-a | -`a`",
      })
  void aPartitioningExpressionIsWrittenInTheOtherStyle(String sql, String stored) {
    assertThat(ExprText.ofPartitioning(ExprParser.parse(sql))).isEqualTo(stored);
  }

  @Test
  void precedencesAreThoseOfMySql() {
    assertThat(ExprText.ofPartitioning(ExprParser.parse("a | b & c << d + e * f ^ g")))
        .isEqualTo("(`a`|(`b`&(`c`<<(`d`+(`e`*(`f`^`g`))))))");
    assertThat(ExprParser.parse("not a = b"))
        .isInstanceOfSatisfying(
            Expr.Unary.class, not -> assertThat(not.operand()).isInstanceOf(Expr.Binary.class));
  }

  @Test
  void theSqlModeDecidesAboutQuotesAndBackslashes() {
    assertThat(ExprParser.parse("\"a\"", SqlMode.DEFAULT)).isEqualTo(new Expr.Str("a", "utf8mb4"));
    assertThat(ExprParser.parse("\"a\"", SqlMode.of("ANSI_QUOTES")))
        .isEqualTo(new Expr.Column("a"));
    assertThat(ExprParser.parse("'a\\nb'", SqlMode.DEFAULT))
        .isEqualTo(new Expr.Str("a\nb", "utf8mb4"));
    assertThat(ExprParser.parse("'a\\nb'", SqlMode.of("NO_BACKSLASH_ESCAPES")))
        .isEqualTo(new Expr.Str("a\\nb", "utf8mb4"));
  }

  @ParameterizedTest
  @ValueSource(strings = {"", "a +", "a b", "(a", "a) + (b", "'a", "a = (SELECT 1)", "@x", "a ? b"})
  void whatIsNotAnExpressionIsRefused(String sql) {
    assertThatThrownBy(() -> ExprParser.parse(sql)).isInstanceOf(SqlSyntaxException.class);
  }
}
