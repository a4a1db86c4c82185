package io.levin.it;

import static org.assertj.core.api.Assertions.assertThat;

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
  private static final String RECORD = "5f72";

  /** Behind a table's prefix and id, in hexadecimal. */
  private static final int RECORD_AT = 18;

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
