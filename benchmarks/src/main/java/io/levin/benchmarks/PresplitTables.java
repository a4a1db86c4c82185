package io.levin.benchmarks;

import io.levin.base.Cancellation;
import io.levin.kv.KeyCodec;
import io.levin.kv.TableRanges;
import io.levin.pd.MemcomparableKey;
import io.levin.pd.PdClient;
import io.levin.pd.Region;
import io.levin.pd.TlsFiles;
import io.levin.schema.SchemaJson;
import io.levin.schema.TableInfo;
import io.levin.tikv.RegionFailure;
import io.levin.tikv.TikvClient;
import io.levin.tikv.TikvOptions;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.stream.Stream;

/**
 * Makes the tables of a dump in a cluster, and cuts the rows of each into regions, before an import
 * that then meets them. Keys are taken to be numbered from 1.
 */
final class PresplitTables {
  private static final int KEYS_AT_A_TIME = 1_000;

  private final ClusterProcess cluster;

  PresplitTables(ClusterProcess cluster) {
    this.cluster = cluster;
  }

  /**
   * Makes and splits.
   *
   * @param regions how many regions each table shall have
   * @param rows how many rows each table will have
   */
  void make(Path dump, int regions, long rows) throws IOException, InterruptedException {
    List<String> names = createTables(dump);
    Cancellation cancellation = new Cancellation();
    try (PdClient pd =
            PdClient.connect(
                List.of(cluster.pdAddresses().split(",")), TlsFiles.NONE, cancellation);
        TikvClient tikv = new TikvClient(pd, TikvOptions.defaults())) {
      for (String name : names) {
        byte[] records = TableRanges.of(model(name)).ranges().get(0).start();
        split(pd, tikv, keys(records, regions, rows), cancellation);
      }
    }
  }

  private static List<byte[]> keys(byte[] records, int regions, long rows) {
    List<byte[]> keys = new ArrayList<>(regions);
    for (int i = 0; i < regions; i++) {
      byte[] key = Arrays.copyOf(records, records.length + Long.BYTES);
      KeyCodec.putInt(key, records.length, 1 + rows * i / regions);
      keys.add(key);
    }
    return keys;
  }

  private static void split(
      PdClient pd, TikvClient tikv, List<byte[]> keys, Cancellation cancellation) {
    byte[] first = MemcomparableKey.encode(keys.get(0));
    Region last = pd.scanAll(first, first, cancellation).get(0);
    for (int from = 0; from < keys.size(); from += KEYS_AT_A_TIME) {
      List<byte[]> some = keys.subList(from, Math.min(keys.size(), from + KEYS_AT_A_TIME));
      try {
        List<Region> parts = tikv.split(last, some, cancellation);
        last = parts.get(parts.size() - 1);
      } catch (RegionFailure e) {
        throw new IllegalStateException("cannot split " + last, e);
      }
    }
    // PD has a whole picture of them.
    pd.scanAll(first, MemcomparableKey.encode(keys.get(keys.size() - 1)), cancellation);
  }

  private List<String> createTables(Path dump) throws IOException {
    List<String> names = new ArrayList<>();
    String url = "jdbc:mysql://127.0.0.1:" + cluster.tidbPort() + "/?sslMode=DISABLED";
    try (Connection connection = DriverManager.getConnection(url, "root", "");
        Statement statement = connection.createStatement();
        Stream<Path> files = Files.list(dump)) {
      statement.execute("CREATE DATABASE IF NOT EXISTS `bench`");
      statement.execute("USE `bench`");
      for (Path file : (Iterable<Path>) files.sorted()::iterator) {
        String[] parts = file.getFileName().toString().split("\\.");
        if (parts.length == 3 && parts[1].endsWith("-schema")) {
          statement.execute(Files.readString(file).strip().replaceAll(";$", ""));
          names.add(parts[1].substring(0, parts[1].length() - "-schema".length()));
        }
      }
    } catch (SQLException e) {
      throw new IOException("cannot create the tables", e);
    }
    return names;
  }

  private TableInfo model(String table) throws IOException, InterruptedException {
    URI uri = URI.create("http://127.0.0.1:" + cluster.statusPort() + "/schema/bench/" + table);
    HttpResponse<String> answer =
        HttpClient.newHttpClient()
            .send(HttpRequest.newBuilder(uri).build(), HttpResponse.BodyHandlers.ofString());
    return SchemaJson.readTable(answer.body());
  }
}
