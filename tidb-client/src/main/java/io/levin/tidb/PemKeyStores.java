package io.levin.tidb;

import io.levin.base.ErrorCode;
import io.levin.base.ImportException;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.KeyFactory;
import java.security.KeyStore;
import java.security.PrivateKey;
import java.security.SecureRandom;
import java.security.cert.Certificate;
import java.security.cert.CertificateFactory;
import java.security.spec.PKCS8EncodedKeySpec;
import java.util.Base64;
import java.util.Collection;
import java.util.HexFormat;
import javax.net.ssl.KeyManagerFactory;
import javax.net.ssl.SSLContext;
import javax.net.ssl.TrustManagerFactory;

/**
 * PEM files as the key stores that Java wants. The MySQL driver takes stores only as files, so they
 * are written into a private temporary file with a random password that lives in memory.
 */
final class PemKeyStores {
  private PemKeyStores() {}

  /** A key store on disk. */
  record StoreFile(String url, String password) {}

  /** The authority as a trust store file. */
  static StoreFile trustFile(String caPath) {
    return write(trustStore(caPath), randomPassword());
  }

  /** Our certificate and key as a key store file. */
  static StoreFile keyFile(String certPath, String keyPath) {
    String password = randomPassword();
    return write(keyStore(certPath, keyPath, password), password);
  }

  /** A context for HTTPS with the cluster's authority and, when given, our certificate. */
  static SSLContext context(String caPath, String certPath, String keyPath) {
    try {
      TrustManagerFactory trust =
          TrustManagerFactory.getInstance(TrustManagerFactory.getDefaultAlgorithm());
      trust.init(trustStore(caPath));
      KeyManagerFactory keys = null;
      if (!certPath.isEmpty()) {
        String password = randomPassword();
        keys = KeyManagerFactory.getInstance(KeyManagerFactory.getDefaultAlgorithm());
        keys.init(keyStore(certPath, keyPath, password), password.toCharArray());
      }
      SSLContext context = SSLContext.getInstance("TLS");
      context.init(keys == null ? null : keys.getKeyManagers(), trust.getTrustManagers(), null);
      return context;
    } catch (GeneralSecurityException e) {
      throw invalid(caPath, e);
    }
  }

  private static KeyStore trustStore(String caPath) {
    try {
      KeyStore store = emptyStore();
      int i = 0;
      for (Certificate certificate : certificates(caPath)) {
        store.setCertificateEntry("ca" + i++, certificate);
      }
      return store;
    } catch (GeneralSecurityException | IOException e) {
      throw invalid(caPath, e);
    }
  }

  private static KeyStore keyStore(String certPath, String keyPath, String password) {
    try {
      KeyStore store = emptyStore();
      store.setKeyEntry(
          "client",
          privateKey(keyPath),
          password.toCharArray(),
          certificates(certPath).toArray(Certificate[]::new));
      return store;
    } catch (GeneralSecurityException | IOException e) {
      throw invalid(certPath + ", " + keyPath, e);
    }
  }

  private static Collection<? extends Certificate> certificates(String path)
      throws IOException, GeneralSecurityException {
    try (var in = Files.newInputStream(Path.of(path))) {
      return CertificateFactory.getInstance("X.509").generateCertificates(in);
    }
  }

  private static PrivateKey privateKey(String path) throws IOException, GeneralSecurityException {
    String pem = Files.readString(Path.of(path));
    String body = pem.replaceAll("-----(BEGIN|END)[A-Z ]*-----", "").replaceAll("\\s", "");
    PKCS8EncodedKeySpec spec = new PKCS8EncodedKeySpec(Base64.getDecoder().decode(body));
    GeneralSecurityException last = null;
    for (String algorithm : new String[] {"RSA", "EC", "Ed25519"}) {
      try {
        return KeyFactory.getInstance(algorithm).generatePrivate(spec);
      } catch (GeneralSecurityException e) {
        last = e;
      }
    }
    throw last;
  }

  private static KeyStore emptyStore() throws IOException, GeneralSecurityException {
    KeyStore store = KeyStore.getInstance("PKCS12");
    store.load(null, null);
    return store;
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
      throw invalid("temporary key store", e);
    }
  }

  private static String randomPassword() {
    byte[] random = new byte[16];
    new SecureRandom().nextBytes(random);
    return HexFormat.of().formatHex(random);
  }

  private static ImportException invalid(String what, Exception e) {
    return new ImportException(
        ErrorCode.INVALID_TLS_CONFIG,
        "invalid tls config: cannot load " + what + ": " + e.getMessage(),
        "check ca-path, cert-path and key-path (PEM, the key as PKCS#8)",
        e);
  }
}
