package io.levin.storage;

import static org.assertj.core.api.Assertions.assertThat;

import io.levin.base.Cancellation;
import io.levin.base.ErrorCode;
import java.io.IOException;
import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

class AzureStorageTest extends ObjectStorageContract {
  private static final String KEY = "c2hhcmVkK2tleS9zZWNyZXQ+c2hhcmVkK2tleS9zZWM=";
  private static final String SAS =
      "sv=2022-11-02&ss=b&srt=co&sp=rl&se=2030-01-01T00:00:00Z&sig="
          + URLEncoder.encode(AzureStandIn.SIGNATURE, StandardCharsets.UTF_8);

  private static AzureStandIn server;
  private static FaultyRelay relay;

  @BeforeAll
  static void start() throws IOException {
    server = new AzureStandIn();
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
    return url(prefix, "sas-token=" + URLEncoder.encode(SAS, StandardCharsets.UTF_8));
  }

  @Override
  List<String> secrets() {
    return List.of(
        AzureStandIn.SIGNATURE,
        URLEncoder.encode(AzureStandIn.SIGNATURE, StandardCharsets.UTF_8),
        KEY,
        KEY.replace("+", "%2B"));
  }

  @Override
  String bucketUrl() {
    return "azure://dump";
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
  void aSharedKeyOpensTheContainerToo() throws Exception {
    put("keyed/f", bytes(10));
    String url = url("keyed", "account-name=" + AzureStandIn.ACCOUNT + "&account-key=" + KEY);
    try (Storage storage = open(url, new Cancellation())) {
      assertThat(storage.read("f")).isEqualTo(bytes(10));
    }
  }

  @Test
  void theEnvironmentGivesAccountAndKeyWhereTheUrlDoesNot() throws Exception {
    put("environment/f", bytes(10));
    ObjectLocation location = (ObjectLocation) StorageLocation.parse(url("environment", "x=y"));
    Map<String, String> environment =
        Map.of("AZURE_STORAGE_ACCOUNT", AzureStandIn.ACCOUNT, "AZURE_STORAGE_KEY", KEY);
    try (Storage storage = AzureOpener.open(location, LIMITS, new Cancellation(), environment)) {
      assertThat(storage.read("f")).isEqualTo(bytes(10));
    }
  }

  @Test
  void anApplicationThatGetsNoTokenIsToldApart() {
    ObjectLocation location =
        (ObjectLocation)
            StorageLocation.parse("azure://dump/p?endpoint=https://127.0.0.1:1/levinstore");
    Map<String, String> environment =
        Map.of(
            "AZURE_STORAGE_ACCOUNT", AzureStandIn.ACCOUNT,
            "AZURE_CLIENT_ID", "11111111-1111-1111-1111-111111111111",
            "AZURE_TENANT_ID", "22222222-2222-2222-2222-222222222222",
            "AZURE_CLIENT_SECRET", KEY,
            "AZURE_AUTHORITY_HOST", "https://127.0.0.1:1/");
    refused(
        () -> {
          try (Storage storage =
              AzureOpener.open(location, LIMITS, new Cancellation(), environment)) {
            storage.walk((path, size) -> {});
          }
        },
        ErrorCode.STORAGE_UNKNOWN,
        "azure://dump/p at https://127.0.0.1:1/levinstore cannot be reached",
        "proxy settings");
  }

  @Test
  void withoutCredentialsNothingIsAsked() {
    refused(
        () -> walkUrl(url("p", "x=y")),
        ErrorCode.INVALID_PERMISSION,
        "no credentials were found for azure://dump/p",
        "AZURE_STORAGE_ACCOUNT");
  }

  @Test
  void aWrongSignatureIsRefusedWithARemedy() {
    refused(
        () -> walkUrl(url("p", "sas-token=sv%3D2022-11-02%26sig%3DTk9UVEhFU0lHTkFUVVJF")),
        ErrorCode.INVALID_PERMISSION,
        "azure://dump/p",
        "access denied: AuthenticationFailed",
        "check the credentials (sas-token, or account-name and account-key, in the URL");
  }

  @Test
  void aKeyThatIsNoKeyIsRefusedWithoutShowingIt() {
    refused(
        () -> walkUrl(url("p", "account-name=a&account-key=not*base64")),
        ErrorCode.INVALID_STORAGE_CONFIG,
        "account-key for azure://dump/p",
        "is not base64");
  }

  @Test
  void aContainerThatIsNotThereIsRefusedWithARemedy() {
    refused(
        () -> walkUrl(url("p").replace("azure://dump", "azure://nothing")),
        ErrorCode.INVALID_STORAGE_CONFIG,
        "container 'nothing' is not there at http://127.0.0.1:",
        "check its name");
  }

  private static String url(String prefix, String credentials) {
    return "azure://dump/"
        + prefix
        + "?endpoint=http://127.0.0.1:"
        + relay.port()
        + "/"
        + AzureStandIn.ACCOUNT
        + "&"
        + credentials;
  }

  private void walkUrl(String url) throws IOException {
    try (Storage storage = open(url, new Cancellation())) {
      storage.walk((path, size) -> {});
    }
  }
}
