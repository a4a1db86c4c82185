package io.levin.it;

import java.util.Arrays;
import java.util.List;

final class FaultMatrixTest {
  static final SampleTable TABLE =
      new SampleTable(
          "faults",
          "t",
          "CREATE TABLE `t` (id BIGINT PRIMARY KEY, k INT NOT NULL, c VARCHAR(600), KEY kk (k))",
          List.of("id", "k", "c"),
          Rows.of(4000, i -> Arrays.asList(i, i * 7 % 4000, Rows.text(i, 150 + i % 300))));
}
