package io.levin.pd;

import io.grpc.ChannelCredentials;
import io.grpc.InsecureChannelCredentials;
import io.grpc.TlsChannelCredentials;
import io.levin.base.PemFiles;
import java.nio.file.Path;
import javax.net.ssl.KeyManager;
import javax.net.ssl.SSLContext;

/**
 * The cluster's certificate files: {@code [security] ca-path, cert-path, key-path}. Read at each
 * use, so that a channel opened after a rotation uses the new ones.
 *
 * @param ca the authority that signed the servers' certificates, PEM; null for plaintext everywhere
 * @param cert the client's certificate chain, PEM; null for none
 * @param key the client's private key, PEM (PKCS#8, PKCS#1 or SEC1); null for none
 */
public record TlsFiles(Path ca, Path cert, Path key) {
  /** No certificates: plaintext everywhere. */
  public static final TlsFiles NONE = new TlsFiles(null, null, null);

  /** True when connections are encrypted. */
  public boolean enabled() {
    return ca != null;
  }

  /** {@code https} or {@code http}. */
  public String scheme() {
    return enabled() ? "https" : "http";
  }

  /**
   * Credentials for gRPC channels.
   *
   * @throws io.levin.base.ImportException if a file cannot be used
   */
  public ChannelCredentials channelCredentials() {
    if (!enabled()) {
      return InsecureChannelCredentials.create();
    }
    TlsChannelCredentials.Builder tls =
        TlsChannelCredentials.newBuilder().trustManager(PemFiles.trust(ca));
    KeyManager[] identity = PemFiles.identity(cert, key);
    if (identity.length > 0) {
      tls.keyManager(identity);
    }
    return tls.build();
  }

  /**
   * A context for HTTPS, or null for plaintext.
   *
   * @throws io.levin.base.ImportException if a file cannot be used
   */
  public SSLContext sslContext() {
    return enabled() ? PemFiles.context(ca, cert, key) : null;
  }
}
