package io.levin.tikv;

import static org.assertj.core.api.Assertions.assertThat;

import com.sun.net.httpserver.HttpServer;
import io.levin.base.Cancellation;
import io.levin.pd.PdHttp;
import io.levin.pd.Region;
import io.levin.pd.TlsFiles;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

@Timeout(60)
final class DiskSpaceTest {
  @Test
  void aPdThatDoesNotTellHoldsUpNoWrite() throws IOException {
    AtomicInteger asked = new AtomicInteger();
    HttpServer broken = HttpServer.create(new InetSocketAddress("127.0.0.1", 0), 0);
    broken.createContext(
        "/",
        exchange -> {
          asked.incrementAndGet();
          exchange.sendResponseHeaders(500, -1);
          exchange.close();
        });
    broken.start();
    try {
      PdHttp pd =
          new PdHttp(
              () -> List.of("127.0.0.1:" + broken.getAddress().getPort()),
              TlsFiles.NONE,
              Duration.ofMinutes(10));
      DiskSpace space = new DiskSpace(pd);
      Region region = FakeCluster.region(1, "a", "z", 1);
      space.require(region, new Cancellation());
      int afterTheFirst = asked.get();
      space.require(region, new Cancellation());
      assertThat(afterTheFirst).isPositive();
      assertThat(asked).as("questions").hasValue(afterTheFirst);
    } finally {
      broken.stop(0);
    }
  }
}
