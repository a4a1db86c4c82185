package io.levin.config;

/**
 * Certificates, as paths of PEM files; empty texts mean none.
 *
 * @param caPath the authority that servers are checked against
 * @param certPath our certificate
 * @param keyPath our private key
 */
public record TlsConfig(String caPath, String certPath, String keyPath) {
  /** No TLS. */
  public static final TlsConfig NONE = new TlsConfig("", "", "");

  /** True when a certificate authority is given, which is what switches TLS on. */
  public boolean enabled() {
    return !caPath.isEmpty();
  }
}
