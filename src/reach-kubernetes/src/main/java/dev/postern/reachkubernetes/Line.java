package dev.postern.reachkubernetes;

import io.fabric8.kubernetes.client.http.AsyncBody;
import io.fabric8.kubernetes.client.http.HttpResponse;
import io.fabric8.kubernetes.client.http.StandardHttpRequest;
import io.fabric8.kubernetes.client.jdkhttp.JdkHttpClientImpl;

import org.jspecify.annotations.Nullable;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.net.InetAddress;
import java.nio.ByteBuffer;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.Executor;

import javax.net.ssl.SSLContext;

/**
 * One TLS connection to an API server, for its whole life: a client of fabric8 that can open one
 * connection and no second, with one request on it at a time.
 *
 * <p>The JDK's client cannot be told to close one connection of several, nor asked whether it will
 * open a new one. With one connection a client, closing is closing the client, and opening is made
 * by us, who must ask the pacer before.
 */
final class Line implements AutoCloseable {
    /** The most of an answer's body that is taken. */
    static final int LARGEST_BODY = 8 << 20;

    private final JdkHttpClientImpl client;
    private final java.net.http.HttpClient jdk;
    private volatile @Nullable Flight flight;
    private volatile boolean dead;

    /** What the server sent. */
    record Raw(int status, Map<String, String> headers, byte[] body) {}

    /** An answer larger than {@link #LARGEST_BODY}. */
    static final class TooLarge extends IOException {
        private static final long serialVersionUID = 1;
    }

    /** Who is told how far a request has come; from threads of the HTTP client, must not block. */
    interface Watch {
        /** TCP is there, and nothing was sent yet. May be said again. */
        void connected();

        /** TLS is there, and nothing of the request was sent yet. May be said again. */
        void secured();
    }

    /** One request on its way. */
    static final class Flight {
        private final Watch watch;
        private final CompletableFuture<Raw> answer = new CompletableFuture<>();
        private volatile boolean sent;

        Flight(Watch watch) {
            this.watch = watch;
        }

        CompletableFuture<Raw> answer() {
            return answer;
        }

        /** Whether any of its bytes may have left us. */
        boolean isSent() {
            return sent;
        }
    }

    /**
     * Nothing is dialled before the first {@link #send}.
     *
     * @param source the address to dial from; empty leaves it to the system
     * @param serverName sent as SNI where it is a name
     */
    Line(SSLContext identity, Optional<InetAddress> source, String serverName, Executor executor) {
        ClientFactory factory =
                new ClientFactory(
                        OneConnection.of(identity, new Telltale()), source, serverName, executor);
        client = factory.open();
        jdk = factory.opened();
    }

    private final class Telltale implements WatchedEngine.Watch {
        @Override
        public void connected() {
            watch().ifPresent(Watch::connected);
        }

        @Override
        public void secured() {
            watch().ifPresent(Watch::secured);
        }

        private Optional<Watch> watch() {
            return Optional.ofNullable(flight).map(f -> f.watch);
        }

        @Override
        public void sending() {
            Flight f = flight;
            if (f != null) {
                f.sent = true;
            }
        }
    }

    /** Puts one request on the wire; the line must not have another one in flight. */
    Flight send(StandardHttpRequest request, Watch watch) {
        Flight f = new Flight(watch);
        flight = f;
        Collector body = new Collector();
        try {
            // Past fabric8's retries: this is the one method that sends once, whatever comes.
            var _ =
                    client.consumeBytesDirect(request, body)
                            .whenComplete((response, failure) -> {
                                if (failure != null) {
                                    fail(f, failure);
                                } else {
                                    receive(f, response, body);
                                }
                            });
        } catch (RuntimeException e) {
            fail(f, e);
        }
        return f;
    }

    private void receive(Flight f, HttpResponse<AsyncBody> response, Collector body) {
        var _ =
                response.body()
                        .done()
                        .whenComplete((done, failure) -> {
                            if (body.tooLarge) {
                                fail(f, new TooLarge());
                            } else if (failure != null) {
                                fail(f, failure);
                            } else {
                                f.answer.complete(
                                        new Raw(
                                                response.code(),
                                                flat(response.headers()),
                                                body.bytes()));
                            }
                        });
        response.body().consume();
    }

    private static Map<String, String> flat(Map<String, List<String>> headers) {
        Map<String, String> flat = new TreeMap<>();
        headers.forEach((name, values) ->
                flat.put(name.toLowerCase(Locale.ROOT), String.join(", ", values)));
        return flat;
    }

    /** Takes the body up to the limit. */
    private static final class Collector implements AsyncBody.Consumer<List<ByteBuffer>> {
        private final ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        private volatile boolean tooLarge;

        @Override
        public synchronized void consume(List<ByteBuffer> buffers, AsyncBody body) {
            for (ByteBuffer b : buffers) {
                if (bytes.size() + b.remaining() > LARGEST_BODY) {
                    tooLarge = true;
                    body.cancel();
                    return;
                }
                byte[] part = new byte[b.remaining()];
                b.get(part);
                bytes.writeBytes(part);
            }
            body.consume();
        }

        synchronized byte[] bytes() {
            return bytes.toByteArray();
        }
    }

    private void fail(Flight f, Throwable failure) {
        dead = true;
        f.answer.completeExceptionally(failure);
    }

    boolean isDead() {
        return dead || client.isClosed();
    }

    /** Ends whatever is in flight, at once, and closes the socket. May be called by any thread. */
    @Override
    public void close() {
        dead = true;
        Flight f = flight;
        if (f != null) {
            fail(f, new IOException("cut"));
        }
        client.close();
        jdk.shutdownNow();
    }
}
