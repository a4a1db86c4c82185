package io.levin.storage;

import io.levin.base.Cancellation;
import io.levin.base.ErrorCode;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.KeyPair;
import java.security.KeyPairGenerator;
import java.util.Base64;
import java.util.List;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class GcsStorageTest extends ObjectStorageContract {
  @TempDir static Path folder;

  private static GcsStandIn server;
  private static FaultyRelay relay;
  private static String privateKey;
  private static Path account;

  @BeforeAll
  static void start() throws Exception {
    server = new GcsStandIn();
    relay = new FaultyRelay(server.port());
    KeyPairGenerator generator = KeyPairGenerator.getInstance("RSA");
    generator.initialize(2048);
    KeyPair pair = generator.generateKeyPair();
    privateKey = Base64.getEncoder().encodeToString(pair.getPrivate().getEncoded());
    account = folder.resolve("account.json");
    Files.writeString(
        account,
        """
        {"type": "service_account", "project_id": "p", "private_key_id": "k1",
         "private_key": "-----BEGIN PRIVATE KEY-----\\n%s\\n-----END PRIVATE KEY-----\\n",
         "client_email": "levin@p.iam.gserviceaccount.com", "client_id": "1",
         "token_uri": "http://127.0.0.1:%d/token"}
        """
            .formatted(privateKey, server.port()));
  }

  @AfterAll
  static void stop() throws IOException {
    relay.close();
    server.close();
  }

  @Override
  FaultyRelay relay() {
    return relay;
  }

  @Override
  String url(String prefix) {
    return "gs://dump/"
        + prefix
        + "?endpoint=http://127.0.0.1:"
        + relay.port()
        + "/storage/v1/&credentials-file="
        + account;
  }

  @Override
  List<String> secrets() {
    return List.of(privateKey, privateKey.substring(100, 140), GcsStandIn.TOKEN);
  }

  @Override
  String bucketUrl() {
    return "gcs://dump";
  }

  @Override
  void put(String key, byte[] content) {
    server.put(key, content);
  }

  @Override
  void remove(String key) {
    server.remove(key);
  }

  @Test
  void anAccountThatGetsNoTokenIsRefusedWithARemedy() {
    server.refuseAccount(true);
    try {
      refused(
          () -> walk("p"),
          ErrorCode.INVALID_PERMISSION,
          "gcs://dump/p",
          "access denied",
          "check the credentials (credentials-file in the URL");
    } finally {
      server.refuseAccount(false);
    }
  }

  @Test
  void aBucketThatIsNotThereIsRefusedWithARemedy() {
    refused(
        () -> walkUrl(url("p").replace("gs://dump", "gs://nothing")),
        ErrorCode.INVALID_STORAGE_CONFIG,
        "bucket 'nothing' is not there at http://127.0.0.1:",
        "check its name");
  }

  @Test
  void aCredentialsFileThatIsNotThereIsNamed() {
    refused(
        () -> walkUrl(url("p").replace("account.json", "nothing.json")),
        ErrorCode.INVALID_PERMISSION,
        "the credentials file cannot be used",
        "nothing.json");
  }

  private void walkUrl(String url) throws IOException {
    try (Storage storage = open(url, new Cancellation())) {
      storage.walk((path, size) -> {});
    }
  }
}
