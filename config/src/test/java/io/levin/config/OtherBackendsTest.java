package io.levin.config;

import static org.assertj.core.api.Assertions.assertThatThrownBy;

import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Backends that are not this engine's are refused with what to use instead. */
class OtherBackendsTest {
  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "tidb|or run TiDB Lightning itself with the same file",
        "importer|the Importer-backend was removed from TiDB Lightning after v5.3",
        "import-into|backend = \"local\"",
        "remote|backend = \"local\"",
        "fast|unsupported `tikv-importer.backend` (fast)",
        "''|tikv-importer.backend must not be empty!"
      })
  void a_backend_of_others_is_refused(String backend, String text) {
    String toml =
        """
        [tikv-importer]
        backend = '%s'
        sorted-kv-dir = '/s'
        [mydumper]
        data-source-dir = '/d'
        """
            .formatted(backend);
    assertThatThrownBy(() -> new ConfigLoader(4, 8L << 30).load("t.toml", toml, Flags.none()))
        .hasMessageContaining(text);
  }
}
