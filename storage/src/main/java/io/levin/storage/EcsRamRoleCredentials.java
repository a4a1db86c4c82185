package io.levin.storage;

import java.io.IOException;
import java.io.InputStream;
import java.net.HttpURLConnection;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.time.format.DateTimeParseException;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import software.amazon.awssdk.auth.credentials.AwsCredentials;
import software.amazon.awssdk.auth.credentials.AwsCredentialsProvider;
import software.amazon.awssdk.auth.credentials.AwsSessionCredentials;
import software.amazon.awssdk.core.exception.SdkClientException;

/**
 * The credentials of the RAM role that an Alibaba Cloud machine has, from its metadata service: the
 * name of the role first, then a JSON object with the strings {@code AccessKeyId}, {@code
 * AccessKeySecret}, {@code SecurityToken} and {@code Expiration}. They are renewed before they end,
 * and used to their end when the service gives no new ones.
 */
final class EcsRamRoleCredentials implements AwsCredentialsProvider {
  private static final Logger LOG = LoggerFactory.getLogger(EcsRamRoleCredentials.class);
  private static final String SERVICE = "http://100.100.100.200";
  private static final String PATH = "/latest/meta-data/ram/security-credentials/";
  private static final Duration MARGIN = Duration.ofMinutes(5);
  private static final int TIMEOUT_MILLIS = 5_000;

  /** Between two tries to renew credentials that hold as yet. */
  private static final Duration PAUSE = Duration.ofSeconds(20);

  private final URI service;
  private AwsCredentials current;
  private Instant renewal = Instant.MIN;
  private Instant end = Instant.MIN;

  EcsRamRoleCredentials() {
    this(URI.create(SERVICE));
  }

  EcsRamRoleCredentials(URI service) {
    this.service = service;
  }

  @Override
  public synchronized AwsCredentials resolveCredentials() {
    Instant now = Instant.now();
    if (!now.isBefore(renewal)) {
      try {
        renew();
      } catch (IOException | DateTimeParseException e) {
        if (!now.isBefore(end)) {
          throw SdkClientException.create(
              S3Store.NO_CREDENTIALS + ": the metadata service of the machine: " + e.getMessage(),
              e);
        }
        LOG.warn("the machine's metadata service gives no new credentials, will try again", e);
        Instant next = now.plus(PAUSE);
        renewal = next.isBefore(end) ? next : end;
      }
    }
    return current;
  }

  private void renew() throws IOException {
    String role = get(PATH).strip();
    String answer = get(PATH + role);
    Instant expiration = Instant.parse(text(answer, "Expiration"));
    current =
        AwsSessionCredentials.create(
            text(answer, "AccessKeyId"),
            text(answer, "AccessKeySecret"),
            text(answer, "SecurityToken"));
    end = expiration;
    renewal = expiration.minus(MARGIN);
  }

  private String get(String path) throws IOException {
    HttpURLConnection connection =
        (HttpURLConnection) service.resolve(path).toURL().openConnection();
    connection.setConnectTimeout(TIMEOUT_MILLIS);
    connection.setReadTimeout(TIMEOUT_MILLIS);
    try (InputStream in = connection.getInputStream()) {
      return new String(in.readAllBytes(), StandardCharsets.UTF_8);
    } finally {
      connection.disconnect();
    }
  }

  private static String text(String json, String name) throws IOException {
    Matcher matcher = Pattern.compile('"' + name + "\"\\s*:\\s*\"([^\"]*)\"").matcher(json);
    if (!matcher.find()) {
      throw new IOException("its answer has no " + name);
    }
    return matcher.group(1);
  }
}
