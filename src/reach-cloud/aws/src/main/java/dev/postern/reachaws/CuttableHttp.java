package dev.postern.reachaws;

import org.jspecify.annotations.Nullable;

import software.amazon.awssdk.http.ExecutableHttpRequest;
import software.amazon.awssdk.http.HttpExecuteRequest;
import software.amazon.awssdk.http.SdkHttpClient;
import software.amazon.awssdk.http.urlconnection.UrlConnectionHttpClient;

import java.time.Duration;
import java.util.concurrent.atomic.AtomicReference;

/** The JDK's HTTP for the SDK, with a handle on the request that a thread has on the wire. */
final class CuttableHttp implements SdkHttpClient {
    static {
        // HttpURLConnection sends a POST a second time by itself when the connection was closed
        // before an answer; every request of this API is a POST, and may have happened.
        if (System.getProperty("sun.net.http.retryPost") == null) {
            System.setProperty("sun.net.http.retryPost", "false");
        }
    }

    // Real seconds, and only a safety net: what limits a call is the port Time.
    private static final Duration CONNECT = Duration.ofSeconds(10);
    private static final Duration READ = Duration.ofSeconds(60);

    private static final ThreadLocal<Handle> HERE = new ThreadLocal<>();

    private final SdkHttpClient client =
            UrlConnectionHttpClient.builder()
                    .connectionTimeout(CONNECT)
                    .socketTimeout(READ)
                    .build();

    /** The request of one call. */
    static final class Handle {
        private final AtomicReference<@Nullable ExecutableHttpRequest> request =
                new AtomicReference<>();
        private volatile boolean sent;

        /** Closes its socket. */
        void cut() {
            ExecutableHttpRequest r = request.get();
            if (r != null) {
                r.abort();
            }
        }

        /** Whether a request was begun at all. */
        boolean isSent() {
            return sent;
        }
    }

    /** What this thread requests from now on is that call's. */
    void bind(Handle handle) {
        HERE.set(handle);
    }

    @Override
    public ExecutableHttpRequest prepareRequest(HttpExecuteRequest request) {
        ExecutableHttpRequest prepared = client.prepareRequest(request);
        Handle handle = HERE.get();
        if (handle != null) {
            handle.request.set(prepared);
            handle.sent = true;
        }
        return prepared;
    }

    @Override
    public String clientName() {
        return client.clientName();
    }

    @Override
    public void close() {
        client.close();
    }
}
