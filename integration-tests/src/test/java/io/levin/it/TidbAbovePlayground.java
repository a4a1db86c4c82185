package io.levin.it;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.levin.base.Bytes;
import io.levin.kv.KeyCodec;
import java.io.IOException;
import java.io.InputStream;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.HashSet;
import java.util.List;
import java.util.Set;

/**
 * A real TiDB for statements, definitions and metadata, and a playground for PD and the stores. The
 * two know nothing of each other: what is imported is seen by {@code levin snapshot} and by the
 * checksum of the stores, but not by a {@code SELECT}.
 */
record TidbAbovePlayground(RealTidb tidb, PlaygroundUnderTest playground)
    implements ClusterUnderTest {
  private static final ObjectMapper JSON = new ObjectMapper();
  private static final String RECORD = "5f72";

  /** Behind a table's prefix and id, in hexadecimal. */
  private static final int RECORD_AT = 18;

  /**
   * Writes TiDB's definitions of a database and its tables into the stores, under TiDB's own keys,
   * for a program that looks for allocators there.
   */
  void defineInStores(String database) throws IOException {
    JsonNode databases = read("/schema");
    for (JsonNode one : databases) {
      if (one.path("db_name").path("L").asText().equals(database)) {
        String id = one.path("id").asText();
        define("DBs", "DB:" + id, one);
        for (JsonNode table : read("/schema/" + database)) {
          define("DB:" + id, "Table:" + table.path("id").asText(), table);
        }
        return;
      }
    }
    throw new IllegalStateException("TiDB does not know " + database);
  }

  private JsonNode read(String path) throws IOException {
    URI address = URI.create("http://" + tidb.host() + ":" + tidb.statusPort() + path);
    try (InputStream in = address.toURL().openStream()) {
      return JSON.readTree(in);
    }
  }

  /** An entry of a hash: m, its name, the kind, the field. */
  private void define(String hash, String field, JsonNode value) throws IOException {
    byte[] name = KeyCodec.encodeBytes(hash.getBytes(StandardCharsets.US_ASCII));
    byte[] last = KeyCodec.encodeBytes(field.getBytes(StandardCharsets.US_ASCII));
    byte[] key = new byte[1 + name.length + 8 + last.length];
    key[0] = 'm';
    System.arraycopy(name, 0, key, 1, name.length);
    Bytes.putBigEndianLong(key, 1 + name.length, 'h');
    System.arraycopy(last, 0, key, 9 + name.length, last.length);
    playground.playground().cluster().writer().put(key, JSON.writeValueAsBytes(value));
  }

  /** Insists that the stores hold a record for each row of each part, and no more. */
  void holdsAllParts(ShardedTable table, Path work) {
    SampleTable first = table.parts().get(0);
    int rows = table.parts().stream().mapToInt(part -> part.rows().size()).sum();
    Set<String> handles = new HashSet<>();
    for (String key :
        TablePairs.snapshot(this, first.database(), first.name(), work).byKey().keySet()) {
      if (key.startsWith(RECORD, RECORD_AT)) {
        handles.add(key.substring(RECORD_AT + RECORD.length()));
      }
    }
    assertThat(handles).as("records of %s", first.name()).hasSize(rows);
  }

  @Override
  public String pdAddresses() {
    return playground.pdAddresses();
  }

  @Override
  public String tidbHost() {
    return tidb.host();
  }

  @Override
  public int tidbPort() {
    return tidb.port();
  }

  @Override
  public int statusPort() {
    return tidb.statusPort();
  }

  @Override
  public String user() {
    return tidb.user();
  }

  @Override
  public String password() {
    return tidb.password();
  }

  @Override
  public List<String> problems() {
    return playground.problems();
  }

  @Override
  public void close() {
    playground.close();
  }
}
