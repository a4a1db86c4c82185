package io.levin.playground;

import static io.levin.playground.TikvTestClient.batch;
import static io.levin.playground.TikvTestClient.first;
import static io.levin.playground.TikvTestClient.meta;
import static io.levin.playground.TikvTestClient.raw;
import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.json.JsonMapper;
import com.google.protobuf.ByteString;
import io.grpc.Status;
import io.grpc.StatusRuntimeException;
import io.levin.playground.model.Region;
import io.levin.proto.import_sstpb.SSTMeta;
import io.levin.proto.import_sstpb.SuspendImportRPCRequest;
import io.levin.proto.pdpb.BatchScanRegionsRequest;
import io.levin.proto.pdpb.GetAllStoresRequest;
import io.levin.proto.pdpb.GetClusterInfoRequest;
import io.levin.proto.pdpb.KeyRange;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse.BodyHandlers;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** What {@code --cluster-version} changes, by a version of each line. */
final class VersionsTest {
  private static final JsonMapper JSON = new JsonMapper();

  private final HttpClient http = HttpClient.newHttpClient();
  private Playground playground;
  private TikvTestClient client;

  private void start(String version) {
    ClusterOptions cluster = ClusterOptions.builder().version(version).build();
    playground = Playground.start(PlaygroundOptions.builder().cluster(cluster).build());
    client = new TikvTestClient(playground);
  }

  @AfterEach
  void stop() {
    client.close();
    playground.close();
  }

  @ParameterizedTest
  @ValueSource(strings = {"5.3.0", "6.5.0", "7.5.0", "8.5.0"})
  void everyServerTellsTheVersion(String version) throws Exception {
    start(version);
    String pd = "http://" + playground.pdAddresses().get(0) + "/pd/api/v1";
    assertThat(json(pd + "/version").path("version").asText()).isEqualTo("v" + version);
    assertThat(json(pd + "/config/cluster-version").asText()).isEqualTo(version);
    for (JsonNode store : json(pd + "/stores").path("stores")) {
      assertThat(store.path("store").path("version").asText()).isEqualTo(version);
    }
    GetAllStoresRequest stores =
        GetAllStoresRequest.newBuilder().setHeader(client.header()).build();
    assertThat(client.pd(0).getAllStores(stores).getStoresList())
        .hasSize(3)
        .allMatch(store -> store.getVersion().equals(version));
    assertThat(query("SELECT tidb_version()").get(0)).contains("Release Version: v" + version);
    assertThat(query("SELECT version()").get(0)).endsWith("-TiDB-v" + version);
    String status = "http://127.0.0.1:" + playground.statusPort();
    assertThat(json(status + "/status").path("version").asText()).endsWith("-TiDB-v" + version);
  }

  @ParameterizedTest
  @CsvSource({
    "5.3.0, 5.7.25, 4, false, False",
    "6.5.0, 5.7.25, 5, true, True",
    "7.5.0, 8.0.11, 5, true, True",
    "8.5.0, 8.0.11, 5, true, True"
  })
  void tidbMakesTablesLikeIts(
      String version, String mysql, int tableVersion, boolean clustered, String collation)
      throws Exception {
    start(version);
    assertThat(query("SELECT version()").get(0)).startsWith(mysql + "-");
    assertThat(
            query(
                "SELECT variable_value FROM mysql.tidb"
                    + " WHERE variable_name = 'new_collation_enabled'"))
        .containsExactly(collation);
    query("CREATE TABLE test.p (k VARCHAR(10) PRIMARY KEY)");
    JsonNode table = json("http://127.0.0.1:" + playground.statusPort() + "/schema/test/p");
    assertThat(table.path("version").asInt()).isEqualTo(tableVersion);
    assertThat(table.path("is_common_handle").asBoolean()).isEqualTo(clustered);
    query("ALTER TABLE test.p ADD COLUMN c INT");
    table = json("http://127.0.0.1:" + playground.statusPort() + "/schema/test/p");
    assertThat(table.path("version").asInt()).isEqualTo(tableVersion);
  }

  @ParameterizedTest
  @CsvSource({"5.3.0, true", "6.3.0, true", "6.4.0, false", "6.5.0, false", "8.5.0, false"})
  void beforeCentralAutoIdsOneAllocatorServesRowIdsToo(String version, boolean shared)
      throws Exception {
    start(version);
    query("CREATE TABLE test.t (a BIGINT AUTO_INCREMENT, v INT, KEY (a)) AUTO_ID_CACHE 1");
    query("ALTER TABLE test.t AUTO_INCREMENT = 5000");
    assertThat(query("SHOW TABLE test.t NEXT_ROW_ID")).hasSize(shared ? 1 : 2);
    query("INSERT INTO test.t (v) VALUES (7)");
    assertThat(query("SELECT a, _tidb_rowid FROM test.t"))
        .containsExactly(shared ? "5000|5001" : "5000|1");
    assertThat(
            playground
                .pd()
                .etcd()
                .range(
                    ByteString.copyFromUtf8("tidb/autoid/leader/"),
                    ByteString.copyFromUtf8("tidb/autoid/leader0")))
        .hasSize(shared ? 0 : 1);
  }

  @ParameterizedTest
  @CsvSource({
    "5.3.0, 96MiB, false, false, false, false",
    "6.5.0, 96MiB, true, false, false, false",
    "7.5.0, 96MiB, true, true, true, false",
    "8.5.0, 256MiB, true, true, true, true"
  })
  void tikvAndPdKnowWhatTheirVersionKnows(
      String version,
      String regionSize,
      boolean labelsEnd,
      boolean writeChecksEpoch,
      boolean clusterInfoAndSuspension,
      boolean batchScan)
      throws Exception {
    start(version);
    String status = playground.cluster().stores().get(0).address().statusAddress();
    assertThat(
            json("http://" + status + "/config")
                .path("coprocessor")
                .path("region-split-size")
                .asText())
        .isEqualTo(regionSize);
    Region region = playground.cluster().split(raw("t1"));
    TreeMap<String, String> pairs = new TreeMap<>(Map.of("t1x", "1"));
    SSTMeta stale = meta(region, pairs);
    playground.cluster().split(raw("t1m"));
    Status write =
        client.writeStatus(region.leader().storeId(), List.of(first(stale), batch(pairs, 5)));
    assertThat(write.isOk()).isEqualTo(!writeChecksEpoch);
    assertThat(
            isKnown(() -> client.pd(0).getClusterInfo(GetClusterInfoRequest.getDefaultInstance())))
        .isEqualTo(clusterInfoAndSuspension);
    assertThat(
            isKnown(
                () ->
                    client
                        .importer(region.leader().storeId())
                        .suspendImportRPC(SuspendImportRPCRequest.getDefaultInstance())))
        .isEqualTo(clusterInfoAndSuspension);
    BatchScanRegionsRequest scan =
        BatchScanRegionsRequest.newBuilder()
            .setHeader(client.header())
            .addRanges(KeyRange.getDefaultInstance())
            .build();
    assertThat(isKnown(() -> client.pd(0).batchScanRegions(scan))).isEqualTo(batchScan);
    String labels = "http://" + playground.pdAddresses().get(0) + "/pd/api/v1/config/region-label";
    HttpRequest rule =
        HttpRequest.newBuilder(URI.create(labels + "/rule"))
            .POST(
                BodyPublishers.ofString(
                    """
                    {"id": "r", "labels": [{"key": "schedule", "value": "deny", "ttl": "100ms"}],
                     "rule_type": "key-range", "data": [{"start_key": "74", "end_key": "75"}]}"""))
            .build();
    assertThat(http.send(rule, BodyHandlers.ofString()).statusCode()).isEqualTo(200);
    Thread.sleep(200);
    assertThat(json(labels + "/rules")).hasSize(labelsEnd ? 0 : 1);
  }

  private static boolean isKnown(Runnable call) {
    try {
      call.run();
      return true;
    } catch (StatusRuntimeException e) {
      assertThat(e.getStatus().getCode()).isEqualTo(Status.Code.UNIMPLEMENTED);
      return false;
    }
  }

  private JsonNode json(String url) throws IOException, InterruptedException {
    return JSON.readTree(
        http.send(HttpRequest.newBuilder(URI.create(url)).build(), BodyHandlers.ofString()).body());
  }

  private List<String> query(String sql) throws SQLException {
    String url = "jdbc:mysql://127.0.0.1:" + playground.tidbPort() + "/?sslMode=DISABLED";
    try (Connection connection = DriverManager.getConnection(url, "root", "");
        Statement statement = connection.createStatement()) {
      if (!statement.execute(sql)) {
        return List.of();
      }
      List<String> rows = new ArrayList<>();
      try (ResultSet result = statement.getResultSet()) {
        int columns = result.getMetaData().getColumnCount();
        while (result.next()) {
          StringBuilder row = new StringBuilder();
          for (int i = 1; i <= columns; i++) {
            row.append(i == 1 ? "" : "|").append(result.getString(i));
          }
          rows.add(row.toString());
        }
      }
      return rows;
    }
  }
}
