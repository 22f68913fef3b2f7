package dev.postern.reachkubernetes;

import dev.postern.core.reach.KubernetesApi.Request;
import dev.postern.core.time.Time;
import dev.postern.core.value.Failure;
import dev.postern.core.value.JsonValue;
import dev.postern.json.JsonText;
import dev.postern.reachkubernetes.ApiFailures.Circumstances;
import dev.postern.reachkubernetes.ApiFailures.Phase;

import io.fabric8.kubernetes.client.http.StandardHttpRequest;

import org.jspecify.annotations.Nullable;

import java.net.Inet6Address;
import java.net.InetSocketAddress;
import java.net.URI;
import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.util.TreeMap;
import java.util.concurrent.ExecutionException;

/**
 * One request over one line, phase by phase: one exchange on the port Time, in which each phase has
 * its own limit, so that the time each took is known and a hang is told from a refusal.
 */
final class Wire {
    static final Duration TCP = Duration.ofSeconds(2);
    static final Duration TLS = Duration.ofSeconds(10);

    private final Time time;
    private final String userAgent;

    Wire(Time time, String userAgent) {
        this.time = time;
        this.userAgent = userAgent;
    }

    /** What came of it. */
    sealed interface Result {
        record Answered(Line.Raw raw, Duration tcp, Duration tls, Duration answer)
                implements Result {}

        /**
         * @param sent whether any of the request may have left us
         * @param met whether the server was there at all: not where TCP was refused, or ended by
         *     itself before a handshake
         */
        record Lost(Failure failure, boolean sent, boolean met) implements Result {}

        /** The kept connection was closed meanwhile; nothing was sent. */
        record Gone() implements Result {}
    }

    /**
     * @param fresh whether the line was not dialled yet
     * @param server for people: "eu-1/cp1 api by tunnel"
     */
    Result exchange(
            Line line, boolean fresh, InetSocketAddress to, String server, Request request) {
        StandardHttpRequest http = http(to, request);
        Course course = new Course(fresh, request.within());
        Line.Flight flight = null;
        Throwable cause;
        boolean cut;
        try (Time.Exchange exchange = time.exchange(course.limit(), line::close)) {
            course.exchange = exchange;
            try {
                // Inside the exchange: from the first byte on, others may be waiting for us.
                flight = line.send(http, course);
                return course.answered(flight.answer().get());
            } catch (ExecutionException e) {
                cause = e.getCause() == null ? e : e.getCause();
                cut = exchange.wasCut();
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
                cause = e;
                cut = false;
            }
        }
        boolean sent = flight != null && flight.isSent();
        line.close();
        if (cause instanceof InterruptedException) {
            return new Result.Lost(stopped(server, request, sent), sent, true);
        }
        boolean inDoubt = sent && request.verb().changes();
        if (!inDoubt && ApiFailures.find(cause, OneConnection.Gone.class).isPresent()) {
            return new Result.Gone();
        }
        Failure failure =
                ApiFailures.of(
                        new Circumstances(server, course.phase, cut, course.limit(), inDoubt),
                        cause);
        boolean met =
                switch (course.phase) {
                    case TCP -> false;
                    // By a tunnel TCP always answers: it is ours.
                    case TLS -> failure.kind() != Failure.Kind.UNREACHABLE;
                    case ANSWER -> true;
                };
        return new Result.Lost(failure, sent, met);
    }

    /**
     * How far a request has come. A phase ends in the HTTP client's own thread, before the next
     * one's first byte is sent: in a lab, time may move from that byte on.
     */
    private final class Course implements Line.Watch {
        private final Duration within;
        private final Instant begun = time.now();
        private Instant tcp = begun;
        private Instant tls = begun;
        private volatile Phase phase;
        private Time.@Nullable Exchange exchange;

        Course(boolean fresh, Duration within) {
            this.within = within;
            this.phase = fresh ? Phase.TCP : Phase.ANSWER;
        }

        /** How long the phase in which it is may take. */
        Duration limit() {
            return switch (phase) {
                case TCP -> TCP;
                case TLS -> TLS;
                case ANSWER -> within;
            };
        }

        @Override
        public synchronized void connected() {
            if (phase == Phase.TCP) {
                tcp = time.now();
                tls = tcp;
                next(Phase.TLS);
            }
        }

        @Override
        public synchronized void secured() {
            if (phase == Phase.TLS) {
                tls = time.now();
                next(Phase.ANSWER);
            }
        }

        private void next(Phase reached) {
            phase = reached;
            if (exchange != null) {
                exchange.next(limit());
            }
        }

        synchronized Result answered(Line.Raw raw) {
            return new Result.Answered(
                    raw,
                    Duration.between(begun, tcp),
                    Duration.between(tcp, tls),
                    Duration.between(tls, time.now()));
        }
    }

    private static Failure stopped(String server, Request request, boolean sent) {
        boolean inDoubt = sent && request.verb().changes();
        return new Failure(
                inDoubt ? Failure.Kind.IN_DOUBT : Failure.Kind.ABORTED,
                server + ": stopped while it was asked",
                "",
                inDoubt ? "the change may have been made" : "nothing was changed",
                "");
    }

    private StandardHttpRequest http(InetSocketAddress to, Request request) {
        StandardHttpRequest.Builder builder = new StandardHttpRequest.Builder();
        builder.uri(uri(to, request));
        builder.setHeader("Accept", "application/json");
        builder.setHeader("User-Agent", userAgent);
        // fabric8 takes "no body" to mean "no content type".
        builder.method(
                request.verb().name(),
                request.contentType(),
                request.body().map(Wire::text).orElse(null));
        return builder.build();
    }

    private static String text(JsonValue body) {
        return JsonText.line(body);
    }

    private static URI uri(InetSocketAddress to, Request request) {
        String address = to.getAddress().getHostAddress();
        StringBuilder uri =
                new StringBuilder("https://")
                        .append(
                                to.getAddress() instanceof Inet6Address
                                        ? "[" + address + "]"
                                        : address)
                        .append(':')
                        .append(to.getPort())
                        .append(request.target());
        char separator = request.target().indexOf('?') < 0 ? '?' : '&';
        for (var e : new TreeMap<>(request.query()).entrySet()) {
            uri.append(separator)
                    .append(encode(e.getKey()))
                    .append('=')
                    .append(encode(e.getValue()));
            separator = '&';
        }
        return URI.create(uri.toString());
    }

    private static String encode(String text) {
        return URLEncoder.encode(text, StandardCharsets.UTF_8);
    }
}
