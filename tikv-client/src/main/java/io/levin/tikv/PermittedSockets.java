package io.levin.tikv;

import io.grpc.netty.shaded.io.grpc.netty.NettyChannelBuilder;
import io.grpc.netty.shaded.io.netty.channel.ChannelOption;
import io.grpc.netty.shaded.io.netty.channel.ChannelOutboundBuffer;
import io.grpc.netty.shaded.io.netty.channel.EventLoopGroup;
import io.grpc.netty.shaded.io.netty.channel.MultiThreadIoEventLoopGroup;
import io.grpc.netty.shaded.io.netty.channel.nio.NioIoHandler;
import io.grpc.netty.shaded.io.netty.channel.socket.nio.NioSocketChannel;
import io.grpc.netty.shaded.io.netty.util.concurrent.DefaultThreadFactory;
import java.io.IOException;
import java.util.concurrent.TimeUnit;

/**
 * Connections on which nothing goes out without permission. It is asked for behind every queue of
 * this process, right before bytes are handed to the system, whose next step is to send them: a
 * process that is stopped at any other place and goes on later sends nothing of what it had in its
 * queues. Thread-safe.
 */
final class PermittedSockets implements AutoCloseable {
  private static final int THREADS = Math.max(2, Runtime.getRuntime().availableProcessors());
  private static final long LOOK_MILLIS = 20;
  private static final long END_MILLIS = 1000;

  private final SendPermit permit;
  private final EventLoopGroup threads =
      new MultiThreadIoEventLoopGroup(
          THREADS, new DefaultThreadFactory("permitted", true), NioIoHandler.newFactory());

  PermittedSockets(SendPermit permit) {
    this.permit = permit;
  }

  /** Gives channels connections of this kind. */
  NettyChannelBuilder of(NettyChannelBuilder builder) {
    return builder
        .eventLoopGroup(threads)
        .channelFactory(() -> new Socket(permit))
        // One write for each question.
        .withOption(ChannelOption.WRITE_SPIN_COUNT, 1);
  }

  /** Ends all connections. */
  @Override
  public void close() {
    threads.shutdownGracefully(0, END_MILLIS, TimeUnit.MILLISECONDS);
  }

  private static final class Socket extends NioSocketChannel {
    private final SendPermit permit;

    /** Used by the connection's thread only. */
    private boolean looksAgain;

    Socket(SendPermit permit) {
      this.permit = permit;
    }

    @Override
    protected void doWrite(ChannelOutboundBuffer out) throws Exception {
      if (permit.now()) {
        super.doWrite(out);
      } else if (permit.isOver()) {
        // Ends the connection, and with it whatever waits to be sent.
        throw new IOException("the right to send to TiKV is lost");
      } else {
        clearOpWrite();
        lookAgain();
      }
    }

    private void lookAgain() {
      if (!looksAgain) {
        looksAgain = true;
        eventLoop()
            .schedule(
                () -> {
                  looksAgain = false;
                  unsafe().flush();
                },
                LOOK_MILLIS,
                TimeUnit.MILLISECONDS);
      }
    }
  }
}
