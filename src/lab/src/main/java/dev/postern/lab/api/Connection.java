package dev.postern.lab.api;

import dev.postern.lab.clock.ModelledWait;
import dev.postern.lab.host.Firewall;
import dev.postern.lab.model.Reply;

import io.netty.buffer.Unpooled;
import io.netty.channel.Channel;
import io.netty.channel.ChannelException;
import io.netty.channel.ChannelFutureListener;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelOption;
import io.netty.channel.SimpleChannelInboundHandler;
import io.netty.handler.codec.http.DefaultFullHttpResponse;
import io.netty.handler.codec.http.FullHttpRequest;
import io.netty.handler.codec.http.HttpHeaderNames;
import io.netty.handler.codec.http.HttpHeaderValues;
import io.netty.handler.codec.http.HttpResponseStatus;
import io.netty.handler.codec.http.HttpUtil;
import io.netty.handler.codec.http.HttpVersion;
import io.netty.handler.ssl.SslHandler;

import org.jspecify.annotations.Nullable;

import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.security.cert.Certificate;
import java.time.Duration;
import java.time.Instant;
import java.util.Optional;

import javax.net.ssl.SSLPeerUnverifiedException;

/** One client's connection to an API server: what it waits for, and what it gets. */
final class Connection extends SimpleChannelInboundHandler<FullHttpRequest> {
    /** Shorter waits are not modelled: they would cost more than they show. */
    private static final double NOTICEABLE = 0.02;

    /** {@code ReadHeaderTimeout} of the server (secure_serving.go). */
    private static final double GIVES_UP = 32;

    private final ApiServerSite site;
    private final Requests requests;
    private final Hold hold;
    private final long salt;
    private @Nullable ModelledWait wait;
    private boolean party;
    private InetAddress source = InetAddress.getLoopbackAddress();
    private @Nullable User user;

    Connection(ApiServerSite site, Requests requests, Hold hold, long salt) {
        this.site = site;
        this.requests = requests;
        this.hold = hold;
        this.salt = salt;
    }

    @Override
    public void channelActive(ChannelHandlerContext context) {
        source = ((InetSocketAddress) context.channel().remoteAddress()).getAddress();
        party = site.party().test(source);
        Firewall.Verdict verdict = site.verdict().apply(source);
        if (verdict == Firewall.Verdict.REJECT) {
            site.tally().reached(source.getHostAddress());
            reset(context.channel());
            return;
        }
        // Not before: a client that is still connecting goes on in real time, and with it the
        // clock.
        hold.onFirst(() -> handshake(context, verdict));
    }

    private void handshake(ChannelHandlerContext context, Firewall.Verdict verdict) {
        if (verdict == Firewall.Verdict.DROP) {
            // Silence for as long as the client cares to wait.
            if (party) {
                wait = site.clock().modelledWait();
            }
            return;
        }
        double handshake = site.model().servers().handshakeSeconds(site.server(), salt);
        if (handshake > GIVES_UP) {
            after(context, GIVES_UP, () -> reset(context.channel()));
        } else {
            ChannelHandlerContext first = context.pipeline().context(hold);
            after(context, handshake, () -> hold.release(first));
        }
    }

    @Override
    protected void channelRead0(ChannelHandlerContext context, FullHttpRequest request) {
        site.tally().reached(source.getHostAddress());
        User asks = user == null ? identify(context) : user;
        user = asks;
        Instant received = site.clock().now();
        boolean keep = HttpUtil.isKeepAlive(request);
        String agent = request.headers().get(HttpHeaderNames.USER_AGENT, "-");
        Requests.Asked asked =
                new Requests.Asked(
                        asks,
                        request.method().name(),
                        request.uri(),
                        request.content().toString(StandardCharsets.UTF_8),
                        site.tally().next());
        Reply reply = requests.arrive(asked);
        after(
                context,
                reply.seconds(),
                () -> {
                    Answer answer = requests.answer(asked, reply);
                    site.tally()
                            .answered(
                                    new Tally.Seen(
                                            received,
                                            site.clock().now(),
                                            asks.name(),
                                            asks.groups(),
                                            source.getHostAddress(),
                                            agent,
                                            asked.method(),
                                            asked.uri(),
                                            answer.status()));
                    send(context, answer, keep, asks);
                });
    }

    /** Waits by the lab's clock, then goes on in the event loop; not when the client is gone. */
    private void after(ChannelHandlerContext context, double seconds, Runnable then) {
        if (seconds < NOTICEABLE) {
            then.run();
            return;
        }
        Instant until = site.clock().now().plus(Duration.ofMillis(Math.round(seconds * 1000)));
        Runnable go =
                () ->
                        context.executor()
                                .execute(() -> {
                                    if (context.channel().isActive()) {
                                        then.run();
                                    }
                                });
        if (party) {
            wait = site.clock().modelledWait(until, go);
        } else {
            site.clock().schedule(until, go);
        }
    }

    private User identify(ChannelHandlerContext context) {
        SslHandler tls = context.pipeline().get(SslHandler.class);
        try {
            Certificate[] chain = tls.engine().getSession().getPeerCertificates();
            return User.of(chain[0], site.authority(), site.clock().now())
                    .orElse(Requests.STRANGER);
        } catch (SSLPeerUnverifiedException e) {
            return User.ANONYMOUS;
        }
    }

    private void send(ChannelHandlerContext context, Answer answer, boolean keep, User asks) {
        DefaultFullHttpResponse response =
                new DefaultFullHttpResponse(
                        HttpVersion.HTTP_1_1,
                        HttpResponseStatus.valueOf(answer.status()),
                        Unpooled.copiedBuffer(answer.body(), StandardCharsets.UTF_8));
        var headers = response.headers();
        headers.set(HttpHeaderNames.CONTENT_TYPE, answer.contentType());
        headers.set(HttpHeaderNames.CONTENT_LENGTH, response.content().readableBytes());
        headers.set(HttpHeaderNames.CACHE_CONTROL, "no-cache, private");
        requests.fairness(asks).forEach(headers::set);
        answer.headers().forEach(headers::set);
        if (keep) {
            var _ = context.writeAndFlush(response);
        } else {
            headers.set(HttpHeaderNames.CONNECTION, HttpHeaderValues.CLOSE);
            var _ = context.writeAndFlush(response).addListener(ChannelFutureListener.CLOSE);
        }
    }

    @Override
    public void channelInactive(ChannelHandlerContext context) throws Exception {
        Optional.ofNullable(wait).ifPresent(ModelledWait::disconnected);
        super.channelInactive(context);
    }

    @Override
    public void exceptionCaught(ChannelHandlerContext context, Throwable cause) {
        // A client that breaks off, or speaks no TLS: its connection ends, the server goes on.
        var _ = context.close();
    }

    /** The server is gone: what waited ends with a reset. In the event loop. */
    void cut(Channel channel) {
        Optional.ofNullable(wait).ifPresent(ModelledWait::end);
        reset(channel);
    }

    private static void reset(Channel channel) {
        try {
            channel.config().setOption(ChannelOption.SO_LINGER, 0);
        } catch (ChannelException e) {
            // The client has closed it in this very moment.
        }
        var _ = channel.close();
    }
}
