package io.levin.storage;

import static org.assertj.core.api.Assertions.assertThat;

import io.levin.base.Cancellation;
import io.levin.base.ErrorCode;
import java.io.IOException;
import java.util.List;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

class S3StorageTest extends ObjectStorageContract {
  private static final String BUCKET = "dump";

  private static S3Server server;
  private static FaultyRelay relay;

  @BeforeAll
  static void start() throws IOException {
    server = S3Server.inMemory(BUCKET);
    relay = new FaultyRelay(server.port());
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
    return url(
        BUCKET, prefix, "access-key=" + S3Server.KEY + "&secret_access_key=" + S3Server.SECRET);
  }

  @Override
  List<String> secrets() {
    return List.of(S3Server.KEY, S3Server.SECRET, S3Server.SECRET.replace("/", "%2F"));
  }

  @Override
  String bucketUrl() {
    return "s3://" + BUCKET;
  }

  @Override
  void put(String key, byte[] content) {
    server.put(BUCKET, key, content);
  }

  @Override
  void remove(String key) {
    server.remove(BUCKET, key);
  }

  @Test
  void unknownKeysAndWrongSignaturesAreRefusedWithARemedy() {
    refused(
        () ->
            walkUrl(url(BUCKET, "p", "access-key=AKIAOTHER&secret-access-key=" + S3Server.SECRET)),
        ErrorCode.INVALID_PERMISSION,
        "s3://dump/p",
        "access denied",
        "check the credentials (access-key and secret-access-key in the URL");
    refused(
        () -> walkUrl(url(BUCKET, "p", "access-key=" + S3Server.KEY + "&secret-access-key=wrong")),
        ErrorCode.INVALID_PERMISSION,
        "SignatureDoesNotMatch");
  }

  @Test
  void aBucketThatIsNotThereIsRefusedWithARemedy() {
    refused(
        () -> walkUrl(url("p").replace("s3://dump", "s3://nothing")),
        ErrorCode.INVALID_STORAGE_CONFIG,
        "bucket 'nothing' is not there at http://127.0.0.1:",
        "check its name, and the parameters endpoint and region");
  }

  private static String url(String bucket, String prefix, String credentials) {
    return "s3://"
        + bucket
        + "/"
        + prefix
        + "?endpoint=http://127.0.0.1:"
        + relay.port()
        + "&"
        + credentials;
  }

  private void walkUrl(String url) throws IOException {
    try (Storage storage = open(url, new Cancellation())) {
      storage.walk((path, size) -> assertThat(path).isEmpty());
    }
  }
}
