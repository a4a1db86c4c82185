package io.levin.storage;

import io.levin.base.ErrorCode;
import io.levin.base.ImportException;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.util.LinkedHashMap;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;

/**
 * A prefix in a bucket (or container) of an object store.
 *
 * @param kind which store
 * @param bucket its bucket or container
 * @param prefix without slashes at its ends; may be empty
 * @param parameters of the query: names in lower case with {@code -}, the first of equal ones
 */
public record ObjectLocation(
    Kind kind, String bucket, String prefix, Map<String, String> parameters)
    implements StorageLocation {

  /** The object stores whose addresses are understood. */
  public enum Kind {
    /** Amazon S3 and compatible stores. */
    S3(
        "s3",
        "bucket",
        "S3",
        "check the credentials (access-key and secret-access-key in the URL, else environment,"
            + " profile or role of this machine), its clock, and that they allow s3:ListBucket and"
            + " s3:GetObject, for a checkpoint also s3:PutObject and s3:DeleteObject"),
    /** Google Cloud Storage. */
    GCS(
        "gcs",
        "bucket",
        "the JSON API of Google Cloud Storage",
        "check the credentials (credentials-file in the URL, else GOOGLE_APPLICATION_CREDENTIALS or"
            + " the service account of this machine) and that they allow storage.objects.list and"
            + " storage.objects.get, for a checkpoint also storage.objects.create and"
            + " storage.objects.delete"),
    /** Azure Blob Storage. */
    AZURE(
        "azure",
        "container",
        "the Blob service of Azure Storage",
        "check the credentials (sas-token, or account-name and account-key, in the URL, else"
            + " AZURE_STORAGE_ACCOUNT with AZURE_CLIENT_ID, AZURE_TENANT_ID and"
            + " AZURE_CLIENT_SECRET, or with AZURE_STORAGE_KEY) and that they allow to list and"
            + " read, for a checkpoint also to write and delete");

    private final String scheme;
    private final String container;
    private final String protocol;
    private final String permissionAdvice;

    Kind(String scheme, String container, String protocol, String permissionAdvice) {
      this.scheme = scheme;
      this.container = container;
      this.protocol = protocol;
      this.permissionAdvice = permissionAdvice;
    }

    /** The scheme that the store is shown with. */
    public String scheme() {
      return scheme;
    }

    /** What the store calls the thing that holds objects. */
    String container() {
      return container;
    }

    /** What a service must speak to be such a store. */
    String protocol() {
      return protocol;
    }

    /** What to look at when the store refuses. */
    String permissionAdvice() {
      return permissionAdvice;
    }

    static Kind ofScheme(String name) {
      return switch (name) {
        case "s3" -> S3;
        case "gcs", "gs" -> GCS;
        case "azure", "azblob" -> AZURE;
        default -> null;
      };
    }
  }

  /** Copies the parameters. */
  public ObjectLocation {
    parameters = Map.copyOf(parameters);
  }

  /** A parameter, if it was given. */
  public Optional<String> parameter(String name) {
    return Optional.ofNullable(parameters.get(name));
  }

  /** A boolean parameter; one that cannot be read counts as absent. */
  public boolean flag(String name, boolean otherwise) {
    return switch (parameters.getOrDefault(name, "")) {
      case "1", "t", "T", "TRUE", "true", "True" -> true;
      case "0", "f", "F", "FALSE", "false", "False" -> false;
      default -> otherwise;
    };
  }

  @Override
  public String redacted() {
    StringBuilder out = new StringBuilder(kind.scheme()).append("://").append(bucket);
    out.append('/').append(PercentText.encodePath(prefix));
    char separator = '?';
    for (Map.Entry<String, String> entry : new java.util.TreeMap<>(parameters).entrySet()) {
      String value =
          SecretText.isSecret(entry.getKey())
              ? SecretText.MASK
              : PercentText.encodePath(entry.getValue()).replace("&", "%26");
      out.append(separator).append(entry.getKey()).append('=').append(value);
      separator = '&';
    }
    return out.toString();
  }

  /** The redacted address: a record's own form would show the secrets. */
  @Override
  public String toString() {
    return redacted();
  }

  static ObjectLocation parse(Kind kind, URI uri) {
    String bucket = uri.getRawAuthority();
    if (bucket == null || bucket.isEmpty()) {
      throw new ImportException(
          ErrorCode.INVALID_STORAGE_CONFIG,
          "please specify the bucket for "
              + kind.scheme()
              + " in "
              + SecretText.redactUrl(uri.toString()),
          "");
    }
    String prefix = uri.getPath() == null ? "" : uri.getPath();
    return new ObjectLocation(kind, bucket, trimSlashes(prefix), query(uri.getRawQuery()));
  }

  private static String trimSlashes(String path) {
    int start = 0;
    int end = path.length();
    while (start < end && path.charAt(start) == '/') {
      start++;
    }
    while (end > start && path.charAt(end - 1) == '/') {
      end--;
    }
    return path.substring(start, end);
  }

  private static Map<String, String> query(String raw) {
    Map<String, String> values = new LinkedHashMap<>();
    if (raw == null) {
      return values;
    }
    for (String pair : raw.split("&")) {
      int equals = pair.indexOf('=');
      String name = equals < 0 ? pair : pair.substring(0, equals);
      String value = equals < 0 ? "" : pair.substring(equals + 1);
      byte[] decoded = PercentText.decode(value);
      if (!name.isEmpty() && decoded != null) {
        values.putIfAbsent(
            name.toLowerCase(Locale.ROOT).replace('_', '-'),
            new String(decoded, StandardCharsets.UTF_8));
      }
    }
    return values;
  }
}
