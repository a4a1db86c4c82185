package io.levin.storage;

import java.io.IOException;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;
import software.amazon.awssdk.awscore.exception.AwsServiceException;
import software.amazon.awssdk.core.ResponseInputStream;
import software.amazon.awssdk.core.exception.SdkClientException;
import software.amazon.awssdk.core.sync.RequestBody;
import software.amazon.awssdk.http.SdkHttpClient;
import software.amazon.awssdk.services.s3.S3Client;
import software.amazon.awssdk.services.s3.model.EncodingType;
import software.amazon.awssdk.services.s3.model.GetObjectResponse;
import software.amazon.awssdk.services.s3.model.HeadObjectResponse;
import software.amazon.awssdk.services.s3.model.ListObjectsV2Response;
import software.amazon.awssdk.services.s3.model.PutObjectRequest;

/** A bucket of S3 or of a store that speaks its protocol. */
final class S3Store implements ObjectStore {
  /** How the library's text begins when its chain of credentials comes to an end. */
  static final String NO_CREDENTIALS = "Unable to load credentials";

  private static final int PAGE = 1000;

  /** Begins a token that is the last key, for stores that give none; no key holds it. */
  private static final String AFTER = "\u0000after:";

  private final ObjectLocation location;
  private final String bucket;
  private final S3Client client;
  private final S3Credentials credentials;
  private final SdkHttpClient http;

  /** Everything is closed with the store. */
  S3Store(ObjectLocation location, S3Client client, S3Credentials credentials, SdkHttpClient http) {
    this.location = location;
    this.bucket = location.bucket();
    this.client = client;
    this.credentials = credentials;
    this.http = http;
  }

  @Override
  public Page list(String prefix, String token) {
    // Keys may hold characters that XML cannot: the library decodes them again.
    boolean after = token != null && token.startsWith(AFTER);
    ListObjectsV2Response answer =
        client.listObjectsV2(
            request ->
                request
                    .bucket(bucket)
                    .prefix(prefix)
                    .maxKeys(PAGE)
                    .encodingType(EncodingType.URL)
                    .continuationToken(after ? null : token)
                    .startAfter(after ? token.substring(AFTER.length()) : null));
    List<Listed> objects = new ArrayList<>(PAGE);
    answer
        .contents()
        .forEach(
            object -> objects.add(new Listed(object.key(), object.size(), version(object.eTag()))));
    return new Page(objects, Boolean.TRUE.equals(answer.isTruncated()) ? next(answer) : null);
  }

  private static String next(ListObjectsV2Response answer) {
    String token = answer.nextContinuationToken();
    if (token != null && !token.isEmpty()) {
      return token;
    }
    int last = answer.contents().size() - 1;
    return last < 0 ? null : AFTER + answer.contents().get(last).key();
  }

  @Override
  public Listed attributes(String key) {
    HeadObjectResponse answer = client.headObject(request -> request.bucket(bucket).key(key));
    return new Listed(key, answer.contentLength(), version(answer.eTag()));
  }

  @Override
  public Part read(String key, long offset, long length, String version) throws IOException {
    String range = "bytes=" + offset + "-" + (length < 0 ? "" : offset + length - 1);
    ResponseInputStream<GetObjectResponse> in =
        client.getObject(request -> request.bucket(bucket).key(key).range(range));
    GetObjectResponse answer = in.response();
    Body body = new S3Body(in);
    String part = answer.contentRange();
    if (part == null) {
      // A store that does not know ranges sends everything.
      body.pass(offset);
      return new Part(body, answer.contentLength(), version(answer.eTag()));
    }
    long size = Long.parseLong(part.substring(part.indexOf('/') + 1).strip());
    return new Part(body, size, version(answer.eTag()));
  }

  @Override
  public void write(String key, byte[] content) {
    PutObjectRequest.Builder request =
        PutObjectRequest.builder().bucket(bucket).key(key).contentMD5(md5(content));
    parameter("storage-class", request::storageClass);
    parameter("sse", request::serverSideEncryption);
    parameter("sse-kms-key-id", request::ssekmsKeyId);
    parameter("acl", request::acl);
    client.putObject(request.build(), RequestBody.fromBytes(content));
  }

  @Override
  public void delete(String key) {
    client.deleteObject(request -> request.bucket(bucket).key(key));
  }

  @Override
  public ObjectFailure failure(Exception e) {
    return meaning(e);
  }

  @Override
  public void close() {
    try {
      client.close();
      credentials.close();
    } finally {
      http.close();
    }
  }

  /** What a failure of the library means. */
  static ObjectFailure meaning(Exception e) {
    if (e instanceof AwsServiceException answer && answer.awsErrorDetails() != null) {
      String code = String.valueOf(answer.awsErrorDetails().errorCode());
      String message = answer.awsErrorDetails().errorMessage();
      String text = code + (message == null || message.isEmpty() ? "" : ": " + message);
      return new ObjectFailure(kind(code, answer.statusCode()), text + status(answer));
    }
    if (e instanceof AwsServiceException answer) {
      return new ObjectFailure(
          NetworkFailures.ofStatus(answer.statusCode()), "no explanation" + status(answer));
    }
    if (e instanceof SdkClientException
        && String.valueOf(e.getMessage()).contains(NO_CREDENTIALS)) {
      return new ObjectFailure(
          ObjectFailure.Kind.NO_CREDENTIALS,
          "neither the URL nor the environment, a profile or a role of this machine gives any");
    }
    return NetworkFailures.of(e);
  }

  private static ObjectFailure.Kind kind(String code, int status) {
    return switch (code) {
      case "NoSuchBucket" -> ObjectFailure.Kind.NO_BUCKET;
      case "NoSuchKey" -> ObjectFailure.Kind.MISSING;
      case "ExpiredToken",
          "InvalidToken",
          "InvalidAccessKeyId",
          "SignatureDoesNotMatch",
          "RequestTimeTooSkewed",
          "AccessDenied" ->
          ObjectFailure.Kind.DENIED;
      // The object is in an archive; the store's words say so, and credentials are not at fault.
      case "InvalidObjectState" -> ObjectFailure.Kind.FINAL;
      case "SlowDown", "RequestTimeout", "InternalError", "ServiceUnavailable", "Throttling" ->
          ObjectFailure.Kind.BUSY;
      default -> NetworkFailures.ofStatus(status);
    };
  }

  private static String status(AwsServiceException answer) {
    String id = answer.requestId();
    return " (status " + answer.statusCode() + (id == null ? "" : ", request " + id) + ")";
  }

  private void parameter(String name, java.util.function.Consumer<String> setter) {
    location.parameter(name).filter(value -> !value.isEmpty()).ifPresent(setter);
  }

  private static String version(String etag) {
    return etag == null || etag.isEmpty() ? null : etag.replace("\"", "");
  }

  private static String md5(byte[] content) {
    try {
      return Base64.getEncoder().encodeToString(MessageDigest.getInstance("MD5").digest(content));
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException("every Java platform has MD5", e);
    }
  }

  /** The body of an answer. */
  private static final class S3Body extends Body {
    private final ResponseInputStream<GetObjectResponse> in;

    S3Body(ResponseInputStream<GetObjectResponse> in) {
      this.in = in;
    }

    @Override
    public int read() throws IOException {
      return in.read();
    }

    @Override
    public int read(byte[] target, int offset, int length) throws IOException {
      return in.read(target, offset, length);
    }

    @Override
    public void close() throws IOException {
      in.close();
    }

    @Override
    void abort() {
      in.abort();
      try {
        // The JDK's connections know no abort: closing one gives it up where much is left of it.
        in.close();
      } catch (IOException | RuntimeException e) {
        // It is gone already, which is what was wanted.
        return;
      }
    }
  }
}
