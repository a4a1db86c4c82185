package io.levin.engine.precheck;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.levin.base.ErrorCode;
import io.levin.base.ImportException;
import io.levin.config.Config;
import io.levin.config.ConfigLoader;
import io.levin.config.Flags;
import java.util.Map;
import org.junit.jupiter.api.Test;

class NotYetTest {
  private static Config config(String more) {
    Flags flags =
        Flags.none().orElse("backend", "local").orElse("sorted-kv-dir", "/s").orElse("d", "/d");
    return new ConfigLoader(1, 4L << 30).load("t.toml", more, flags);
  }

  @Test
  void what_could_harm_when_it_is_left_out_is_refused_by_its_key() {
    Map<String, String> refused =
        Map.of(
            "[tikv-importer]\nkeyspace-name = 'k'", "tikv-importer.keyspace-name",
            "[levin]\nshare-work = true\n[conflict]\nstrategy = 'replace'",
                "conflict.strategy together with levin.share-work",
            "[levin]\nshare-work = true\n[lightning]\nmax-error = 1",
                "lightning.max-error together with levin.share-work",
            "[levin]\nshare-work = true\n[post-restore]\ncompact = true",
                "post-restore.compact together with levin.share-work",
            "[levin]\nshare-work = true\n[post-restore]\nlevel-1-compact = true",
                "post-restore.level-1-compact together with levin.share-work",
            "[levin]\nshare-work = true\n[tikv-importer]\nadd-index-by-sql = true",
                "tikv-importer.add-index-by-sql together with levin.share-work");
    refused.forEach(
        (toml, key) ->
            assertThatThrownBy(() -> NotYet.check(config(toml)))
                .isInstanceOfSatisfying(
                    ImportException.class,
                    e -> assertThat(e.code()).isEqualTo(ErrorCode.INVALID_CONFIG))
                .hasMessageContaining("this version does not support " + key));
  }

  @Test
  void a_keyspace_is_refused_with_what_to_use_instead() {
    assertThatThrownBy(() -> NotYet.check(config("[tikv-importer]\nkeyspace-name = 'k'")))
        .hasMessageContaining("does not support tikv-importer.keyspace-name (keys of API v2)")
        .hasMessageContaining("take it out of the configuration")
        .hasMessageContaining("can be imported into with TiDB Lightning, whose file is the same");
  }

  @Test
  void the_rest_is_let_pass() {
    assertThatCode(
            () ->
                NotYet.check(
                    config(
                        """
                        [levin]
                        fleet-finish = "manual"
                        """)))
        .doesNotThrowAnyException();
  }
}
