package io.levin.storage;

import io.levin.base.ErrorCode;
import io.levin.base.ImportException;
import java.nio.charset.StandardCharsets;
import java.nio.file.InvalidPathException;
import java.nio.file.Path;

/**
 * A folder or file of the local file system.
 *
 * @param path absolute
 */
public record LocalLocation(Path path) implements StorageLocation {

  @Override
  public String redacted() {
    return "file://" + PercentText.encodePath(path.toString());
  }

  static LocalLocation fromUrl(String url, String rest) {
    // A query or fragment has no meaning for a local address and is dropped.
    int end = rest.length();
    for (char c : new char[] {'?', '#'}) {
      int at = rest.indexOf(c);
      end = at >= 0 ? Math.min(end, at) : end;
    }
    byte[] decoded = PercentText.decode(rest.substring(0, end));
    if (decoded == null) {
      throw new ImportException(
          ErrorCode.INVALID_STORAGE_CONFIG,
          "'" + SecretText.redactUrl(url) + "' holds an invalid percent escape",
          "write a literal '%' as '%25'");
    }
    // The text between the slashes is legal but empty for most; a relative URL keeps its first
    // component, as "local://dir/sub" is used that way.
    return of(new String(decoded, StandardCharsets.UTF_8));
  }

  /** A path, taken literally and made absolute. */
  static LocalLocation of(String path) {
    try {
      return new LocalLocation(Path.of(path).toAbsolutePath().normalize());
    } catch (InvalidPathException e) {
      throw new ImportException(
          ErrorCode.INVALID_STORAGE_CONFIG,
          "'" + path + "' cannot be a path: " + e.getReason(),
          "if it holds other letters than those of ASCII, start in a locale that has them, such as"
              + " LC_ALL=C.UTF-8",
          e);
    }
  }
}
