package io.levin.playground;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.grpc.ChannelCredentials;
import io.grpc.Grpc;
import io.grpc.ManagedChannel;
import io.grpc.StatusRuntimeException;
import io.grpc.TlsChannelCredentials;
import io.levin.playground.net.ServerTls;
import io.levin.proto.import_sstpb.ImportSSTGrpc;
import io.levin.proto.import_sstpb.SwitchModeRequest;
import io.levin.proto.pdpb.GetMembersRequest;
import io.levin.proto.pdpb.GetMembersResponse;
import io.levin.proto.pdpb.PDGrpc;
import java.io.File;
import java.io.IOException;
import java.io.InputStream;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.KeyStore;
import java.util.Base64;
import java.util.concurrent.TimeUnit;
import java.util.function.Function;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class TlsTest {
  @TempDir private Path dir;
  private ServerTls files;
  private Playground playground;

  @BeforeEach
  void start() throws Exception {
    files = selfSigned("good");
    playground = Playground.start(PlaygroundOptions.builder().withoutTidb().tls(files).build());
  }

  @AfterEach
  void stop() {
    if (playground != null) {
      playground.close();
    }
  }

  @Test
  void pdAndTikvServeClientsOfTheSameAuthority() throws Exception {
    GetMembersResponse members = pd(credentials(files, files), this::members);
    assertThat(members.getLeader().getClientUrls(0))
        .isEqualTo("https://" + playground.pdAddresses().get(0));
    String store = playground.cluster().stores().get(0).address().address();
    call(
        store,
        credentials(files, files),
        channel ->
            ImportSSTGrpc.newBlockingStub(channel)
                .switchMode(SwitchModeRequest.getDefaultInstance()));
  }

  @Test
  void pdsHttpIsThereOnTheSamePort() throws Exception {
    HttpClient http = HttpClient.newBuilder().sslContext(files.context()).build();
    String base = "https://" + playground.pdAddresses().get(0);
    assertThat(
            http.send(
                    HttpRequest.newBuilder(URI.create(base + "/pd/api/v1/version")).build(),
                    BodyHandlers.ofString())
                .body())
        .contains("v8.5.0");
    String status = playground.cluster().stores().get(0).address().statusAddress();
    assertThat(
            http.send(
                    HttpRequest.newBuilder(URI.create("https://" + status + "/config")).build(),
                    BodyHandlers.ofString())
                .body())
        .contains("region-split-size");
  }

  @Test
  void clientsWithoutOrWithAForeignCertificateAreRefused() throws Exception {
    ServerTls foreign = selfSigned("foreign");
    ChannelCredentials none =
        TlsChannelCredentials.newBuilder().trustManager(files.authority().toFile()).build();
    String store = playground.cluster().stores().get(0).address().address();
    for (ChannelCredentials wrong : new ChannelCredentials[] {none, credentials(files, foreign)}) {
      assertThatThrownBy(() -> pd(wrong, this::members)).isInstanceOf(StatusRuntimeException.class);
      assertThatThrownBy(
              () ->
                  call(
                      store,
                      wrong,
                      channel ->
                          ImportSSTGrpc.newBlockingStub(channel)
                              .switchMode(SwitchModeRequest.getDefaultInstance())))
          .isInstanceOf(StatusRuntimeException.class);
    }
  }

  @Test
  void aClientThatTrustsAnotherAuthorityRefuses() throws Exception {
    ServerTls foreign = selfSigned("foreign");
    assertThatThrownBy(() -> pd(credentials(foreign, files), this::members))
        .isInstanceOf(StatusRuntimeException.class);
  }

  private GetMembersResponse members(ManagedChannel channel) {
    return PDGrpc.newBlockingStub(channel)
        .withDeadlineAfter(10, TimeUnit.SECONDS)
        .getMembers(GetMembersRequest.getDefaultInstance());
  }

  private <A> A pd(ChannelCredentials credentials, Function<ManagedChannel, A> call) {
    return call(playground.pdAddresses().get(0), credentials, call);
  }

  private static <A> A call(
      String address, ChannelCredentials credentials, Function<ManagedChannel, A> call) {
    ManagedChannel channel = Grpc.newChannelBuilder(address, credentials).build();
    try {
      return call.apply(channel);
    } finally {
      channel.shutdownNow();
    }
  }

  private static ChannelCredentials credentials(ServerTls trusted, ServerTls own)
      throws IOException {
    return TlsChannelCredentials.newBuilder()
        .trustManager(trusted.authority().toFile())
        .keyManager(own.certificate().toFile(), own.key().toFile())
        .build();
  }

  /** A certificate that is its own authority. */
  private ServerTls selfSigned(String name) throws Exception {
    Path store = dir.resolve(name + ".p12");
    File log = dir.resolve(name + ".log").toFile();
    Process keytool =
        new ProcessBuilder(
                Path.of(System.getProperty("java.home"), "bin", "keytool").toString(),
                "-genkeypair",
                "-alias",
                "a",
                "-keyalg",
                "EC",
                "-dname",
                "CN=" + name,
                "-ext",
                "SAN=IP:127.0.0.1",
                "-storetype",
                "PKCS12",
                "-keystore",
                store.toString(),
                "-storepass",
                "secret")
            .redirectErrorStream(true)
            .redirectOutput(log)
            .start();
    assertThat(keytool.waitFor()).as(Files.readString(log.toPath())).isZero();
    KeyStore keys = KeyStore.getInstance("PKCS12");
    try (InputStream in = Files.newInputStream(store)) {
      keys.load(in, "secret".toCharArray());
    }
    Path certificate = dir.resolve(name + "-cert.pem");
    Path key = dir.resolve(name + "-key.pem");
    Files.writeString(certificate, pem("CERTIFICATE", keys.getCertificate("a").getEncoded()));
    Files.writeString(
        key, pem("PRIVATE KEY", keys.getKey("a", "secret".toCharArray()).getEncoded()));
    return new ServerTls(certificate, certificate, key);
  }

  private static String pem(String type, byte[] content) {
    String body = Base64.getMimeEncoder(64, new byte[] {'\n'}).encodeToString(content);
    return "-----BEGIN %s-----\n%s\n-----END %s-----\n".formatted(type, body, type);
  }
}
