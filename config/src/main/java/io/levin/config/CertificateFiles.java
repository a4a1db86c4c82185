package io.levin.config;

import io.levin.base.ErrorCode;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import java.security.cert.CertificateException;
import java.security.cert.CertificateFactory;

/** Looks at the PEM files before anything is connected to, so that a wrong path shows at once. */
final class CertificateFiles {
  private final Reading reading;
  private final ErrorCode code;
  private final String before;

  private CertificateFiles(Reading reading, ErrorCode code, String before) {
    this.reading = reading;
    this.code = code;
    this.before = before;
  }

  static void check(TlsConfig tls, Reading reading) {
    new CertificateFiles(reading, ErrorCode.INVALID_CONFIG, "").check(tls);
  }

  /** As the other, for the certificates of TiDB alone. */
  static void checkOwn(TlsConfig tls, Reading reading) {
    new CertificateFiles(reading, ErrorCode.INVALID_TLS_CONFIG, "invalid tls config: ").check(tls);
  }

  private void check(TlsConfig tls) {
    if (!tls.caPath().isEmpty()) {
      checkAuthority(tls.caPath());
    }
    if (tls.certPath().isEmpty() && tls.keyPath().isEmpty()) {
      return;
    }
    if (tls.certPath().isEmpty() || tls.keyPath().isEmpty()) {
      fault(
          "could not load client key pair: "
              + (tls.certPath().isEmpty() ? "cert-path" : "key-path")
              + " is not set");
      return;
    }
    String unreadable = unreadable(tls.certPath());
    if (unreadable == null) {
      unreadable = unreadable(tls.keyPath());
    }
    if (unreadable != null) {
      fault("could not load client key pair: " + unreadable);
    }
  }

  private void checkAuthority(String path) {
    String unreadable = unreadable(path);
    if (unreadable != null) {
      fault("could not read ca certificate: " + unreadable);
      return;
    }
    try (InputStream in = Files.newInputStream(Path.of(path))) {
      if (CertificateFactory.getInstance("X.509").generateCertificates(in).isEmpty()) {
        fault("failed to append ca certs: " + path + " holds no certificate");
      }
    } catch (CertificateException | IOException e) {
      fault("failed to append ca certs: " + path + ": " + e.getMessage());
    }
  }

  private void fault(String text) {
    reading.fault(code, before + text);
  }

  /** Why a file cannot be read; null if it can. */
  private static String unreadable(String path) {
    try (InputStream in = Files.newInputStream(Path.of(path))) {
      return in.read() < 0 ? "open " + path + ": the file is empty" : null;
    } catch (IOException | InvalidPathException e) {
      return "open " + path + ": " + ConfigLoader.whyUnreadable(e);
    }
  }
}
