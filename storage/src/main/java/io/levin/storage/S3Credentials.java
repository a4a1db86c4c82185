package io.levin.storage;

import io.levin.base.ErrorCode;
import io.levin.base.ImportException;
import java.util.ArrayList;
import java.util.List;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import software.amazon.awssdk.auth.credentials.AwsBasicCredentials;
import software.amazon.awssdk.auth.credentials.AwsCredentialsProvider;
import software.amazon.awssdk.auth.credentials.AwsSessionCredentials;
import software.amazon.awssdk.auth.credentials.DefaultCredentialsProvider;
import software.amazon.awssdk.auth.credentials.StaticCredentialsProvider;
import software.amazon.awssdk.http.SdkHttpClient;
import software.amazon.awssdk.regions.Region;
import software.amazon.awssdk.services.sts.StsClient;
import software.amazon.awssdk.services.sts.auth.StsAssumeRoleCredentialsProvider;

/**
 * Who asks an S3 store: the keys of the URL, else what the environment gives; in the name of a role
 * where the URL names one.
 *
 * @param provider gives the credentials, renewed in time
 * @param toClose what was opened for it
 */
record S3Credentials(AwsCredentialsProvider provider, List<AutoCloseable> toClose)
    implements AutoCloseable {
  private static final Logger LOG = LoggerFactory.getLogger(S3Credentials.class);

  /**
   * @param region of the service that gives out roles' credentials
   * @param http may be used for that service
   */
  static S3Credentials of(ObjectLocation location, String region, SdkHttpClient http) {
    List<AutoCloseable> opened = new ArrayList<>();
    AwsCredentialsProvider base = base(location, opened);
    String role = location.parameter("role-arn").orElse("");
    if (role.isEmpty()) {
      return new S3Credentials(base, opened);
    }
    StsClient sts =
        StsClient.builder()
            .httpClient(http)
            .region(Region.of(region))
            .credentialsProvider(base)
            .build();
    StsAssumeRoleCredentialsProvider assumed =
        StsAssumeRoleCredentialsProvider.builder()
            .stsClient(sts)
            .refreshRequest(
                request -> {
                  request.roleArn(role).roleSessionName("levin");
                  location
                      .parameter("external-id")
                      .filter(id -> !id.isEmpty())
                      .ifPresent(request::externalId);
                })
            .build();
    opened.add(0, assumed);
    opened.add(1, sts);
    return new S3Credentials(assumed, opened);
  }

  @Override
  public void close() {
    for (AutoCloseable closeable : toClose) {
      try {
        closeable.close();
      } catch (Exception e) {
        // Nothing depends on it any more, and the others are to be closed too.
        LOG.debug("close credentials", e);
      }
    }
  }

  private static AwsCredentialsProvider base(ObjectLocation location, List<AutoCloseable> opened) {
    String key = location.parameter("access-key").orElse("");
    String secret = location.parameter("secret-access-key").orElse("");
    if (key.isEmpty() && !secret.isEmpty()) {
      throw incomplete("access_key not found", "give access-key beside secret-access-key");
    }
    if (!key.isEmpty() && secret.isEmpty()) {
      throw incomplete("secret_access_key not found", "give secret-access-key beside access-key");
    }
    if (!key.isEmpty()) {
      String token = location.parameter("session-token").orElse("");
      return StaticCredentialsProvider.create(
          token.isEmpty()
              ? AwsBasicCredentials.create(key, secret)
              : AwsSessionCredentials.create(key, secret, token));
    }
    if (location.parameter("endpoint").orElse("").contains("aliyuncs")) {
      return new EcsRamRoleCredentials();
    }
    DefaultCredentialsProvider chain = DefaultCredentialsProvider.builder().build();
    opened.add(chain);
    return chain;
  }

  private static ImportException incomplete(String problem, String remedy) {
    return new ImportException(ErrorCode.INVALID_STORAGE_CONFIG, problem, remedy);
  }
}
