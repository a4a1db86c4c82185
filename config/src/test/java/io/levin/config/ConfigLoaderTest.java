package io.levin.config;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.levin.base.ErrorCode;
import io.levin.base.ImportException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class ConfigLoaderTest {
  private static final String MINIMAL =
      """
      [tikv-importer]
      backend = "local"
      sorted-kv-dir = "/data/sorted"
      [mydumper]
      data-source-dir = "/data/dump"
      """;

  @TempDir private Path folder;

  private final ConfigLoader loader = new ConfigLoader(4, 8 * ByteSize.GIB);

  @Test
  void the_file_of_a_checkpoint_has_the_name_of_its_schema() {
    assertThat(load(MINIMAL + "\n[checkpoint]\nschema = \"x\"\n").checkpoint().dsn())
        .isEqualTo("/tmp/x.pb");
  }

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
  void unknown_keys_stand_in_the_order_of_the_file_once_for_every_element() {
    String toml =
        MINIMAL
            + """
            zz = 1
            [lightning]
            max-error = { type = 1, other = 2 }
            [[mydumper.files]]
            pattern = 'a'
            bad = 1
            [[mydumper.files]]
            pattern = 'b'
            bad = 2
            [nowhere]
            deep = { deeper = 1 }
            [[routes]]
            schema-pattern = 'a'
            target-schema = 'b'
            [routes.extract-table]
            odd = 1
            """;
    assertThatThrownBy(() -> load(toml))
        .hasMessage(
            "config file contained unknown configuration options: mydumper.zz,"
                + " lightning.max-error.other, mydumper.files.bad, mydumper.files.bad, nowhere,"
                + " nowhere.deep, nowhere.deep.deeper, routes.extract-table.odd; correct test.toml");
  }

  @Test
  void a_wrong_type_in_a_key_of_the_process_is_a_fault_of_the_file_itself() {
    assertThatThrownBy(() -> load(MINIMAL + "[tidb]\nport = \"4000\"\n"))
        .isInstanceOfSatisfying(
            ImportException.class, e -> assertThat(e.code()).isEqualTo(ErrorCode.PARSE_CONFIG_FILE))
        .hasMessageContaining(
            "cannot parse config file 'test.toml': toml: line 7 (last key \"tidb.port\"):"
                + " incompatible types: TOML value has type string; destination has type integer");
  }

  @Test
  void a_wrong_type_in_a_key_of_the_task_names_line_and_key_and_has_no_code() {
    assertThatThrownBy(() -> load(MINIMAL + "[cron]\nlog-progress = 300\n"))
        .hasMessageStartingWith(
            "toml: line 7 (last key \"cron.log-progress\"): time: missing unit in duration"
                + " \"300\"");
  }

  @Test
  void a_key_given_twice_is_a_fault_of_the_file() {
    assertThatThrownBy(() -> load("[tidb]\nhost = 'a'\nhost = 'b'\n"))
        .isInstanceOfSatisfying(
            ImportException.class, e -> assertThat(e.code()).isEqualTo(ErrorCode.PARSE_CONFIG_FILE))
        .hasMessageContaining(
            "line 3 (last key \"tidb.host\"): Key 'tidb.host' has already been defined.");
  }

  @Test
  void a_byte_order_mark_and_other_line_ends_do_no_harm() throws Exception {
    Path file = folder.resolve("dos.toml");
    Files.writeString(file, "\uFEFF" + MINIMAL.replace("\n", "\r\n"));
    assertThat(loader.load(flags("-config", file.toString())).mydumper().dataSourceDir())
        .isEqualTo("/data/dump");
  }

  @Test
  void a_byte_that_is_not_utf8_is_named() throws Exception {
    Path file = folder.resolve("latin1.toml");
    Files.write(file, "[tidb]\nuser = 'M\u00fcller'\n".getBytes(StandardCharsets.ISO_8859_1));
    assertThatThrownBy(() -> loader.load(flags("-config", file.toString())))
        .hasMessageContaining("line 2: invalid UTF-8 byte: 0xfc");
  }

  @Test
  void a_file_that_is_not_there_is_told_as_the_original_tells_it() {
    assertThatThrownBy(() -> loader.load(flags("-config", "/no/such.toml")))
        .hasMessage(
            "[Lightning:Config:ErrReadConfigFile]cannot read config file '/no/such.toml': open"
                + " /no/such.toml: no such file or directory");
    assertThatThrownBy(() -> loader.load(flags("-config", "no\0such.toml")))
        .isInstanceOf(ImportException.class)
        .hasMessageContaining("Nul character not allowed");
  }

  @Test
  void flags_alone_are_a_configuration() throws Exception {
    Config config =
        loader.load(flags("-backend", "local", "-sorted-kv-dir", "/s", "-d", "/d", "-V=false"));
    assertThat(config.mydumper().dataSourceDir()).isEqualTo("/d");
  }

  @Test
  void flags_can_only_switch_on_what_is_off_by_default_and_off_what_is_on() throws Exception {
    String off =
        MINIMAL
            + "no-schema = true\n[checkpoint]\nenable = false\n[lightning]\n"
            + "check-requirements = false\n";
    Config config =
        loader.load(
            "test.toml",
            off,
            flags("-no-schema=false", "-enable-checkpoint=true", "-check-requirements=true"));
    assertThat(config.mydumper().noSchema()).isTrue();
    assertThat(config.checkpoint().enable()).isFalse();
    assertThat(config.lightning().checkRequirements()).isFalse();
  }

  @Test
  void every_flag_sets_its_key_and_wins_over_the_file() throws Exception {
    Path ca = Files.writeString(folder.resolve("ca.pem"), Pem.CERTIFICATE);
    Path key = Files.writeString(folder.resolve("key.pem"), "key");
    Config config =
        loader.load(
            "test.toml",
            MINIMAL
                + """
                [lightning]
                level = "error"
                file = "other.log"
                status-addr = ":1"
                [tidb]
                host = "other"
                user = "other"
                status-port = 1
                pd-addr = "other:1"
                [post-restore]
                checksum = "off"
                analyze = "off"
                """,
            flags(
                "-L=debug",
                "-log-file=-",
                "-status-addr=:8289",
                "-tidb-host=h",
                "-tidb-user=u",
                "-tidb-password=p",
                "-tidb-port=4001",
                "-tidb-status=10081",
                "-pd-urls=a:2379,b:2379",
                "-d=/d",
                "-backend=local",
                "-sorted-kv-dir=/s",
                "-no-schema",
                "-checksum=optional",
                "-analyze=required",
                "-ca=" + ca,
                "-cert=" + ca,
                "-key=" + key,
                "-redact-info-log",
                "-server-mode"));
    assertThat(config.lightning().level()).isEqualTo("debug");
    assertThat(config.lightning().file()).isEqualTo("-");
    assertThat(config.lightning().statusAddr()).isEqualTo(":8289");
    assertThat(config.lightning().serverMode()).isTrue();
    assertThat(config.tidb().host()).isEqualTo("h");
    assertThat(config.tidb().user()).isEqualTo("u");
    assertThat(config.tidb().password()).isEqualTo("p");
    assertThat(config.tidb().port()).isEqualTo(4001);
    assertThat(config.tidb().statusPort()).isEqualTo(10081);
    assertThat(config.tidb().pdAddr()).isEqualTo("a:2379,b:2379");
    assertThat(config.mydumper().dataSourceDir()).isEqualTo("/d");
    assertThat(config.mydumper().noSchema()).isTrue();
    assertThat(config.tikvImporter().sortedKvDir()).isEqualTo("/s");
    assertThat(config.postRestore().checksum()).isEqualTo(Level.OPTIONAL);
    assertThat(config.postRestore().analyze()).isEqualTo(Level.REQUIRED);
    assertThat(config.security().tls())
        .isEqualTo(new TlsConfig(ca.toString(), ca.toString(), key.toString()));
    assertThat(config.security().redactInfoLog()).isTrue();
    assertThatThrownBy(() -> loader.load("test.toml", MINIMAL, flags("-importer=a:1")))
        .hasMessageContaining("give -sorted-kv-dir");
    assertThatThrownBy(() -> loader.load("test.toml", MINIMAL, flags("-backend=tidb")))
        .hasMessageContaining("this engine only does the physical import");
  }

  @Test
  void empty_flags_count_as_not_given() throws Exception {
    Config config =
        loader.load(
            "test.toml",
            MINIMAL + "[tidb]\npassword = 'p'\nport = 4000\n",
            flags("-tidb-password", "", "-tidb-port", "0", "-d", ""));
    assertThat(config.tidb().password()).isEqualTo("p");
    assertThat(config.tidb().port()).isEqualTo(4000);
    assertThat(config.mydumper().dataSourceDir()).isEqualTo("/data/dump");
  }

  @Test
  void server_mode_without_an_address_is_refused_before_there_is_a_task() {
    assertThatThrownBy(() -> loader.load("test.toml", MINIMAL, flags("-server-mode")))
        .isInstanceOfSatisfying(
            ImportException.class, e -> assertThat(e.code()).isEqualTo(ErrorCode.INVALID_CONFIG))
        .hasMessage(
            "[Lightning:Config:ErrInvalidConfig]If server-mode is enabled, the status-addr must be"
                + " a valid listen address");
  }

  @Test
  void unknown_keys_come_in_the_order_of_the_file_wherever_their_tables_are() {
    assertThatThrownBy(
            () ->
                load(
                    MINIMAL
                        + """
                        [bogus]
                        a = 1
                        [[mydumper.files]]
                        pattern = "x"
                        schema = "a"
                        table = "b"
                        type = "sql"
                        zz = 1
                        [other]
                        """))
        .hasMessageContaining("options: bogus, bogus.a, mydumper.files.zz, other");
  }

  @Test
  void certificates_of_tidb_have_a_class_of_their_own() {
    assertThatThrownBy(() -> load(MINIMAL + "[tidb.security]\nca-path = '/no/ca.pem'\n"))
        .hasMessageStartingWith(
            "[Lightning:Config:ErrInvalidTLSConfig]invalid tls config: could not read ca"
                + " certificate: open /no/ca.pem: no such file or directory");
  }

  @Test
  void every_pair_of_conflict_keys_is_resolved_as_the_original_does() {
    String[][] cases = {
      // strategy, on-duplicate, duplicate-resolution, what comes out
      {"", "", "none", "NONE"},
      {"none", "", "", "NONE"},
      {"", "", "error", "ERROR"},
      {"", "", "record", "REPLACE"},
      {"", "replace", "", "REPLACE"},
      {"error", "replace", "", "ERROR"},
      {"replace", "ignore", "none", "REPLACE"},
      {"replace", "", "remove", "conflict.strategy cannot be used with"},
      {"", "replace", "remove", "tikv-importer.on-duplicate cannot be used with"},
      {"", "", "ignore", "cannot be set to \"ignore\""},
      {"ignore", "", "", "conflict.strategy cannot be set to \"ignore\""},
    };
    for (String[] c : cases) {
      String toml =
          "[tikv-importer]\nbackend = 'local'\nsorted-kv-dir = '/s'\non-duplicate = '%s'\n"
                  .formatted(c[1])
              + "duplicate-resolution = '%s'\n[conflict]\nstrategy = '%s'\n".formatted(c[2], c[0])
              + "[mydumper]\ndata-source-dir = '/d'\n";
      if (c[3].contains(" ")) {
        assertThatThrownBy(() -> load(toml)).hasMessageContaining(c[3]);
      } else {
        assertThat(load(toml).conflict().strategy()).as(toml).hasToString(c[3]);
      }
    }
    assertThat(load(MINIMAL + "[conflict]\nstrategy = 'replace'\n").conflict().threshold())
        .isEqualTo(10_000);
    assertThat(
            load(MINIMAL + "[conflict]\nstrategy = 'replace'\nthreshold = 0\n")
                .conflict()
                .threshold())
        .isZero();
  }

  @Test
  void both_names_of_ignored_columns_count() {
    Config config =
        load(
            MINIMAL
                + """
                [[mydumper.ignore-columns]]
                db = 'a'
                [[mydumper.ignore-data-columns]]
                db = 'b'
                """);
    assertThat(config.mydumper().ignoreColumns()).extracting("db").containsExactly("a", "b");
  }

  @Test
  void an_own_security_table_of_tidb_takes_nothing_from_the_other() throws Exception {
    Path ca = Files.writeString(folder.resolve("ca.pem"), Pem.CERTIFICATE);
    String toml = MINIMAL + "[security]\nca-path = '" + ca + "'\n";
    assertThat(load(toml).tidb().tls()).isEqualTo("cluster");
    assertThat(load(toml).tidb().security().caPath()).isEqualTo(ca.toString());
    assertThat(load(toml + "[tidb.security]\n").tidb().tls()).isEqualTo("false");
    assertThatThrownBy(() -> load(toml + "[tidb]\ntls = 'cluster'\n[tidb.security]\n"))
        .hasMessageContaining("cannot set `tidb.tls` to 'cluster' without a [security] section");
    Path noCa = Files.writeString(folder.resolve("no.pem"), "hello");
    assertThatThrownBy(() -> load(MINIMAL + "[security]\nca-path = '" + noCa + "'\n"))
        .hasMessageContaining("failed to append ca certs");
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
    String source = "s3://bucket/dump?access-key=k&secret-access-key=geheim";
    Config ofStore =
        load(MINIMAL.replaceAll("data-source-dir *= *.*", "data-source-dir = '" + source + "'"));
    assertThat(ofStore.mydumper().dataSourceDir()).isEqualTo(source);
    assertThat(ofStore.toString()).doesNotContain("geheim");
  }

  private static Flags flags(String... arguments) {
    try {
      return Flags.parse(ImportFlags.definitions(), List.of(arguments));
    } catch (Flags.FlagException e) {
      throw new AssertionError(e);
    }
  }

  private Config load(String toml) {
    return loader.load("test.toml", toml, Flags.none());
  }
}
