package io.levin.playground.net;

import io.grpc.netty.shaded.io.netty.channel.EventLoopGroup;
import io.grpc.netty.shaded.io.netty.channel.MultiThreadIoEventLoopGroup;
import io.grpc.netty.shaded.io.netty.channel.nio.NioIoHandler;
import io.grpc.netty.shaded.io.netty.util.concurrent.DefaultThreadFactory;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.TimeUnit;

/** The threads of all ports of a playground: a few for the network, as many as needed for calls. */
public final class EventLoops implements AutoCloseable {
  private final EventLoopGroup accepting = group(1, "playground-accept");
  private final EventLoopGroup working = group(2, "playground-io");
  private final ExecutorService calls =
      Executors.newCachedThreadPool(new DefaultThreadFactory("playground-call", true));

  EventLoopGroup accepting() {
    return accepting;
  }

  EventLoopGroup working() {
    return working;
  }

  /** Where calls run; a call may block. */
  public ExecutorService calls() {
    return calls;
  }

  /** Interrupts the calls that run and waits a while for them. */
  @Override
  public void close() {
    calls.shutdownNow();
    try {
      calls.awaitTermination(5, TimeUnit.SECONDS);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
    accepting.shutdownGracefully(0, 1, TimeUnit.SECONDS);
    working.shutdownGracefully(0, 1, TimeUnit.SECONDS);
  }

  private static EventLoopGroup group(int threads, String name) {
    return new MultiThreadIoEventLoopGroup(
        threads, new DefaultThreadFactory(name, true), NioIoHandler.newFactory());
  }
}
