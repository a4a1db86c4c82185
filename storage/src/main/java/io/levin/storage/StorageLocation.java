package io.levin.storage;

import io.levin.base.ErrorCode;
import io.levin.base.ImportException;
import java.net.URI;
import java.net.URISyntaxException;
import java.util.Locale;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * The address of a storage: a plain path, or a URL of one of the schemes {@code file local s3 gs
 * gcs azure azblob noop}.
 *
 * <p>{@link #redacted()} is the only form that may be shown.
 */
public sealed interface StorageLocation permits LocalLocation, NoopLocation, ObjectLocation {

  /** The address without secrets, for messages and logs. */
  String redacted();

  /** Whether the bytes are on this machine's file system. */
  default boolean isLocal() {
    return this instanceof LocalLocation;
  }

  /**
   * Reads an address.
   *
   * <p>A text without {@code ://} is a path, taken literally and made absolute against the working
   * directory; {@code %}, {@code ?} and {@code #} have no meaning in it. In a URL every {@code +}
   * stands for itself.
   *
   * @throws ImportException if the text is empty, its scheme unknown or its form wrong
   */
  static StorageLocation parse(String text) {
    if (text == null || text.isEmpty()) {
      throw invalid("`mydumper.data-source-dir` is not set", "give a folder or a storage URL");
    }
    Matcher scheme = Pattern.compile("([A-Za-z][A-Za-z0-9+.-]*)://").matcher(text);
    if (!scheme.lookingAt()) {
      return LocalLocation.of(text);
    }
    String name = scheme.group(1).toLowerCase(Locale.ROOT);
    String rest = text.substring(scheme.end());
    return switch (name) {
      case "file", "local" -> LocalLocation.fromUrl(text, rest);
      case "noop" -> new NoopLocation();
      default -> {
        ObjectLocation.Kind kind = ObjectLocation.Kind.ofScheme(name);
        if (kind == null) {
          throw new ImportException(
              ErrorCode.INVALID_CONFIG,
              "unsupported data-source-dir url '"
                  + SecretText.redactUrl(text)
                  + "', supported storage types are file,local,s3,noop,gcs,gs,azure,azblob",
              "");
        }
        yield ObjectLocation.parse(kind, uri(text));
      }
    };
  }

  private static URI uri(String text) {
    // A '+' never means a blank: a secret key may hold one.
    String kept = text.replace("+", "%2B");
    try {
      return new URI(kept);
    } catch (URISyntaxException e) {
      throw invalid(
          "'" + SecretText.redactUrl(text) + "' is not a valid URL: " + e.getReason(),
          "percent-encode special characters");
    }
  }

  private static ImportException invalid(String problem, String remedy) {
    return new ImportException(ErrorCode.INVALID_STORAGE_CONFIG, problem, remedy);
  }
}
