package io.levin.it;

import io.levin.playground.net.ServerTls;
import java.io.IOException;
import java.math.BigInteger;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.KeyPair;
import java.security.KeyPairGenerator;
import java.time.Duration;
import java.time.Instant;
import java.util.Base64;
import java.util.Date;
import org.bouncycastle.asn1.pkcs.PrivateKeyInfo;
import org.bouncycastle.asn1.x500.X500Name;
import org.bouncycastle.asn1.x509.BasicConstraints;
import org.bouncycastle.asn1.x509.Extension;
import org.bouncycastle.asn1.x509.GeneralName;
import org.bouncycastle.asn1.x509.GeneralNames;
import org.bouncycastle.cert.jcajce.JcaX509v3CertificateBuilder;
import org.bouncycastle.operator.OperatorCreationException;
import org.bouncycastle.operator.jcajce.JcaContentSignerBuilder;

/** An authority made for one test, and certificates that it signs. */
final class Certificates {
  private static final Duration AN_HOUR = Duration.ofHours(1);

  private final Path directory;
  private final String name;
  private final KeyPair pair = newPair();
  private final X500Name subject;
  private final Path authority;

  Certificates(Path directory, String name) {
    this.directory = directory;
    this.name = name;
    this.subject = new X500Name("CN=" + name);
    this.authority = directory.resolve(name + ".pem");
    try {
      JcaX509v3CertificateBuilder builder = builder(subject, pair, Instant.now().plus(AN_HOUR));
      builder.addExtension(Extension.basicConstraints, true, new BasicConstraints(true));
      write(authority, "CERTIFICATE", signed(builder));
    } catch (IOException e) {
      throw new AssertionError(e);
    }
  }

  /** Files of a certificate for the loopback address that is valid for an hour. */
  ServerTls issue(String commonName) {
    return issue(commonName, "127.0.0.1", Instant.now().plus(AN_HOUR));
  }

  /** The same with a private key as tools write it that do not know PKCS#8. */
  ServerTls issueWithKeyOfItsOwnForm(String commonName) {
    KeyPair keys = newPair();
    ServerTls files = issue(commonName, "127.0.0.1", Instant.now().plus(AN_HOUR), keys);
    try {
      byte[] inner =
          PrivateKeyInfo.getInstance(keys.getPrivate().getEncoded())
              .parsePrivateKey()
              .toASN1Primitive()
              .getEncoded();
      write(files.key(), "RSA PRIVATE KEY", inner);
      return files;
    } catch (IOException e) {
      throw new AssertionError(e);
    }
  }

  /** Files of a certificate for an address, valid until the given time. */
  ServerTls issue(String commonName, String address, Instant end) {
    return issue(commonName, address, end, newPair());
  }

  private ServerTls issue(String commonName, String address, Instant end, KeyPair keys) {
    try {
      JcaX509v3CertificateBuilder builder = builder(new X500Name("CN=" + commonName), keys, end);
      builder.addExtension(
          Extension.subjectAlternativeName,
          false,
          new GeneralNames(new GeneralName(GeneralName.iPAddress, address)));
      Path certificate = directory.resolve(name + "-" + commonName + ".pem");
      Path key = directory.resolve(name + "-" + commonName + "-key.pem");
      write(certificate, "CERTIFICATE", signed(builder));
      write(key, "PRIVATE KEY", keys.getPrivate().getEncoded());
      return new ServerTls(authority, certificate, key);
    } catch (IOException e) {
      throw new AssertionError(e);
    }
  }

  private JcaX509v3CertificateBuilder builder(X500Name of, KeyPair keys, Instant end) {
    return new JcaX509v3CertificateBuilder(
        subject,
        BigInteger.valueOf(System.nanoTime()),
        Date.from(end.minus(Duration.ofDays(2))),
        Date.from(end),
        of,
        keys.getPublic());
  }

  private byte[] signed(JcaX509v3CertificateBuilder builder) throws IOException {
    try {
      return builder
          .build(new JcaContentSignerBuilder("SHA256withRSA").build(pair.getPrivate()))
          .getEncoded();
    } catch (OperatorCreationException e) {
      throw new AssertionError(e);
    }
  }

  private static KeyPair newPair() {
    try {
      KeyPairGenerator generator = KeyPairGenerator.getInstance("RSA");
      generator.initialize(2048);
      return generator.generateKeyPair();
    } catch (GeneralSecurityException e) {
      throw new AssertionError(e);
    }
  }

  private static void write(Path file, String kind, byte[] der) throws IOException {
    String text = Base64.getMimeEncoder(64, new byte[] {'\n'}).encodeToString(der);
    Files.writeString(
        file, "-----BEGIN " + kind + "-----\n" + text + "\n-----END " + kind + "-----\n");
  }
}
