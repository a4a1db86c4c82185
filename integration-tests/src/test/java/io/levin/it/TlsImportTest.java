package io.levin.it;

import static org.assertj.core.api.Assertions.assertThat;

import io.levin.playground.PlaygroundOptions;
import io.levin.playground.net.ServerTls;
import java.nio.file.Path;
import java.time.Instant;
import java.util.List;
import java.util.function.Consumer;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

final class TlsImportTest {
  @TempDir Path directory;
  private Certificates good;

  @BeforeEach
  void makeAuthority() {
    good = new Certificates(directory, "good");
  }

  private void withCluster(ServerTls server, ServerTls client, Consumer<ImportHarness> test) {
    try (ClusterUnderTest cluster =
        PlaygroundUnderTest.start(PlaygroundOptions.builder().tls(server).build())) {
      ImportHarness harness = new ImportHarness(cluster, directory);
      harness.dump().sql(IntKeyImportTest.PEOPLE);
      harness
          .toml()
          .set("security", "ca-path", client.authority())
          .set("security", "cert-path", client.certificate())
          .set("security", "key-path", client.key());
      test.accept(harness);
      harness.clusterIsAsBefore();
    }
  }

  @ParameterizedTest
  @ValueSource(booleans = {false, true})
  void anImportSpeaksTlsWithEveryServer(boolean keyOfItsOwnForm) {
    withCluster(
        good.issue("server"),
        keyOfItsOwnForm ? good.issueWithKeyOfItsOwnForm("client") : good.issue("client"),
        harness -> {
          assertThat(harness.run().succeeded().log()).contains("checksum pass");
          harness.holdsRows(IntKeyImportTest.PEOPLE);
        });
  }

  @Test
  void aServerOfAnotherAuthorityIsRefusedWithTheReason() {
    Certificates other = new Certificates(directory, "other");
    withCluster(
        good.issue("server"),
        other.issue("client"),
        harness -> harness.run().failedWith(1, "certif", "[security]"));
  }

  /** With an authority of its own for the SQL port: PD and TiKV are always verified. */
  @Test
  void aCertificateOfTheSqlPortIsVerifiedUnlessTheFileSaysNotTo() {
    Certificates other = new Certificates(directory, "other");
    withCluster(
        good.issue("server"),
        good.issue("client"),
        harness -> {
          harness.toml().set("tidb.security", "ca-path", other.issue("client").authority());
          harness.run().failedWith(1, "failed to connect database", "tidb.port and tidb.tls");
          for (String tls : List.of("skip-verify", "preferred")) {
            harness.toml().set("tidb", "tls", tls);
            harness.run().succeeded();
            harness.holdsRows(IntKeyImportTest.PEOPLE);
            harness.query("DROP DATABASE it");
          }
        });
  }

  @Test
  void anExpiredCertificateIsRefusedWithTheReason() {
    withCluster(
        good.issue("server", "127.0.0.1", Instant.now().minusSeconds(3600)),
        good.issue("client"),
        harness -> harness.run().failedWith(1, "validity check failed", "[security]"));
  }

  @Test
  void aCertificateOfAnotherHostIsRefusedWithTheReason() {
    withCluster(
        good.issue("server", "10.1.2.3", Instant.now().plusSeconds(3600)),
        good.issue("client"),
        harness -> harness.run().failedWith(1, "127.0.0.1", "[security]"));
  }
}
