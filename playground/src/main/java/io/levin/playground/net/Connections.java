package io.levin.playground.net;

import io.grpc.Attributes;
import io.grpc.Grpc;
import io.grpc.netty.shaded.io.netty.buffer.ByteBuf;
import io.grpc.netty.shaded.io.netty.buffer.Unpooled;
import io.grpc.netty.shaded.io.netty.channel.Channel;
import io.grpc.netty.shaded.io.netty.channel.ChannelHandlerContext;
import io.grpc.netty.shaded.io.netty.channel.socket.nio.NioServerSocketChannel;
import io.grpc.netty.shaded.io.netty.handler.codec.http2.Http2ConnectionHandler;
import java.net.SocketAddress;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;

/** The open connections of one gRPC server, so that a fault can cut one. Thread-safe. */
public final class Connections {
  private static final int GOAWAY_LENGTH = 8;
  private static final int GOAWAY_TYPE = 7;

  private final Map<SocketAddress, Channel> open = new ConcurrentHashMap<>();

  /** A listening channel that tells of the connections it accepts. */
  NioServerSocketChannel listener() {
    return new NioServerSocketChannel() {
      @Override
      protected int doReadMessages(List<Object> accepted) throws Exception {
        int count = super.doReadMessages(accepted);
        accepted.forEach(channel -> track((Channel) channel));
        return count;
      }
    };
  }

  /** Closes the connection of a call. */
  public void close(Attributes ofCall) {
    Channel channel = channelOf(ofCall);
    if (channel != null) {
      cut(channel);
    }
  }

  /** Announces the end of the connection of a call and closes it. */
  public void goAway(Attributes ofCall) {
    Channel channel = channelOf(ofCall);
    if (channel == null) {
      return;
    }
    channel
        .eventLoop()
        .execute(
            () -> {
              ChannelHandlerContext http2 =
                  channel.pipeline().context(Http2ConnectionHandler.class);
              if (http2 != null) {
                http2.writeAndFlush(goAwayFrame()).addListener(written -> cut(channel));
              }
            });
  }

  /** Closes all connections. */
  public void closeAll() {
    open.values().forEach(Connections::cut);
  }

  /** Closes beneath the HTTP/2 handler, which would wait for its streams to end. */
  private static void cut(Channel channel) {
    ChannelHandlerContext first = channel.pipeline().firstContext();
    if (first == null) {
      channel.close();
    } else {
      first.close();
    }
  }

  private Channel channelOf(Attributes ofCall) {
    SocketAddress remote = ofCall.get(Grpc.TRANSPORT_ATTR_REMOTE_ADDR);
    return remote == null ? null : open.get(remote);
  }

  private void track(Channel channel) {
    SocketAddress remote = channel.remoteAddress();
    if (remote != null) {
      open.put(remote, channel);
      channel.closeFuture().addListener(closed -> open.remove(remote, channel));
    }
  }

  /** Frame header (length, type, flags, stream), the last stream that is served, no error. */
  private static ByteBuf goAwayFrame() {
    return Unpooled.buffer()
        .writeMedium(GOAWAY_LENGTH)
        .writeByte(GOAWAY_TYPE)
        .writeByte(0)
        .writeInt(0)
        .writeInt(Integer.MAX_VALUE)
        .writeInt(0);
  }
}
