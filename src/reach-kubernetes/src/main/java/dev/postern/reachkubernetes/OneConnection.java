package dev.postern.reachkubernetes;

import org.jspecify.annotations.Nullable;

import java.security.KeyManagementException;
import java.security.NoSuchAlgorithmException;
import java.security.SecureRandom;
import java.util.concurrent.atomic.AtomicBoolean;

import javax.net.ssl.KeyManager;
import javax.net.ssl.SSLContext;
import javax.net.ssl.SSLContextSpi;
import javax.net.ssl.SSLEngine;
import javax.net.ssl.SSLParameters;
import javax.net.ssl.SSLServerSocketFactory;
import javax.net.ssl.SSLSessionContext;
import javax.net.ssl.SSLSocketFactory;
import javax.net.ssl.TrustManager;

/**
 * A TLS context that gives one engine in its life, so that a client with it opens one connection
 * and never another behind our back.
 */
final class OneConnection extends SSLContext {

    /** A second connection was wanted: the first is gone, and nothing was sent. */
    static final class Gone extends IllegalStateException {
        private static final long serialVersionUID = 1;

        Gone() {
            super("the connection is gone");
        }
    }

    private OneConnection(SSLContext context, WatchedEngine.Watch watch) {
        super(new Spi(context, watch), context.getProvider(), context.getProtocol());
    }

    /** One connection by this context, whose sessions may be resumed by the next. */
    static SSLContext of(SSLContext context, WatchedEngine.Watch watch) {
        return new OneConnection(context, watch);
    }

    /** With this identity and this trust, and nothing of the system's. */
    static SSLContext context(KeyManager[] identity, TrustManager trust) {
        try {
            SSLContext context = SSLContext.getInstance("TLS");
            context.init(identity, new TrustManager[] {trust}, null);
            return context;
        } catch (NoSuchAlgorithmException | KeyManagementException e) {
            throw new IllegalStateException("every Java platform has TLS", e);
        }
    }

    private static final class Spi extends SSLContextSpi {
        private final SSLContext context;
        private final WatchedEngine.Watch watch;
        private final AtomicBoolean given = new AtomicBoolean();

        Spi(SSLContext context, WatchedEngine.Watch watch) {
            this.context = context;
            this.watch = watch;
        }

        @Override
        protected SSLEngine engineCreateSSLEngine(String host, int port) {
            if (!given.compareAndSet(false, true)) {
                throw new Gone();
            }
            return new WatchedEngine(context.createSSLEngine(host, port), watch);
        }

        @Override
        protected SSLEngine engineCreateSSLEngine() {
            return context.createSSLEngine();
        }

        @Override
        protected void engineInit(
                KeyManager @Nullable [] keys,
                TrustManager @Nullable [] trust,
                @Nullable SecureRandom random) {
            throw new IllegalStateException("it is initialised already");
        }

        @Override
        protected SSLParameters engineGetDefaultSSLParameters() {
            return context.getDefaultSSLParameters();
        }

        @Override
        protected SSLParameters engineGetSupportedSSLParameters() {
            return context.getSupportedSSLParameters();
        }

        @Override
        protected SSLSocketFactory engineGetSocketFactory() {
            return context.getSocketFactory();
        }

        @Override
        protected SSLServerSocketFactory engineGetServerSocketFactory() {
            return context.getServerSocketFactory();
        }

        @Override
        protected SSLSessionContext engineGetServerSessionContext() {
            return context.getServerSessionContext();
        }

        @Override
        protected SSLSessionContext engineGetClientSessionContext() {
            return context.getClientSessionContext();
        }
    }
}
