package io.levin.it;

import static org.assertj.core.api.Assertions.assertThat;

import blue.strategic.parquet.ParquetWriter;
import io.levin.base.Cancellation;
import io.levin.playground.fault.Fault;
import io.levin.storage.FaultyRelay;
import io.levin.storage.FaultyRelay.Kind;
import io.levin.storage.S3Server;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.concurrent.CancellationException;
import java.util.concurrent.CompletableFuture;
import java.util.stream.Stream;
import org.apache.parquet.schema.MessageType;
import org.apache.parquet.schema.MessageTypeParser;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/**
 * Dumps and checkpoints in an object store: a real S3 server in this process, behind a relay that
 * breaks connections.
 */
final class ObjectStoreImportTest extends PlaygroundPerClass {
  private static final String BUCKET = "exports";
  private static final int FAILED = 1;

  private S3Server server;
  private FaultyRelay relay;

  @BeforeAll
  void startStore() throws IOException {
    server = S3Server.inMemory(BUCKET);
    relay = new FaultyRelay(server.port());
  }

  @AfterAll
  void stopStore() throws IOException {
    relay.close();
    server.close();
  }

  @BeforeEach
  void noFaults() {
    relay.noFaults();
  }

  private static SampleTable table(String name) {
    return new SampleTable(
        "stored",
        name,
        "CREATE TABLE `" + name + "` (id BIGINT PRIMARY KEY, k INT, c VARCHAR(300), KEY kk (k))",
        List.of("id", "k", "c"),
        Rows.of(6000, i -> Arrays.asList(i, i * 7 % 6000, Rows.text(i, 150 + i % 150))));
  }

  @Test
  void aDumpInS3IsImportedAsFromADiskAlsoWhenConnectionsBreak() throws IOException {
    SampleTable sql = table("bysql");
    SampleTable csv = table("bycsv");
    SampleTable zipped = table("zipped");
    SampleTable columns = table("columns");
    harness().dump().sql(sql, 2).csv(csv).schema(zipped).schema(columns);
    writeParquet(columns);
    harness().dump().data(zipped, "csv.gz", zipped.csv(0, zipped.rows().size(), true));
    upload("all");
    harness().toml().set("mydumper", "strict-format", true);
    harness().toml().set("mydumper", "max-region-size", "300KiB");
    harness().toml().append("[mydumper.csv]\nterminator = \"\\n\"\n");
    harness().toml().set("mydumper", "data-source-dir", url("all"));
    harness().toml().set("checkpoint", "keep-after-success", "origin");
    relay.fault("bysql.000000001.sql", Kind.CUT, 100_000, 2);
    relay.fault("bycsv.csv", Kind.RESET, 50_000, 3);
    relay.fault("zipped.csv.gz", Kind.CUT, 10_000, 1);
    relay.fault("columns.parquet", Kind.CUT, 5_000, 2);
    relay.fault("list-type=2", Kind.SLOW_DOWN, 0, 2);
    ImportRun run = harness().run().succeeded();
    harness().holds(sql);
    harness().holds(csv);
    harness().holds(zipped);
    harness().holds(columns);
    assertThat(relay.faultsLeft()).isZero();
    showsNoSecret(run);
    assertThat(run.log()).contains("a request to the storage failed and is sent again");
    Path checkpoint = harness().directory().resolve("checkpoint.pb");
    assertThat(Files.readString(checkpoint, StandardCharsets.ISO_8859_1))
        .contains("s3://exports/all")
        .doesNotContain(S3Server.KEY, S3Server.SECRET);
  }

  @Test
  void theCheckpointMayLieInS3() {
    SampleTable table = table("kept");
    harness().dump().sql(table);
    harness().toml().set("checkpoint", "dsn", url("checkpoints/cp.pb"));
    harness().toml().set("checkpoint", "keep-after-success", "origin");
    relay.fault("PUT /" + BUCKET + "/checkpoints/cp.pb", Kind.SLOW_DOWN, 0, 2);
    ImportRun run = harness().run().succeeded();
    harness().holds(table);
    assertThat(server.has(BUCKET, "checkpoints/cp.pb")).isTrue();
    assertThat(relay.faultsLeft()).isZero();
    showsNoSecret(run);
  }

  @Test
  void aFileThatVanishesDuringTheImportIsNamed() {
    SampleTable table = table("vanishing");
    harness().dump().sql(table);
    upload("vanishing");
    String key = "vanishing/stored.vanishing.000000000.sql";
    relay.before(key, 2, () -> server.remove(BUCKET, key));
    harness().toml().set("mydumper", "data-source-dir", url("vanishing"));
    ImportRun run =
        harness()
            .run()
            .failedWith(
                FAILED,
                "file stored.vanishing.000000000.sql cannot be opened: it is not there any more",
                "check that it is still there");
    showsNoSecret(run);
  }

  @Test
  void aFileThatIsReplacedDuringTheImportIsNamed() {
    SampleTable table = table("replaced");
    harness().dump().sql(table);
    upload("replaced");
    String key = "replaced/stored.replaced.000000000.sql";
    relay.before(key, 2, () -> server.put(BUCKET, key, new byte[10]));
    harness().toml().set("mydumper", "data-source-dir", url("replaced"));
    harness()
        .run()
        .failedWith(FAILED, key, "was replaced by another object", "leave the source alone");
  }

  @Test
  void aFileThatIsReplacedByOneOfTheSameSizeBetweenTwoRunsIsNamed() throws Exception {
    SampleTable table = table("changed");
    harness().smallRegions().dump().sql(table, 2);
    upload("changed");
    harness().toml().set("mydumper", "data-source-dir", url("changed"));
    PlaygroundUnderTest playground = (PlaygroundUnderTest) harness().cluster();
    Fault held = playground.playground().faults().inject("MultiIngest nth=5 -> stall");
    Cancellation cancellation = new Cancellation();
    CompletableFuture<ImportRun> first =
        CompletableFuture.supplyAsync(() -> harness().run(cancellation));
    Waiting.until("an ingest hangs", () -> held.hits() > 0 || first.isDone());
    cancellation.cancel(new CancellationException("stopped by the test"));
    first.join().failedWith(FAILED, "canceled");
    held.remove();

    String name = "stored.changed.000000001.sql";
    byte[] content = Files.readAllBytes(harness().dump().folder().resolve(name));
    byte[] other = content.clone();
    other[content.length - 20]++;
    server.put(BUCKET, "changed/" + name, other);
    harness()
        .run()
        .failedWith(
            FAILED,
            "[Lightning:Checkpoint:ErrInvalidCheckpoint]",
            "file " + name + " of table `stored`.`changed` was changed after rows of it were read",
            "put the file back as it was");
    server.put(BUCKET, "changed/" + name, content);
    harness().run().succeeded();
    harness().holds(table);
  }

  @Test
  void credentialsThatAreRefusedAreToldWithTheirSource() {
    harness()
        .toml()
        .set("mydumper", "data-source-dir", url("x").replace(S3Server.SECRET, "wrongsecret1"));
    ImportRun run =
        harness()
            .run()
            .failedWith(
                FAILED,
                "[Lightning:Storage:ErrInvalidPermission]",
                "s3://exports/x",
                "SignatureDoesNotMatch",
                "check the credentials");
    assertThat(run.toString()).doesNotContain("wrongsecret1", S3Server.KEY);
  }

  @Test
  void aBucketThatIsNotThereIsNamed() {
    harness()
        .toml()
        .set("mydumper", "data-source-dir", url("x").replace("s3://exports", "s3://nothere"));
    ImportRun run =
        harness().run().failedWith(FAILED, "bucket 'nothere' is not there", "check its name");
    showsNoSecret(run);
  }

  @Test
  void aPrefixWithoutFilesIsNamed() {
    harness().toml().set("mydumper", "data-source-dir", url("empty"));
    ImportRun run =
        harness().run().failedWith(FAILED, "ErrEmptySourceDir", "s3://exports/empty", "xxxxxx");
    showsNoSecret(run);
  }

  @Test
  void anEndpointWhereNobodyListensIsNamed() {
    harness()
        .toml()
        .set(
            "mydumper",
            "data-source-dir",
            url("x").replace(":" + relay.port(), ":1").replace("endpoint", "Endpoint"));
    ImportRun run =
        harness().run().failedWith(FAILED, "http://127.0.0.1:1", "cannot be reached", "endpoint");
    showsNoSecret(run);
  }

  private void writeParquet(SampleTable table) throws IOException {
    MessageType schema =
        MessageTypeParser.parseMessageType(
            "message t { required int64 id; required int32 k; required binary c (STRING); }");
    Path file = harness().dump().folder().resolve("stored.columns.parquet");
    try (ParquetWriter<List<Object>> writer =
        ParquetWriter.writeFile(
            schema,
            file.toFile(),
            (row, values) -> {
              values.write("id", ((Number) row.get(0)).longValue());
              values.write("k", ((Number) row.get(1)).intValue());
              values.write("c", row.get(2));
            })) {
      for (List<Object> row : table.rows()) {
        writer.write(row);
      }
    }
  }

  private String url(String prefix) {
    return "s3://"
        + BUCKET
        + "/"
        + prefix
        + "?access_key="
        + S3Server.KEY
        + "&secret-access-key="
        + S3Server.SECRET
        + "&endpoint=http://127.0.0.1:"
        + relay.port();
  }

  private static void showsNoSecret(ImportRun run) {
    assertThat(run.out() + run.err() + run.log()).doesNotContain(S3Server.KEY, S3Server.SECRET);
  }

  private void upload(String prefix) {
    Path folder = harness().dump().folder();
    try (Stream<Path> files = Files.list(folder)) {
      for (Path file : files.toList()) {
        server.put(BUCKET, prefix + "/" + file.getFileName(), Files.readAllBytes(file));
      }
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
