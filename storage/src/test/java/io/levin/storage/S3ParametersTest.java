package io.levin.storage;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.sun.net.httpserver.HttpExchange;
import io.levin.base.Cancellation;
import io.levin.base.ImportException;
import java.io.IOException;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Properties;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CopyOnWriteArrayList;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import software.amazon.awssdk.auth.credentials.AwsCredentials;
import software.amazon.awssdk.auth.credentials.AwsSessionCredentials;

/** What the parameters of an S3 URL do to requests, seen by a server that writes them down. */
class S3ParametersTest {
  private static final String KEYS = "access-key=AKIDEXAMPLE&secret-access-key=sec+ret/1";

  @TempDir Path folder;

  private Recorder server;

  /** What the SDK takes for its environment, for one test; a machine's role is not looked for. */
  private final Properties properties = new Properties();

  private final Map<String, String> before = new HashMap<>();

  @BeforeEach
  void start() throws IOException {
    server = new Recorder();
  }

  @AfterEach
  void stop() {
    server.close();
    before.forEach(
        (name, value) -> {
          if (value == null) {
            System.clearProperty(name);
          } else {
            System.setProperty(name, value);
          }
        });
  }

  @Test
  void theRegionOfTheBucketIsAskedAndSignedFor() throws Exception {
    server.region = "eu-central-7";
    write(KEYS);
    assertThat(server.last().authorization()).contains("/eu-central-7/s3/");
  }

  @Test
  void aRegionThatIsNotTheBucketsIsRefused() {
    server.region = "eu-central-7";
    assertThatThrownBy(() -> write(KEYS + "&region=us-west-2"))
        .isInstanceOf(ImportException.class)
        .hasMessageContaining(
            "s3 bucket and region are not matched, bucket=bucket, input region=us-west-2, real"
                + " region=eu-central-7");
  }

  @Test
  void anotherProvidersRegionIsTakenAsGiven() throws Exception {
    server.region = "eu-central-7";
    write(KEYS + "&region=us-west-2&provider=minio");
    assertThat(server.last().authorization()).contains("/us-west-2/s3/");
    assertThat(server.requests).noneMatch(request -> request.method().equals("HEAD"));
  }

  @Test
  void onlyOneHalfOfAKeyIsRefused() {
    assertThatThrownBy(() -> write("access-key=A"))
        .hasMessageContaining("secret_access_key not found");
    assertThatThrownBy(() -> write("secret-access-key=A"))
        .hasMessageContaining("access_key not found");
  }

  @Test
  void anEndpointWithoutSchemeOrHostIsRefused() {
    for (String endpoint : List.of("127.0.0.1:9000", "localhost:9000", "minio")) {
      assertThatThrownBy(() -> open("s3://bucket/p?" + KEYS + "&endpoint=" + endpoint))
          .hasMessageContaining("scheme not found in endpoint");
    }
    assertThatThrownBy(() -> open("s3://bucket/p?" + KEYS + "&endpoint=http:///x"))
        .hasMessageContaining("host not found in endpoint");
  }

  @Test
  void sessionTokenEncryptionClassAndAclGoWithWhatIsWritten() throws Exception {
    write(
        KEYS
            + "&session-token=to+ken&storage-class=STANDARD_IA&sse=aws:kms&sse-kms-key-id=k-1"
            + "&acl=bucket-owner-full-control");
    HeadersOf put = server.last();
    assertThat(put.method()).isEqualTo("PUT");
    assertThat(put.path()).isEqualTo("/bucket/p/f");
    assertThat(put.header("X-amz-security-token")).isEqualTo("to+ken");
    assertThat(put.header("X-amz-storage-class")).isEqualTo("STANDARD_IA");
    assertThat(put.header("X-amz-server-side-encryption")).isEqualTo("aws:kms");
    assertThat(put.header("X-amz-server-side-encryption-aws-kms-key-id")).isEqualTo("k-1");
    assertThat(put.header("X-amz-acl")).isEqualTo("bucket-owner-full-control");
    assertThat(put.header("Content-md5")).isNotEmpty();
  }

  @Test
  void theBucketStandsInTheHostNameWhereThePathStyleIsOff() {
    ImportException e =
        org.assertj.core.api.Assertions.catchThrowableOfType(
            ImportException.class,
            () -> write(KEYS + "&force-path-style=false&provider=other", "levin.invalid"));
    assertThat(e).hasMessageContaining("bucket.levin.invalid");
  }

  @Test
  void aMachinesRoleAtAlibabaGivesCredentialsThatExpire() throws Exception {
    server.answers.put("/latest/meta-data/ram/security-credentials/", "importer");
    server.answers.put(
        "/latest/meta-data/ram/security-credentials/importer",
        "{\"AccessKeyId\" : \"STS.id\", \"AccessKeySecret\" : \"s3cr3t\","
            + " \"SecurityToken\" : \"token\", \"Expiration\" : \"2099-01-01T00:00:00Z\","
            + " \"Code\" : \"Success\"}");
    EcsRamRoleCredentials credentials =
        new EcsRamRoleCredentials(URI.create("http://127.0.0.1:" + server.port()));
    AwsSessionCredentials found = (AwsSessionCredentials) credentials.resolveCredentials();
    assertThat(found.accessKeyId()).isEqualTo("STS.id");
    assertThat(found.secretAccessKey()).isEqualTo("s3cr3t");
    assertThat(found.sessionToken()).isEqualTo("token");
    int before = server.requests.size();
    credentials.resolveCredentials();
    assertThat(server.requests).hasSize(before);
  }

  @Test
  void aMachinesRoleIsUsedToItsEndWhenItCannotBeRenewed() throws Exception {
    String path = "/latest/meta-data/ram/security-credentials/";
    server.answers.put(path, "importer");
    String keys =
        "{\"AccessKeyId\":\"id\",\"AccessKeySecret\":\"s\",\"SecurityToken\":\"t\",\"Expiration\":\"";
    server.answers.put(path + "importer", keys + Instant.now().plusSeconds(60) + "\"}");
    EcsRamRoleCredentials credentials =
        new EcsRamRoleCredentials(URI.create("http://127.0.0.1:" + server.port()));
    AwsCredentials first = credentials.resolveCredentials();
    server.answers.put(path + "importer", "{}");
    assertThat(credentials.resolveCredentials()).isEqualTo(first);
    int before = server.requests.size();
    credentials.resolveCredentials();
    assertThat(server.requests).hasSize(before);

    server.answers.put(path + "importer", keys + Instant.now().minusSeconds(1) + "\"}");
    EcsRamRoleCredentials ended =
        new EcsRamRoleCredentials(URI.create("http://127.0.0.1:" + server.port()));
    ended.resolveCredentials();
    server.answers.put(path + "importer", "{}");
    assertThatThrownBy(ended::resolveCredentials).hasMessageContaining("has no Expiration");
  }

  @Test
  void aRoleIsAssumedWithTheKeysOfTheUrl() throws Exception {
    server.answers.put(
        "/",
        """
        <AssumeRoleResponse xmlns="https://sts.amazonaws.com/doc/2011-06-15/"><AssumeRoleResult>
        <Credentials><AccessKeyId>ASIAROLE</AccessKeyId><SecretAccessKey>rolesecret</SecretAccessKey>
        <SessionToken>roletoken</SessionToken><Expiration>2099-01-01T00:00:00Z</Expiration>
        </Credentials></AssumeRoleResult></AssumeRoleResponse>
        """);
    properties.put("aws.endpointUrlSts", "http://127.0.0.1:" + server.port() + "/");
    write(KEYS + "&provider=other&role-arn=arn:aws:iam::1:role/importer&external-id=ext-1");
    assertThat(server.requests.get(0).body()).contains("role%2Fimporter", "ExternalId=ext-1");
    assertThat(server.last().authorization()).contains("Credential=ASIAROLE/");
    assertThat(server.last().header("X-amz-security-token")).isEqualTo("roletoken");
  }

  @Test
  void credentialsOfTheEnvironmentAreTakenWhereTheUrlGivesNone() throws Exception {
    properties.put("aws.accessKeyId", "AKIDENVIRONMENT");
    properties.put("aws.secretAccessKey", "environmentsecret");
    write("provider=other");
    assertThat(server.last().authorization()).contains("Credential=AKIDENVIRONMENT/");
  }

  @Test
  void theProfileThatIsNamedGivesCredentials() throws Exception {
    Path file = folder.resolve("credentials");
    Files.writeString(
        file,
        """
        [default]
        aws_access_key_id = AKIDDEFAULT
        aws_secret_access_key = x
        [night]
        aws_access_key_id = AKIDNIGHT
        aws_secret_access_key = y
        """);
    properties.put("aws.sharedCredentialsFile", file.toString());
    properties.put("aws.profile", "night");
    write("provider=other");
    assertThat(server.last().authorization()).contains("Credential=AKIDNIGHT/");
  }

  @Test
  void theTokenOfAPodIsChangedForCredentialsOfItsRole() throws Exception {
    Path token = folder.resolve("token");
    Files.writeString(token, "eyJhbGciOi.pod.token");
    server.answers.put(
        "/",
        """
        <AssumeRoleWithWebIdentityResponse xmlns="https://sts.amazonaws.com/doc/2011-06-15/">
        <AssumeRoleWithWebIdentityResult><Credentials><AccessKeyId>ASIAPOD</AccessKeyId>
        <SecretAccessKey>podsecret</SecretAccessKey><SessionToken>podtoken</SessionToken>
        <Expiration>2099-01-01T00:00:00Z</Expiration></Credentials>
        </AssumeRoleWithWebIdentityResult></AssumeRoleWithWebIdentityResponse>
        """);
    properties.put("aws.endpointUrlSts", "http://127.0.0.1:" + server.port() + "/");
    properties.put("aws.region", "eu-central-1");
    properties.put("aws.roleArn", "arn:aws:iam::1:role/pod");
    properties.put("aws.webIdentityTokenFile", token.toString());
    write("provider=other");
    assertThat(server.requests.get(0).body()).contains("WebIdentityToken=eyJhbGciOi.pod.token");
    assertThat(server.last().authorization()).contains("Credential=ASIAPOD/");
  }

  @Test
  void withoutAnyCredentialsTheUserIsToldWhereTheyAreLookedFor() {
    properties.put("aws.sharedCredentialsFile", folder.resolve("none").toString());
    assertThatThrownBy(() -> write("provider=other"))
        .isInstanceOf(ImportException.class)
        .hasMessageContaining("no credentials were found for s3://bucket/p")
        .hasMessageContaining("access-key and secret-access-key in the URL");
  }

  @Test
  void aStoreThatGivesNoTokenIsAskedForWhatComesAfterTheLastKey() throws Exception {
    server.answers.put("/bucket", listing("p/a+b%20c", true));
    server.answers.put("/bucket after p/a b c", listing("p/z", false));
    List<String> found = new ArrayList<>();
    String url = "s3://bucket/p?provider=other&endpoint=http://127.0.0.1:" + server.port();
    try (Storage storage = open(url + "&" + KEYS)) {
      storage.walk((path, size) -> found.add(path + ":" + size));
    }
    assertThat(found).containsExactly("a b c:7", "z:7");
  }

  @Test
  void anAnswerThatIsNoListingIsAnErrorWithTheProtocolsName() {
    server.answers.put("/bucket", "<html><body>It works!</body></html>");
    String url = "s3://bucket/p?provider=other&endpoint=http://127.0.0.1:" + server.port();
    server.status = 405;
    assertThatThrownBy(() -> open(url + "&" + KEYS).walk((path, size) -> {}))
        .isInstanceOf(ImportException.class)
        .hasMessageContaining("status 405")
        .hasMessageContaining("must be the address of a service that speaks S3");
  }

  private static String listing(String key, boolean truncated) {
    return "<ListBucketResult><EncodingType>url</EncodingType><IsTruncated>"
        + truncated
        + "</IsTruncated><Contents><Key>"
        + key
        + "</Key><Size>7</Size></Contents></ListBucketResult>";
  }

  private void write(String parameters) throws IOException {
    write(parameters, "127.0.0.1");
  }

  private void write(String parameters, String host) throws IOException {
    String url = "s3://bucket/p?endpoint=http://" + host + ":" + server.port() + "&" + parameters;
    properties.putIfAbsent("aws.disableEc2Metadata", "true");
    properties.forEach(
        (name, value) ->
            before.putIfAbsent((String) name, System.setProperty((String) name, (String) value)));
    try (Storage storage = open(url)) {
      storage.replace("f", new byte[] {1, 2, 3});
    }
  }

  private static Storage open(String url) {
    return StorageOpener.open(
        StorageLocation.parse(url), StorageContract.LIMITS, new Cancellation());
  }

  private record HeadersOf(
      String method, String path, String body, com.sun.net.httpserver.Headers headers) {
    String header(String name) {
      return headers.getFirst(name);
    }

    String authorization() {
      return header("Authorization");
    }
  }

  /** Takes every request. */
  private static final class Recorder extends StandInStore {
    final List<HeadersOf> requests = new CopyOnWriteArrayList<>();
    final Map<String, String> answers = new ConcurrentHashMap<>();
    volatile String region;
    volatile int status = 200;

    Recorder() throws IOException {}

    HeadersOf last() {
      return requests.get(requests.size() - 1);
    }

    @Override
    void handle(HttpExchange exchange) throws IOException {
      String path = exchange.getRequestURI().getPath();
      String body = new String(exchange.getRequestBody().readAllBytes(), StandardCharsets.UTF_8);
      requests.add(
          new HeadersOf(exchange.getRequestMethod(), path, body, exchange.getRequestHeaders()));
      if (region != null) {
        exchange.getResponseHeaders().set("x-amz-bucket-region", region);
      }
      String after = query(exchange).get("start-after");
      String place = after == null ? path : path + " after " + after;
      answer(exchange, status, answers.getOrDefault(place, "").getBytes(StandardCharsets.UTF_8));
    }
  }
}
