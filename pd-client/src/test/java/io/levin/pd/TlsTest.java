package io.levin.pd;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.grpc.TlsServerCredentials;
import io.levin.base.Cancellation;
import io.levin.base.ErrorCode;
import io.levin.base.ImportException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

@Timeout(60)
class TlsTest {
  private static final PdOptions QUICK = PdOptions.defaults().withPatience(Duration.ofSeconds(20));

  @TempDir static Path dir;
  private static Certificates authority;
  private static TlsFiles server;

  @BeforeAll
  static void issue() throws Exception {
    authority = new Certificates(dir, "cluster");
    server = authority.issue("server");
  }

  private FakePd pd(TlsFiles identity) throws Exception {
    return new FakePd(
        1,
        TlsServerCredentials.newBuilder()
            .keyManager(identity.cert().toFile(), identity.key().toFile())
            .trustManager(authority.ca.toFile())
            .clientAuth(TlsServerCredentials.ClientAuth.REQUIRE)
            .build());
  }

  private static long clusterId(FakePd pd, TlsFiles client) {
    try (PdClient connected = PdClient.connect(pd.addresses(), client, QUICK, new Cancellation())) {
      connected.tso(new Cancellation());
      return connected.clusterId();
    }
  }

  @Test
  void connectsWithKeysOfEveryKind() throws Exception {
    Instant later = Instant.now().plusSeconds(3600);
    try (FakePd pd = pd(server)) {
      assertThat(clusterId(pd, authority.issue("pkcs8"))).isEqualTo(FakePd.CLUSTER);
      assertThat(clusterId(pd, authority.issue("pkcs1", "RSA", true, later)))
          .isEqualTo(FakePd.CLUSTER);
      assertThat(clusterId(pd, authority.issue("sec1", "EC", true, later)))
          .isEqualTo(FakePd.CLUSTER);
      assertThat(clusterId(pd, authority.issue("ec", "EC", false, later)))
          .isEqualTo(FakePd.CLUSTER);
    }
  }

  @Test
  void failsFastAtAServerOfAnotherAuthority() throws Exception {
    TlsFiles mine = authority.issue("client");
    TlsFiles foreign = new TlsFiles(new Certificates(dir, "stranger").ca, mine.cert(), mine.key());
    try (FakePd pd = pd(server)) {
      long start = System.nanoTime();
      assertThatThrownBy(() -> clusterId(pd, foreign))
          .isInstanceOf(ImportException.class)
          .hasMessageContaining(ErrorCode.INVALID_TLS_CONFIG.toString())
          .hasMessageContaining(pd.addresses().get(0));
      assertThat(System.nanoTime() - start).isLessThan(Duration.ofSeconds(10).toNanos());
    }
  }

  @Test
  void failsFastAtAnExpiredServer() throws Exception {
    TlsFiles expired = authority.issue("expired", "RSA", false, Instant.now().minusSeconds(3600));
    try (FakePd pd = pd(expired)) {
      assertThatThrownBy(() -> clusterId(pd, authority.issue("client2")))
          .isInstanceOf(ImportException.class)
          .hasMessageContaining(ErrorCode.INVALID_TLS_CONFIG.toString());
    }
  }

  @Test
  void namesAFileThatCannotBeUsed() throws Exception {
    Path nonsense = Files.writeString(dir.resolve("nonsense.pem"), "not a certificate");
    assertThatThrownBy(() -> new TlsFiles(nonsense, null, null).sslContext())
        .isInstanceOf(ImportException.class)
        .hasMessageContaining("nonsense.pem");
    TlsFiles good = authority.issue("good");
    assertThatThrownBy(() -> new TlsFiles(good.ca(), good.cert(), nonsense).channelCredentials())
        .isInstanceOf(ImportException.class)
        .hasMessageContaining("holds no private key");
    Path damaged =
        Files.writeString(
            dir.resolve("damaged.pem"),
            "-----BEGIN RSA PRIVATE KEY-----\nAAAAA\n-----END RSA PRIVATE KEY-----\n");
    assertThatThrownBy(() -> new TlsFiles(good.ca(), good.cert(), damaged).sslContext())
        .isInstanceOf(ImportException.class)
        .hasMessageContaining("damaged.pem holds a private key that is damaged");
    assertThatThrownBy(
            () -> new TlsFiles(dir.resolve("absent.pem"), null, null).channelCredentials())
        .isInstanceOf(ImportException.class)
        .hasMessageContaining("absent.pem");
  }

  @Test
  void saysWhatIsMissingForAnHttpsAddress() {
    assertThatThrownBy(
            () ->
                PdClient.connect(List.of("https://127.0.0.1:1"), TlsFiles.NONE, new Cancellation()))
        .isInstanceOf(ImportException.class)
        .hasMessageContaining("ca-path");
  }
}
