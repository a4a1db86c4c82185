package io.levin.storage;

import io.levin.base.Cancellation;
import io.levin.base.ErrorCode;
import io.levin.base.ImportException;
import java.io.IOException;
import java.net.URI;
import java.net.URISyntaxException;
import java.util.Optional;
import software.amazon.awssdk.awscore.exception.AwsServiceException;
import software.amazon.awssdk.core.checksums.RequestChecksumCalculation;
import software.amazon.awssdk.core.checksums.ResponseChecksumValidation;
import software.amazon.awssdk.http.SdkHttpClient;
import software.amazon.awssdk.http.SdkHttpResponse;
import software.amazon.awssdk.http.urlconnection.ProxyConfiguration;
import software.amazon.awssdk.http.urlconnection.UrlConnectionHttpClient;
import software.amazon.awssdk.regions.Region;
import software.amazon.awssdk.retries.DefaultRetryStrategy;
import software.amazon.awssdk.services.s3.S3Client;
import software.amazon.awssdk.services.s3.S3ClientBuilder;
import software.amazon.awssdk.services.s3.S3Configuration;
import software.amazon.awssdk.services.s3.model.S3Exception;

/** Opens a bucket of S3 or of a compatible store as its URL's parameters say. */
final class S3Opener {
  private static final String DEFAULT_REGION = "us-east-1";
  private static final String REGION_HEADER = "x-amz-bucket-region";

  private final ObjectLocation location;
  private final RequestLimits limits;
  private final Requests requests;
  private final Optional<URI> endpoint;

  private S3Opener(ObjectLocation location, RequestLimits limits, Requests requests) {
    this.location = location;
    this.limits = limits;
    this.requests = requests;
    this.endpoint =
        location.parameter("endpoint").filter(e -> !e.isEmpty()).map(S3Opener::endpoint);
  }

  static Storage open(ObjectLocation location, RequestLimits limits, Cancellation cancellation) {
    Requests requests = new Requests(location, S3Store::meaning, limits, cancellation);
    S3Store store = new S3Opener(location, limits, requests).open();
    return new ObjectStorage(location, store, requests, limits, cancellation);
  }

  private S3Store open() {
    SdkHttpClient http =
        UrlConnectionHttpClient.builder()
            .connectionTimeout(limits.connect())
            .socketTimeout(limits.silence())
            .proxyConfiguration(ProxyConfiguration.builder().build())
            .build();
    String given = location.parameter("region").orElse("");
    String hint = given.isEmpty() ? DEFAULT_REGION : given;
    S3Credentials credentials = null;
    try {
      credentials = S3Credentials.of(location, hint, http);
      String region = region(given, hint, http, credentials);
      return new S3Store(location, client(region, http, credentials), credentials, http);
    } catch (RuntimeException e) {
      if (credentials != null) {
        credentials.close();
      }
      http.close();
      throw e;
    }
  }

  /** The bucket's region: as given, or as the store says when it is asked. */
  private String region(String given, String hint, SdkHttpClient http, S3Credentials credentials) {
    String provider = location.parameter("provider").orElse("");
    if (!provider.isEmpty() && !provider.equals("aws")) {
      return hint;
    }
    Optional<String> real;
    try (S3Client probe = client(hint, http, credentials)) {
      real = requests.send("", () -> askRegion(probe));
    } catch (IOException e) {
      throw new ImportException(
          ErrorCode.INVALID_STORAGE_CONFIG,
          "failed to get region of bucket " + location.bucket() + ": " + e.getMessage(),
          "give it as parameter region",
          e);
    }
    if (real.isEmpty()) {
      if (given.isEmpty() && endpoint.isEmpty()) {
        throw new ImportException(
            ErrorCode.INVALID_STORAGE_CONFIG,
            "failed to get region of bucket " + location.bucket(),
            "give it as parameter region, and check that the bucket's name is right");
      }
      return hint;
    }
    if (!given.isEmpty() && !given.equals(real.get())) {
      throw new ImportException(
          ErrorCode.INVALID_STORAGE_CONFIG,
          "s3 bucket and region are not matched, bucket="
              + location.bucket()
              + ", input region="
              + given
              + ", real region="
              + real.get(),
          "correct the parameter region or leave it out");
    }
    return real.get();
  }

  /** A refusal names the region, too; a store that knows no regions says nothing. */
  private Optional<String> askRegion(S3Client probe) {
    try {
      return probe
          .headBucket(request -> request.bucket(location.bucket()))
          .sdkHttpResponse()
          .firstMatchingHeader(REGION_HEADER);
    } catch (S3Exception e) {
      Optional<String> named = header(e);
      ObjectFailure.Kind kind = S3Store.meaning(e).kind();
      if (named.isEmpty() && kind == ObjectFailure.Kind.BUSY) {
        throw e;
      }
      return named;
    }
  }

  private static Optional<String> header(AwsServiceException e) {
    SdkHttpResponse answer =
        e.awsErrorDetails() == null ? null : e.awsErrorDetails().sdkHttpResponse();
    return answer == null ? Optional.empty() : answer.firstMatchingHeader(REGION_HEADER);
  }

  private S3Client client(String region, SdkHttpClient http, S3Credentials credentials) {
    boolean accelerate = location.flag("use-accelerate-endpoint", false);
    String provider = location.parameter("provider").orElse("");
    boolean hostStyle = provider.equals("alibaba") || provider.equals("netease");
    boolean pathStyle = location.flag("force-path-style", !hostStyle) && !hostStyle && !accelerate;
    S3ClientBuilder builder =
        S3Client.builder()
            .httpClient(http)
            .region(Region.of(region))
            .credentialsProvider(credentials.provider())
            // Compatible stores know neither chunked signatures nor the newer checksums; what is
            // written carries its MD5 instead.
            .requestChecksumCalculation(RequestChecksumCalculation.WHEN_REQUIRED)
            .responseChecksumValidation(ResponseChecksumValidation.WHEN_REQUIRED)
            .serviceConfiguration(
                S3Configuration.builder()
                    .pathStyleAccessEnabled(pathStyle)
                    .accelerateModeEnabled(accelerate)
                    .chunkedEncodingEnabled(false)
                    .build())
            .overrideConfiguration(o -> o.retryStrategy(DefaultRetryStrategy.doNotRetry()));
    endpoint.ifPresent(builder::endpointOverride);
    return builder.build();
  }

  private static URI endpoint(String text) {
    URI uri;
    try {
      uri = new URI(text);
    } catch (URISyntaxException e) {
      throw invalid("scheme not found in endpoint");
    }
    if (uri.getScheme() == null || !text.contains("://")) {
      throw invalid("scheme not found in endpoint");
    }
    if (uri.getHost() == null || uri.getHost().isEmpty()) {
      throw invalid("host not found in endpoint");
    }
    return uri;
  }

  private static ImportException invalid(String problem) {
    return new ImportException(
        ErrorCode.INVALID_STORAGE_CONFIG,
        problem,
        "give the parameter endpoint as a URL, such as https://s3.example.com:9000");
  }
}
