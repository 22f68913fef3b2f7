package dev.postern.lab.api;

import dev.postern.lab.model.ClusterModel;

import io.netty.bootstrap.ServerBootstrap;
import io.netty.channel.Channel;
import io.netty.channel.ChannelInitializer;
import io.netty.channel.ChannelOption;
import io.netty.channel.EventLoopGroup;
import io.netty.channel.socket.SocketChannel;
import io.netty.channel.socket.nio.NioServerSocketChannel;
import io.netty.handler.codec.http.HttpObjectAggregator;
import io.netty.handler.codec.http.HttpServerCodec;
import io.netty.handler.ssl.ClientAuth;
import io.netty.handler.ssl.SslContext;
import io.netty.handler.ssl.SslContextBuilder;
import io.netty.handler.ssl.SslHandler;

import org.jspecify.annotations.Nullable;

import java.net.InetSocketAddress;
import java.security.cert.X509Certificate;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicLong;

import javax.net.ssl.SSLException;
import javax.net.ssl.X509TrustManager;

/**
 * The port of one API server. It is bound while the model's server listens, and closed while it
 * does not, so that a client is refused by the kernel as it would be.
 */
public final class ApiEndpoint implements AutoCloseable {
    /** Where API servers listen on kubeadm. */
    public static final int PORT = 6443;

    /** The server's own limit for a request's body (etcd's 1.5 MB, doubled). */
    private static final int BODY = 3 << 20;

    private final ApiServerSite site;
    private final Requests requests;
    private final ServerBootstrap bootstrap;
    private final Map<Channel, Connection> open = new ConcurrentHashMap<>();
    private final AtomicLong connections = new AtomicLong();
    private @Nullable Channel listener;
    private int serial = -1;
    private boolean closed;
    private volatile Presented presented;

    /** A serving certificate, and what speaks TLS with it. */
    private record Presented(X509Certificate certificate, SslContext tls) {}

    ApiEndpoint(ApiServerSite site, Pki.Signed serving, EventLoopGroup loops) {
        this.site = site;
        this.requests = new Requests(site);
        this.presented = present(serving);
        this.bootstrap =
                new ServerBootstrap()
                        .group(loops)
                        .channel(NioServerSocketChannel.class)
                        .option(ChannelOption.SO_REUSEADDR, true)
                        .childHandler(
                                new ChannelInitializer<SocketChannel>() {
                                    @Override
                                    protected void initChannel(SocketChannel channel) {
                                        accept(channel);
                                    }
                                });
    }

    private Presented present(Pki.Signed serving) {
        try {
            return new Presented(
                    serving.certificate(),
                    SslContextBuilder.forServer(serving.key().getPrivate(), serving.certificate())
                            .clientAuth(ClientAuth.OPTIONAL)
                            .trustManager(new AnyCertificate(site.authority()))
                            .protocols("TLSv1.3", "TLSv1.2")
                            // The key is only in memory: no password to stretch, host after host.
                            .keyStoreType("JKS")
                            .build());
        } catch (SSLException e) {
            throw new IllegalStateException("the lab cannot serve TLS", e);
        }
    }

    /** As a real server does it, which watches the files (apiserver, dynamiccertificates). */
    private SslContext tls() {
        Optional<Pki.Signed> now = site.serving().get();
        if (now.isPresent() && !now.get().certificate().equals(presented.certificate())) {
            presented = present(now.get());
        }
        return presented.tls();
    }

    private void accept(SocketChannel channel) {
        Hold hold = new Hold();
        Connection connection = new Connection(site, requests, hold, connections.incrementAndGet());
        open.put(channel, connection);
        var _ = channel.closeFuture().addListener(f -> open.remove(channel));
        SslHandler secured = tls().newHandler(channel.alloc());
        // Before it is added: the limit is set when it is, and real time is none of the lab's.
        secured.setHandshakeTimeoutMillis(0);
        channel.pipeline()
                .addLast(hold)
                .addLast(secured)
                .addLast(new HttpServerCodec())
                .addLast(new HttpObjectAggregator(BODY))
                .addLast(connection);
    }

    /** Follows the model: binds or closes the port, and resets what a dead server had open. */
    public synchronized void follow() {
        ClusterModel model = site.model();
        boolean listens = !closed && model.servers().listening(site.server());
        int now = model.servers().serial(site.server());
        if (listener != null && (!listens || now != serial)) {
            var _ = listener.close().syncUninterruptibly();
            listener = null;
            open.forEach((channel, c) -> channel.eventLoop().execute(() -> c.cut(channel)));
        }
        if (listens && listener == null) {
            var bound =
                    bootstrap
                            .bind(new InetSocketAddress(site.address(), PORT))
                            .awaitUninterruptibly();
            // The old listener's descriptor may be freed a moment later; the next tick tries again.
            if (bound.isSuccess()) {
                listener = bound.channel();
                serial = now;
            }
        }
    }

    /** What real clients sent. */
    public Tally tally() {
        return site.tally();
    }

    @Override
    public synchronized void close() {
        closed = true;
        if (listener != null) {
            var _ = listener.close().syncUninterruptibly();
            listener = null;
        }
        open.forEach((channel, c) -> channel.eventLoop().execute(() -> c.cut(channel)));
    }

    /** Any client certificate gets through TLS; who it is, is decided per request (401). */
    private record AnyCertificate(X509Certificate authority) implements X509TrustManager {
        @Override
        public void checkClientTrusted(X509Certificate[] chain, String type) {}

        @Override
        public void checkServerTrusted(X509Certificate[] chain, String type) {}

        @Override
        public X509Certificate[] getAcceptedIssuers() {
            return new X509Certificate[] {authority};
        }
    }
}
