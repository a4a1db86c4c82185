package io.levin.tidb;

import io.levin.base.ErrorCode;
import io.levin.base.ImportException;
import io.levin.base.PemFiles;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.KeyStore;
import java.security.SecureRandom;
import java.util.HexFormat;
import javax.net.ssl.SSLContext;

/**
 * PEM files as the key stores that the MySQL driver wants. It takes them only as files, so they are
 * written into a private temporary file with a random password that lives in memory.
 */
final class PemKeyStores {
  private PemKeyStores() {}

  /** A key store on disk. */
  record StoreFile(String url, String password) {}

  /** The authority as a trust store file. */
  static StoreFile trustFile(String caPath) {
    return write(PemFiles.trustStore(Path.of(caPath)), randomPassword());
  }

  /** Our certificate and key as a key store file. */
  static StoreFile keyFile(String certPath, String keyPath) {
    String password = randomPassword();
    return write(
        PemFiles.identityStore(Path.of(certPath), Path.of(keyPath), password.toCharArray()),
        password);
  }

  /** A context for HTTPS with the cluster's authority and, when given, our certificate. */
  static SSLContext context(String caPath, String certPath, String keyPath) {
    return PemFiles.context(Path.of(caPath), orNull(certPath), orNull(keyPath));
  }

  private static Path orNull(String path) {
    return path.isEmpty() ? null : Path.of(path);
  }

  private static StoreFile write(KeyStore store, String password) {
    try {
      Path file = Files.createTempFile("levin", ".p12");
      file.toFile().deleteOnExit();
      try (OutputStream out = Files.newOutputStream(file)) {
        store.store(out, password.toCharArray());
      }
      return new StoreFile(file.toUri().toString(), password);
    } catch (GeneralSecurityException | IOException e) {
      throw new ImportException(
          ErrorCode.INVALID_TLS_CONFIG,
          "invalid tls config: cannot write a temporary key store: " + e.getMessage(),
          "make room in the folder of java.io.tmpdir (usually /tmp), and see that it can be"
              + " written to",
          e);
    }
  }

  private static String randomPassword() {
    byte[] random = new byte[16];
    new SecureRandom().nextBytes(random);
    return HexFormat.of().formatHex(random);
  }
}
