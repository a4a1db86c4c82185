package io.levin.storage;

import static org.assertj.core.api.Assertions.assertThat;

import java.net.InetSocketAddress;
import java.net.Proxy;
import java.util.Map;
import org.junit.jupiter.api.Test;

class EnvironmentProxyTest {

  @Test
  void theVariableOfTheSchemeCountsInSmallLettersOrCapitals() {
    EnvironmentProxy proxy =
        new EnvironmentProxy(
            Map.of("HTTPS_PROXY", "http://proxy.local:3128", "http_proxy", "other:8080"));
    assertThat(address(proxy.forServer("https", "storage.googleapis.com")))
        .isEqualTo("proxy.local:3128");
    assertThat(address(proxy.forServer("http", "example.com"))).isEqualTo("other:8080");
    assertThat(new EnvironmentProxy(Map.of()).forServer("https", "x")).isEqualTo(Proxy.NO_PROXY);
  }

  @Test
  void serversAndDomainsOfNoProxyAreAskedDirectly() {
    EnvironmentProxy proxy =
        new EnvironmentProxy(
            Map.of("https_proxy", "http://p:1", "NO_PROXY", "localhost, .internal,example.com"));
    assertThat(proxy.forServer("https", "localhost")).isEqualTo(Proxy.NO_PROXY);
    assertThat(proxy.forServer("https", "a.internal")).isEqualTo(Proxy.NO_PROXY);
    assertThat(proxy.forServer("https", "s.Example.com")).isEqualTo(Proxy.NO_PROXY);
    assertThat(address(proxy.forServer("https", "notexample.com"))).isEqualTo("p:1");
    assertThat(
            new EnvironmentProxy(Map.of("https_proxy", "p:1", "no_proxy", "*"))
                .forServer("https", "x"))
        .isEqualTo(Proxy.NO_PROXY);
  }

  private static String address(Proxy proxy) {
    InetSocketAddress address = (InetSocketAddress) proxy.address();
    return address.getHostString() + ":" + address.getPort();
  }
}
