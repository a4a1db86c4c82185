package io.levin.config;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.levin.base.ErrorCode;
import io.levin.base.ImportException;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.Test;

class ConfigLoaderTest {
  private static final String MINIMAL =
      """
      [tikv-importer]
      backend = "local"
      sorted-kv-dir = "/data/sorted"
      [mydumper]
      data-source-dir = "/data/dump"
      """;

  private final ConfigLoader loader = new ConfigLoader(4, 8 * ByteSize.GIB);

  @Test
  void a_minimal_file_takes_the_defaults_of_the_original() {
    Config config = load(MINIMAL);
    assertThat(config.lightning().tableConcurrency()).isEqualTo(6);
    assertThat(config.lightning().indexConcurrency()).isEqualTo(2);
    assertThat(config.lightning().regionConcurrency()).isEqualTo(4);
    assertThat(config.lightning().ioConcurrency()).isEqualTo(5);
    assertThat(config.lightning().metaSchemaName()).isEqualTo("lightning_metadata");
    assertThat(config.tidb().host()).isEqualTo("127.0.0.1");
    assertThat(config.tidb().port()).isZero();
    assertThat(config.tidb().user()).isEqualTo("root");
    assertThat(config.tidb().statusPort()).isEqualTo(10080);
    assertThat(config.tidb().sqlMode()).isEqualTo("ONLY_FULL_GROUP_BY,NO_AUTO_CREATE_USER");
    assertThat(config.tidb().tls()).isEqualTo("false");
    assertThat(config.tikvImporter().rangeConcurrency()).isEqualTo(16);
    assertThat(config.tikvImporter().sendKvSize()).isEqualTo(16 * 1024);
    assertThat(config.tikvImporter().diskQuota()).isEqualTo(Long.MAX_VALUE);
    assertThat(config.tikvImporter().pausePdSchedulerScope()).isEqualTo("table");
    assertThat(config.checkpoint().dsn()).isEqualTo("/tmp/tidb_lightning_checkpoint.pb");
    assertThat(config.checkpoint().keepAfterSuccess()).isEqualTo(KeepStrategy.REMOVE);
    assertThat(config.mydumper().csv().nullTexts()).containsExactly("\\N");
    assertThat(config.mydumper().csv().header()).isTrue();
    assertThat(config.mydumper().maxRegionSize()).isEqualTo(256 * ByteSize.MIB);
    assertThat(config.mydumper().batchImportRatio()).isEqualTo(0.75);
    assertThat(config.mydumper().defaultFileRules()).isTrue();
    assertThat(config.mydumper().filter()).startsWith("*.*", "!mysql.*");
    assertThat(config.postRestore().checksum()).isEqualTo(Level.REQUIRED);
    assertThat(config.postRestore().analyze()).isEqualTo(Level.OPTIONAL);
    assertThat(config.cron().switchMode()).isEqualTo(Duration.ofMinutes(5));
    assertThat(config.conflict().strategy()).isEqualTo(ConflictStrategy.NONE);
    assertThat(config.levin().memoryBudget()).isEqualTo(2 * ByteSize.GIB);
    assertThat(config.warnings()).isEmpty();
  }

  @Test
  void unknown_keys_are_reported_all_at_once_with_their_full_names() {
    assertThatThrownBy(() -> load(MINIMAL + "[bogus]\na = 1\n[lightning]\nspeed = 'max'\n"))
        .isInstanceOf(ImportException.class)
        .hasMessageContaining(
            "config file contained unknown configuration options: bogus, bogus.a, lightning.speed");
  }

  @Test
  void a_wrong_type_names_the_key_and_both_types() {
    assertThatThrownBy(() -> load(MINIMAL + "[tidb]\nport = \"4000\"\n"))
        .hasMessageContaining("tidb.port")
        .hasMessageContaining(
            "incompatible types: TOML value has type string; destination has type integer");
  }

  @Test
  void all_faults_are_reported_together() {
    assertThatThrownBy(() -> load("[tikv-importer]\nbackend = 'tidb'\n"))
        .hasMessageContaining("this engine only does the physical import")
        .hasMessageContaining("tikv-importer.sorted-kv-dir must not be empty!")
        .hasMessageContaining("`mydumper.data-source-dir` is not set");
  }

  @Test
  void a_file_that_is_no_toml_names_the_line() {
    assertThatThrownBy(() -> load("[tidb]\nhost = \n"))
        .isInstanceOfSatisfying(
            ImportException.class, e -> assertThat(e.code()).isEqualTo(ErrorCode.PARSE_CONFIG_FILE))
        .hasMessageContaining("cannot parse config file 'test.toml': toml: line 2");
  }

  @Test
  void flags_win_over_the_file() throws Exception {
    Flags flags =
        Flags.parse(
            ImportFlags.definitions(),
            List.of(
                "-tidb-port=4001",
                "--d",
                "/other",
                "-checksum",
                "off",
                "-f",
                "a.*",
                "-f",
                "b.*",
                "-enable-checkpoint=false",
                "-check-requirements=false"));
    Config config = loader.load("test.toml", MINIMAL + "[tidb]\nport = 4000\n", flags);
    assertThat(config.tidb().port()).isEqualTo(4001);
    assertThat(config.mydumper().dataSourceDir()).isEqualTo("/other");
    assertThat(config.postRestore().checksum()).isEqualTo(Level.OFF);
    assertThat(config.mydumper().filter()).containsExactly("a.*", "b.*");
    assertThat(config.checkpoint().enable()).isFalse();
    assertThat(config.lightning().checkRequirements()).isFalse();
  }

  @Test
  void old_conflict_keys_are_resolved_into_the_strategy() {
    String importer = MINIMAL.replace("[mydumper]", "%s\n[mydumper]");
    assertThat(load(importer.formatted("duplicate-resolution = 'remove'")).conflict().strategy())
        .isEqualTo(ConflictStrategy.REPLACE);
    assertThat(load(importer.formatted("on-duplicate = 'error'")).conflict().strategy())
        .isEqualTo(ConflictStrategy.ERROR);
    assertThatThrownBy(() -> load(importer.formatted("on-duplicate = 'ignore'")))
        .hasMessageContaining("cannot be set to \"ignore\"");
    assertThat(
            load(importer.formatted("incremental-import = true")).tikvImporter().parallelImport())
        .isTrue();
  }

  @Test
  void an_empty_filter_list_takes_nothing() {
    assertThat(load(MINIMAL + "filter = []\n").mydumper().filter()).isEmpty();
  }

  @Test
  void keys_match_without_regard_to_case() {
    assertThat(load(MINIMAL + "[TiDB]\nHost = 'h'\n").tidb().host()).isEqualTo("h");
  }

  @Test
  void a_password_is_never_part_of_the_text_form() {
    Config config = load(MINIMAL + "[tidb]\npassword = 'geheim'\n");
    assertThat(config.toString()).doesNotContain("geheim");
  }

  private Config load(String toml) {
    return loader.load("test.toml", toml, Flags.none());
  }
}
