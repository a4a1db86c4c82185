package io.levin.playground;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.levin.playground.tidb.SqlFaults;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class SqlFaultRuleTest {
  @Test
  void aRuleNamesAPatternAMomentACountAndAnAction() {
    SqlFaultRule rule =
        SqlFaultRule.parse("SQL ^create table at=after times=2 -> error=8005,Write Conflict");
    assertThat(rule.pattern()).isEqualTo("^create table");
    assertThat(rule.moment()).isEqualTo(SqlFaults.Moment.AFTER);
    assertThat(rule.times()).isEqualTo(2);
    assertThat(rule.action()).isEqualTo(new SqlFaults.Action.Fail(8005, "Write Conflict"));
  }

  @Test
  void aConnectionMayBeCutOrHeldBack() {
    assertThat(SqlFaultRule.parse("SQL ^insert -> cut").action())
        .isEqualTo(new SqlFaults.Action.Cut());
    assertThat(SqlFaultRule.parse("SQL ^insert -> delay=50").action())
        .isEqualTo(new SqlFaults.Action.Delay(50));
    assertThat(SqlFaultRule.isOne("Write -> close")).isFalse();
  }

  @ParameterizedTest
  @ValueSource(strings = {"SQL ^insert", "SQL ^insert -> explode"})
  void aRuleThatCannotBeReadIsRefused(String rule) {
    assertThatThrownBy(() -> SqlFaultRule.parse(rule))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining(rule);
  }
}
