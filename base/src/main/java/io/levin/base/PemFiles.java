package io.levin.base;

import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.KeyFactory;
import java.security.KeyStore;
import java.security.PrivateKey;
import java.security.cert.Certificate;
import java.security.cert.CertificateFactory;
import java.security.spec.PKCS8EncodedKeySpec;
import java.util.Base64;
import java.util.Collection;
import java.util.HexFormat;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import javax.net.ssl.KeyManager;
import javax.net.ssl.KeyManagerFactory;
import javax.net.ssl.SSLContext;
import javax.net.ssl.TrustManager;
import javax.net.ssl.TrustManagerFactory;

/**
 * PEM files for TLS as Java wants them. The JDK reads private keys in PKCS#8 only; clusters are
 * often deployed with PKCS#1 ({@code RSA PRIVATE KEY}) or SEC1 ({@code EC PRIVATE KEY}) ones, which
 * are wrapped here. All methods throw an {@link ImportException} with {@link
 * ErrorCode#INVALID_TLS_CONFIG} that names the file when one cannot be used.
 */
public final class PemFiles {
  private static final Pattern SECTION =
      Pattern.compile("-----BEGIN ([A-Z0-9 ]+)-----(.*?)-----END \\1-----", Pattern.DOTALL);

  /** {@code SEQUENCE{OID rsaEncryption, NULL}}. */
  private static final byte[] RSA_ALGORITHM =
      HexFormat.of().parseHex("300d06092a864886f70d0101010500");

  /** {@code OID ecPublicKey}. */
  private static final byte[] EC_OID = HexFormat.of().parseHex("06072a8648ce3d0201");

  private static final byte[] VERSION_0 = {2, 1, 0};

  private PemFiles() {}

  /** A store of the authorities in a file. */
  public static KeyStore trustStore(Path ca) {
    try {
      KeyStore store = emptyStore();
      int count = 0;
      for (Certificate certificate : certificates(ca)) {
        store.setCertificateEntry("ca-" + count++, certificate);
      }
      return store;
    } catch (GeneralSecurityException | IOException e) {
      throw unusable(ca, "is not a usable PEM file of certificates: " + e.getMessage(), e);
    }
  }

  /**
   * A store of a certificate chain and its private key.
   *
   * @param key PKCS#8, PKCS#1 or SEC1, without a passphrase
   * @param password protects the key in the store
   */
  public static KeyStore identityStore(Path cert, Path key, char[] password) {
    try {
      KeyStore store = emptyStore();
      store.setKeyEntry(
          "client", privateKey(key), password, certificates(cert).toArray(new Certificate[0]));
      return store;
    } catch (GeneralSecurityException | IOException e) {
      throw unusable(cert, "does not fit " + key + ": " + e.getMessage(), e);
    }
  }

  /** What trusts the authorities in a file. */
  public static TrustManager[] trust(Path ca) {
    try {
      TrustManagerFactory factory =
          TrustManagerFactory.getInstance(TrustManagerFactory.getDefaultAlgorithm());
      factory.init(trustStore(ca));
      return factory.getTrustManagers();
    } catch (GeneralSecurityException e) {
      throw unusable(ca, "is not a usable PEM file of certificates: " + e.getMessage(), e);
    }
  }

  /** What shows a certificate; empty when either file is null. */
  public static KeyManager[] identity(Path cert, Path key) {
    if (cert == null || key == null) {
      return new KeyManager[0];
    }
    try {
      char[] noPassword = new char[0];
      KeyManagerFactory factory =
          KeyManagerFactory.getInstance(KeyManagerFactory.getDefaultAlgorithm());
      factory.init(identityStore(cert, key, noPassword), noPassword);
      return factory.getKeyManagers();
    } catch (GeneralSecurityException e) {
      throw unusable(cert, "does not fit " + key + ": " + e.getMessage(), e);
    }
  }

  /**
   * A context that trusts an authority and shows a certificate.
   *
   * @param cert null for none
   * @param key null for none
   */
  public static SSLContext context(Path ca, Path cert, Path key) {
    try {
      SSLContext context = SSLContext.getInstance("TLS");
      TrustManager[] trust = trust(ca);
      context.init(identity(cert, key), trust, null);
      return context;
    } catch (GeneralSecurityException e) {
      throw unusable(ca, "cannot make a TLS context: " + e.getMessage(), e);
    }
  }

  private static KeyStore emptyStore() throws GeneralSecurityException, IOException {
    KeyStore store = KeyStore.getInstance("PKCS12");
    store.load(null, null);
    return store;
  }

  private static Collection<? extends Certificate> certificates(Path file)
      throws GeneralSecurityException {
    Collection<? extends Certificate> found =
        CertificateFactory.getInstance("X.509")
            .generateCertificates(new ByteArrayInputStream(read(file)));
    if (found.isEmpty()) {
      throw unusable(file, "holds no certificate", null);
    }
    return found;
  }

  private static PrivateKey privateKey(Path file) throws GeneralSecurityException {
    Matcher sections = SECTION.matcher(new String(read(file), StandardCharsets.ISO_8859_1));
    while (sections.find()) {
      String kind = sections.group(1);
      if (!kind.endsWith("PRIVATE KEY")) {
        continue;
      }
      if (kind.startsWith("ENCRYPTED") || sections.group(2).contains("Proc-Type")) {
        throw unusable(file, "is encrypted with a passphrase", null);
      }
      byte[] pkcs8 = pkcs8(file, kind, sections.group(2));
      for (String algorithm : List.of("RSA", "EC", "EdDSA")) {
        try {
          return KeyFactory.getInstance(algorithm).generatePrivate(new PKCS8EncodedKeySpec(pkcs8));
        } catch (GeneralSecurityException e) {
          // Not a key of this algorithm; the next may fit.
          continue;
        }
      }
      throw unusable(file, "holds a private key that is neither RSA, EC nor EdDSA", null);
    }
    throw unusable(file, "holds no private key in PEM form", null);
  }

  private static byte[] pkcs8(Path file, String kind, String base64) {
    try {
      byte[] der = Base64.getMimeDecoder().decode(base64);
      return switch (kind) {
        case "RSA PRIVATE KEY" -> der(0x30, VERSION_0, RSA_ALGORITHM, der(0x04, der));
        case "EC PRIVATE KEY" ->
            der(0x30, VERSION_0, der(0x30, EC_OID, curve(file, der)), der(0x04, der));
        default -> der;
      };
    } catch (IllegalArgumentException | IndexOutOfBoundsException | NegativeArraySizeException e) {
      throw unusable(file, "holds a private key that is damaged", e);
    }
  }

  /** The curve's OID, which SEC1 keeps in field [0] of its own. */
  private static byte[] curve(Path file, byte[] sec1) {
    int at = 1 + lengthBytes(sec1, 1);
    while (at + 1 < sec1.length) {
      int header = 1 + lengthBytes(sec1, at + 1);
      int length = length(sec1, at + 1);
      if ((sec1[at] & 0xFF) == 0xA0) {
        byte[] oid = new byte[length];
        System.arraycopy(sec1, at + header, oid, 0, length);
        return oid;
      }
      at += header + length;
    }
    throw unusable(file, "is an EC key that does not name its curve", null);
  }

  private static int lengthBytes(byte[] der, int at) {
    return der[at] >= 0 ? 1 : 1 + (der[at] & 0x7F);
  }

  private static int length(byte[] der, int at) {
    if (der[at] >= 0) {
      return der[at];
    }
    int length = 0;
    for (int i = 1; i <= (der[at] & 0x7F); i++) {
      length = length << 8 | der[at + i] & 0xFF;
    }
    return length;
  }

  private static byte[] der(int tag, byte[]... parts) {
    ByteArrayOutputStream content = new ByteArrayOutputStream();
    for (byte[] part : parts) {
      content.writeBytes(part);
    }
    ByteArrayOutputStream out = new ByteArrayOutputStream();
    out.write(tag);
    int length = content.size();
    if (length < 0x80) {
      out.write(length);
    } else if (length < 0x100) {
      out.write(0x81);
      out.write(length);
    } else {
      out.write(0x82);
      out.write(length >>> 8);
      out.write(length);
    }
    out.writeBytes(content.toByteArray());
    return out.toByteArray();
  }

  private static byte[] read(Path file) {
    try {
      return Files.readAllBytes(file);
    } catch (IOException e) {
      throw unusable(file, "cannot be read: " + e.getMessage(), e);
    }
  }

  private static ImportException unusable(Path file, String what, Throwable cause) {
    return new ImportException(
        ErrorCode.INVALID_TLS_CONFIG,
        "the TLS file " + file + " " + what,
        "check ca-path, cert-path and key-path in [security]",
        cause);
  }
}
