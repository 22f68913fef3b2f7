package dev.postern.reachkubernetes;

import io.fabric8.kubernetes.client.jdkhttp.JdkHttpClientFactory;
import io.fabric8.kubernetes.client.jdkhttp.JdkHttpClientImpl;

import org.jspecify.annotations.Nullable;

import java.net.InetAddress;
import java.net.ProxySelector;
import java.net.http.HttpClient;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.Executor;

import javax.net.ssl.SNIHostName;
import javax.net.ssl.SSLContext;
import javax.net.ssl.SSLParameters;

/** Makes fabric8's client over one JDK client that we hold too: fabric8 never closes that one. */
final class ClientFactory extends JdkHttpClientFactory {
    private final SSLContext tls;
    private final Optional<InetAddress> source;
    private final String serverName;
    private final Executor executor;
    private @Nullable HttpClient opened;

    ClientFactory(
            SSLContext tls, Optional<InetAddress> source, String serverName, Executor executor) {
        this.tls = tls;
        this.source = source;
        this.serverName = serverName;
        this.executor = executor;
    }

    JdkHttpClientImpl open() {
        io.fabric8.kubernetes.client.http.HttpClient.Builder builder = newBuilder();
        return (JdkHttpClientImpl) builder.build();
    }

    HttpClient opened() {
        HttpClient client = opened;
        if (client == null) {
            throw new IllegalStateException("nothing was opened");
        }
        return client;
    }

    @Override
    protected HttpClient.Builder createNewHttpClientBuilder() {
        // HTTP/2 of the JDK goes on using a connection that is silently dead; HTTP/1.1 does not.
        HttpClient.Builder builder =
                HttpClient.newBuilder()
                        .executor(executor)
                        .version(HttpClient.Version.HTTP_1_1)
                        .followRedirects(HttpClient.Redirect.NEVER)
                        .proxy(HttpClient.Builder.NO_PROXY)
                        .sslContext(tls)
                        .sslParameters(parameters());
        source.ifPresent(builder::localAddress);
        return new Keeping(builder);
    }

    private SSLParameters parameters() {
        SSLParameters parameters = tls.getDefaultSSLParameters();
        try {
            InetAddress.ofLiteral(serverName);
        } catch (IllegalArgumentException e) {
            // A name, not an address: servers may choose their certificate by it.
            parameters.setServerNames(List.of(new SNIHostName(serverName)));
        }
        return parameters;
    }

    /** Remembers what it built; everything else is passed on. */
    private final class Keeping implements HttpClient.Builder {
        private final HttpClient.Builder builder;

        Keeping(HttpClient.Builder builder) {
            this.builder = builder;
        }

        @Override
        public HttpClient build() {
            HttpClient client = builder.build();
            opened = client;
            return client;
        }

        @Override
        public HttpClient.Builder cookieHandler(java.net.CookieHandler handler) {
            builder.cookieHandler(handler);
            return this;
        }

        @Override
        public HttpClient.Builder connectTimeout(java.time.Duration duration) {
            builder.connectTimeout(duration);
            return this;
        }

        @Override
        public HttpClient.Builder sslContext(SSLContext context) {
            builder.sslContext(context);
            return this;
        }

        @Override
        public HttpClient.Builder sslParameters(SSLParameters parameters) {
            builder.sslParameters(parameters);
            return this;
        }

        @Override
        public HttpClient.Builder executor(Executor with) {
            builder.executor(with);
            return this;
        }

        @Override
        public HttpClient.Builder followRedirects(HttpClient.Redirect policy) {
            builder.followRedirects(policy);
            return this;
        }

        @Override
        public HttpClient.Builder version(HttpClient.Version version) {
            builder.version(version);
            return this;
        }

        @Override
        public HttpClient.Builder priority(int priority) {
            builder.priority(priority);
            return this;
        }

        @Override
        public HttpClient.Builder proxy(ProxySelector selector) {
            builder.proxy(selector);
            return this;
        }

        @Override
        public HttpClient.Builder authenticator(java.net.Authenticator authenticator) {
            builder.authenticator(authenticator);
            return this;
        }
    }
}
