package io.levin.storage;

import java.net.InetSocketAddress;
import java.net.Proxy;
import java.net.URI;
import java.util.Locale;
import java.util.Map;

/**
 * The proxy that {@code HTTPS_PROXY}, {@code HTTP_PROXY} and {@code NO_PROXY} of the environment
 * name, in capitals or not; for libraries that do not look there themselves.
 */
final class EnvironmentProxy {
  private final Map<String, String> environment;

  /**
   * @param environment usually {@link System#getenv()}
   */
  EnvironmentProxy(Map<String, String> environment) {
    this.environment = environment;
  }

  /** The proxy for a server, or none. */
  Proxy forServer(String scheme, String host) {
    String address = variable(scheme.toLowerCase(Locale.ROOT) + "_proxy");
    if (address.isEmpty() || isDirect(host.toLowerCase(Locale.ROOT))) {
      return Proxy.NO_PROXY;
    }
    URI uri = URI.create(address.contains("://") ? address : "http://" + address);
    if (uri.getHost() == null) {
      return Proxy.NO_PROXY;
    }
    int port = uri.getPort() < 0 ? 80 : uri.getPort();
    return new Proxy(Proxy.Type.HTTP, new InetSocketAddress(uri.getHost(), port));
  }

  private boolean isDirect(String host) {
    for (String entry : variable("no_proxy").split(",")) {
      String name = entry.strip().toLowerCase(Locale.ROOT);
      if (name.startsWith("*")) {
        name = name.substring(1);
      }
      String suffix = name.startsWith(".") ? name : "." + name;
      if (entry.strip().equals("*")
          || !name.isEmpty() && (host.equals(name) || host.endsWith(suffix))) {
        return true;
      }
    }
    return false;
  }

  private String variable(String name) {
    String value = environment.get(name);
    return value != null
        ? value.strip()
        : environment.getOrDefault(name.toUpperCase(Locale.ROOT), "").strip();
  }
}
