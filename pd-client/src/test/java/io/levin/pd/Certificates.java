package io.levin.pd;

import java.io.IOException;
import java.math.BigInteger;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.KeyPair;
import java.security.KeyPairGenerator;
import java.security.PrivateKey;
import java.security.spec.ECGenParameterSpec;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.Base64;
import java.util.Date;
import org.bouncycastle.asn1.pkcs.PrivateKeyInfo;
import org.bouncycastle.asn1.x500.X500Name;
import org.bouncycastle.asn1.x509.BasicConstraints;
import org.bouncycastle.asn1.x509.Extension;
import org.bouncycastle.asn1.x509.GeneralName;
import org.bouncycastle.asn1.x509.GeneralNames;
import org.bouncycastle.cert.X509CertificateHolder;
import org.bouncycastle.cert.jcajce.JcaX509v3CertificateBuilder;
import org.bouncycastle.operator.OperatorCreationException;
import org.bouncycastle.operator.jcajce.JcaContentSignerBuilder;

/** An authority made for one test, and certificates that it signs. */
final class Certificates {
  private final Path dir;
  private final String name;
  private final KeyPair pair;
  private final X500Name subject;
  final Path ca;

  Certificates(Path dir, String name) throws Exception {
    this.dir = dir;
    this.name = name;
    this.pair = keys("RSA");
    this.subject = new X500Name("CN=" + name);
    this.ca = dir.resolve(name + ".pem");
    JcaX509v3CertificateBuilder builder = builder(subject, pair, Instant.now().plusSeconds(3600));
    builder.addExtension(Extension.basicConstraints, true, new BasicConstraints(true));
    write(ca, "CERTIFICATE", sign(builder).getEncoded());
  }

  /** Files of a certificate for the loopback address, with a key in PKCS#8. */
  TlsFiles issue(String commonName) throws Exception {
    return issue(commonName, "RSA", false, Instant.now().plusSeconds(3600));
  }

  /**
   * Files of a certificate.
   *
   * @param legacy writes the key as PKCS#1 or SEC1, as openssl did for long
   */
  TlsFiles issue(String commonName, String algorithm, boolean legacy, Instant end)
      throws Exception {
    KeyPair keys = keys(algorithm);
    JcaX509v3CertificateBuilder builder = builder(new X500Name("CN=" + commonName), keys, end);
    builder.addExtension(
        Extension.subjectAlternativeName,
        false,
        new GeneralNames(new GeneralName(GeneralName.iPAddress, "127.0.0.1")));
    Path cert = dir.resolve(name + "-" + commonName + "-cert.pem");
    Path key = dir.resolve(name + "-" + commonName + "-key.pem");
    write(cert, "CERTIFICATE", sign(builder).getEncoded());
    writeKey(key, keys.getPrivate(), algorithm, legacy);
    return new TlsFiles(ca, cert, key);
  }

  private static void writeKey(Path file, PrivateKey key, String algorithm, boolean legacy)
      throws IOException {
    if (legacy) {
      byte[] inner =
          PrivateKeyInfo.getInstance(key.getEncoded())
              .parsePrivateKey()
              .toASN1Primitive()
              .getEncoded();
      if (algorithm.equals("EC")) {
        // The JDK leaves the curve out of the inner structure; openssl writes it.
        org.bouncycastle.asn1.sec.ECPrivateKey sec1 =
            org.bouncycastle.asn1.sec.ECPrivateKey.getInstance(inner);
        inner =
            new org.bouncycastle.asn1.sec.ECPrivateKey(
                    256,
                    sec1.getKey(),
                    PrivateKeyInfo.getInstance(key.getEncoded())
                        .getPrivateKeyAlgorithm()
                        .getParameters())
                .getEncoded();
      }
      write(file, algorithm + " PRIVATE KEY", inner);
    } else {
      write(file, "PRIVATE KEY", key.getEncoded());
    }
  }

  private JcaX509v3CertificateBuilder builder(X500Name name, KeyPair keys, Instant end) {
    return new JcaX509v3CertificateBuilder(
        subject,
        BigInteger.valueOf(System.nanoTime()),
        Date.from(end.minus(2, ChronoUnit.DAYS)),
        Date.from(end),
        name,
        keys.getPublic());
  }

  private X509CertificateHolder sign(JcaX509v3CertificateBuilder builder)
      throws OperatorCreationException {
    return builder.build(new JcaContentSignerBuilder("SHA256withRSA").build(pair.getPrivate()));
  }

  private static KeyPair keys(String algorithm) throws GeneralSecurityException {
    KeyPairGenerator generator = KeyPairGenerator.getInstance(algorithm);
    if (algorithm.equals("EC")) {
      generator.initialize(new ECGenParameterSpec("secp256r1"));
    } else {
      generator.initialize(2048);
    }
    return generator.generateKeyPair();
  }

  private static void write(Path file, String kind, byte[] der) throws IOException {
    Files.writeString(
        file,
        "-----BEGIN "
            + kind
            + "-----\n"
            + Base64.getMimeEncoder(64, new byte[] {'\n'}).encodeToString(der)
            + "\n-----END "
            + kind
            + "-----\n");
  }
}
