package io.levin.pd;

import io.grpc.Status;
import io.grpc.netty.shaded.io.grpc.netty.NettyChannelBuilder;
import io.grpc.netty.shaded.io.netty.channel.ChannelOption;
import java.net.ConnectException;
import java.security.cert.CertificateException;
import java.time.Duration;
import java.util.concurrent.TimeUnit;
import javax.net.ssl.SSLException;

/** How Levin opens gRPC channels to the cluster's servers. */
public final class GrpcChannels {
  private static final int CONNECT_MILLIS = 10_000;

  private GrpcChannels() {}

  /**
   * A builder for a channel to a server; answers of any size are taken.
   *
   * @param address host and port, with or without a scheme
   * @param keepAlive how often an idle connection is pinged while a call is under way
   * @param keepAliveTimeout how long a ping may take
   */
  public static NettyChannelBuilder builder(
      String address, TlsFiles tls, Duration keepAlive, Duration keepAliveTimeout) {
    return NettyChannelBuilder.forTarget("dns:///" + hostAndPort(address), tls.channelCredentials())
        .maxInboundMessageSize(Integer.MAX_VALUE)
        .keepAliveTime(keepAlive.toMillis(), TimeUnit.MILLISECONDS)
        .keepAliveTimeout(keepAliveTimeout.toMillis(), TimeUnit.MILLISECONDS)
        .withOption(ChannelOption.CONNECT_TIMEOUT_MILLIS, CONNECT_MILLIS);
  }

  /** The address without its scheme and without a slash at its end. */
  public static String hostAndPort(String url) {
    String trimmed = url.strip();
    int scheme = trimmed.indexOf("://");
    String address = scheme < 0 ? trimmed : trimmed.substring(scheme + 3);
    int slash = address.indexOf('/');
    return slash < 0 ? address : address.substring(0, slash);
  }

  /** A status as one line, with what lies beneath it: "io exception" alone tells nothing. */
  public static String describe(Status status) {
    StringBuilder text = new StringBuilder(status.getCode().name());
    String last = status.getDescription();
    if (last != null) {
      text.append(' ').append(last);
    }
    for (Throwable t = status.getCause(); t != null; t = t.getCause()) {
      String message = t.getMessage();
      if (message != null && (last == null || !last.contains(message))) {
        text.append(": ").append(message);
        last = message;
      }
    }
    return text.toString();
  }

  /** Whether nobody listens at the address. */
  static boolean isRefused(Throwable failure) {
    for (Throwable t = failure; t != null; t = t.getCause()) {
      if (t instanceof ConnectException && String.valueOf(t.getMessage()).contains("refused")) {
        return true;
      }
    }
    return false;
  }

  /** The certificate trouble beneath a failure, as text, or null when there is none. */
  public static String tlsTrouble(Throwable failure) {
    for (Throwable t = failure; t != null; t = t.getCause()) {
      if (t instanceof SSLException || t instanceof CertificateException) {
        return t.getMessage();
      }
    }
    return null;
  }
}
