package dev.postern.lab.cloud;

import dev.postern.lab.model.ClusterModel;

import io.netty.bootstrap.ServerBootstrap;
import io.netty.buffer.Unpooled;
import io.netty.channel.Channel;
import io.netty.channel.ChannelFuture;
import io.netty.channel.ChannelFutureListener;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelInitializer;
import io.netty.channel.ChannelOption;
import io.netty.channel.EventLoopGroup;
import io.netty.channel.SimpleChannelInboundHandler;
import io.netty.channel.socket.SocketChannel;
import io.netty.channel.socket.nio.NioServerSocketChannel;
import io.netty.handler.codec.http.DefaultFullHttpResponse;
import io.netty.handler.codec.http.FullHttpRequest;
import io.netty.handler.codec.http.HttpHeaderNames;
import io.netty.handler.codec.http.HttpHeaderValues;
import io.netty.handler.codec.http.HttpObjectAggregator;
import io.netty.handler.codec.http.HttpResponseStatus;
import io.netty.handler.codec.http.HttpServerCodec;
import io.netty.handler.codec.http.HttpUtil;
import io.netty.handler.codec.http.HttpVersion;
import io.netty.handler.codec.http.QueryStringDecoder;

import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;

/** The HTTP endpoint of the lab's cloud. It answers at once: a cloud's API is not sick here. */
public final class CloudEndpoint implements AutoCloseable {
    /** A signed form is small. */
    private static final int BODY = 64 << 10;

    private final AutoScaling scaling;
    private final Channel listener;

    /**
     * @param groups by the names of their Auto Scaling groups
     */
    public CloudEndpoint(
            InetSocketAddress address,
            Map<String, ClusterModel> groups,
            Instant created,
            EventLoopGroup loops) {
        this.scaling = new AutoScaling(groups, created);
        this.listener =
                new ServerBootstrap()
                        .group(loops)
                        .channel(NioServerSocketChannel.class)
                        .option(ChannelOption.SO_REUSEADDR, true)
                        .childHandler(
                                new ChannelInitializer<SocketChannel>() {
                                    @Override
                                    protected void initChannel(SocketChannel channel) {
                                        channel.pipeline()
                                                .addLast(new HttpServerCodec())
                                                .addLast(new HttpObjectAggregator(BODY))
                                                .addLast(new Form());
                                    }
                                })
                        .bind(address)
                        .syncUninterruptibly()
                        .channel();
    }

    /** Where it listens. */
    public InetSocketAddress address() {
        return (InetSocketAddress) listener.localAddress();
    }

    @Override
    public void close() {
        var _ = listener.close().syncUninterruptibly();
    }

    private final class Form extends SimpleChannelInboundHandler<FullHttpRequest> {
        @Override
        protected void channelRead0(ChannelHandlerContext context, FullHttpRequest request) {
            Map<String, String> form = new LinkedHashMap<>();
            new QueryStringDecoder(request.content().toString(StandardCharsets.UTF_8), false)
                    .parameters()
                    .forEach((k, v) -> form.put(k, v.isEmpty() ? "" : v.getFirst()));
            Optional<String> authorization =
                    Optional.ofNullable(request.headers().get(HttpHeaderNames.AUTHORIZATION));
            AutoScaling.Answered answer = scaling.answer(form, authorization);
            boolean keep = HttpUtil.isKeepAlive(request);
            DefaultFullHttpResponse response =
                    new DefaultFullHttpResponse(
                            HttpVersion.HTTP_1_1,
                            HttpResponseStatus.valueOf(answer.status()),
                            Unpooled.copiedBuffer(answer.xml(), StandardCharsets.UTF_8));
            response.headers()
                    .set(HttpHeaderNames.CONTENT_TYPE, "text/xml")
                    .set(HttpHeaderNames.CONTENT_LENGTH, response.content().readableBytes());
            if (!keep) {
                response.headers().set(HttpHeaderNames.CONNECTION, HttpHeaderValues.CLOSE);
            }
            ChannelFuture written = context.writeAndFlush(response);
            if (!keep) {
                var _ = written.addListener(ChannelFutureListener.CLOSE);
            }
        }

        @Override
        public void exceptionCaught(ChannelHandlerContext context, Throwable cause) {
            // A client that breaks off: its connection ends, the endpoint goes on.
            var _ = context.close();
        }
    }
}
