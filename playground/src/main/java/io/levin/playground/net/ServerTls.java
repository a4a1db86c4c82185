package io.levin.playground.net;

import io.grpc.ServerCredentials;
import io.grpc.TlsServerCredentials;
import io.grpc.netty.shaded.io.netty.handler.ssl.ClientAuth;
import io.grpc.netty.shaded.io.netty.handler.ssl.JdkSslContext;
import io.grpc.netty.shaded.io.netty.handler.ssl.SslContextBuilder;
import io.grpc.netty.shaded.io.netty.handler.ssl.SslProvider;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Path;
import javax.net.ssl.SSLContext;

/**
 * The certificates of a cluster with TLS. Clients must show a certificate of the same authority.
 *
 * @param authority PEM file of the certificate authority
 * @param certificate PEM file of the servers' certificate
 * @param key PEM file of its private key, PKCS #8
 */
public record ServerTls(Path authority, Path certificate, Path key) {

  ServerCredentials credentials() {
    try {
      return TlsServerCredentials.newBuilder()
          .keyManager(certificate.toFile(), key.toFile())
          .trustManager(authority.toFile())
          .clientAuth(TlsServerCredentials.ClientAuth.REQUIRE)
          .build();
    } catch (IOException e) {
      throw new UncheckedIOException("cannot read the certificates of " + this, e);
    }
  }

  /** The same for a server of the JDK. */
  public SSLContext context() {
    try {
      JdkSslContext context =
          (JdkSslContext)
              SslContextBuilder.forServer(certificate.toFile(), key.toFile())
                  .trustManager(authority.toFile())
                  .clientAuth(ClientAuth.REQUIRE)
                  .sslProvider(SslProvider.JDK)
                  .build();
      return context.context();
    } catch (IOException e) {
      throw new UncheckedIOException("cannot read the certificates of " + this, e);
    }
  }
}
