package io.levin.config;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.Test;

class ConfigJsonTest {
  private static final String TOML =
      """
      [tikv-importer]
      backend = "local"
      sorted-kv-dir = "/s"
      [mydumper]
      data-source-dir = "s3://bucket/dump?secret-access-key=hidden3"
      [tidb]
      password = "hidden1"
      [checkpoint]
      dsn = "root:hidden2@tcp(a:1)/"
      [cron]
      log-progress = "90s"
      """;

  @Test
  void it_names_keys_as_the_file_does_and_leaves_secrets_out() throws Exception {
    Config config = new ConfigLoader(2, 4L << 30).load("t.toml", TOML, Flags.none());
    String text = ConfigJson.of(config, "s3://bucket/dump");
    assertThat(text).doesNotContain("hidden").doesNotContain("\n");
    JsonNode json = new ObjectMapper().readTree(text);
    assertThat(json.at("/mydumper/data-source-dir").asText()).isEqualTo("s3://bucket/dump");
    assertThat(json.at("/cron/log-progress").asText()).isEqualTo("1m30s");
    assertThat(json.at("/lightning/max-size").asInt()).isEqualTo(512);
    assertThat(json.at("/mydumper/csv/null/0").asText()).isEqualTo("\\N");
    Set<String> known = ConfigLoader.knownKeys();
    List<String> unknown = new ArrayList<>();
    json.properties()
        .forEach(
            table ->
                table
                    .getValue()
                    .fieldNames()
                    .forEachRemaining(
                        key -> {
                          if (!known.contains(table.getKey() + "." + key)) {
                            unknown.add(table.getKey() + "." + key);
                          }
                        }));
    // The record keeps the certificates together, the file does not.
    assertThat(unknown).containsExactly("security.tls");
  }
}
