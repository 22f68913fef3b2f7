package dev.postern.reachkubernetes;

import dev.postern.core.value.Durations;
import dev.postern.core.value.Failure;
import dev.postern.core.value.Failure.Kind;

import java.io.EOFException;
import java.io.IOException;
import java.net.ConnectException;
import java.net.NoRouteToHostException;
import java.net.ProtocolException;
import java.nio.channels.ClosedChannelException;
import java.security.cert.CertPathValidatorException;
import java.security.cert.CertificateException;
import java.time.Duration;
import java.util.Locale;
import java.util.Optional;

import javax.net.ssl.SSLException;

/** What a failed exchange means, in plain words. */
final class ApiFailures {
    private static final String LOOK =
            "look at the object before you do it again: it may have happened";

    /** How far an exchange had come. */
    enum Phase {
        TCP,
        TLS,
        ANSWER
    }

    /**
     * @param server "eu-1/cp1 api by tunnel"
     * @param cut we gave up after {@code limit}
     * @param mayHaveHappened a change whose bytes may have left us
     */
    record Circumstances(
            String server, Phase phase, boolean cut, Duration limit, boolean mayHaveHappened) {}

    private ApiFailures() {}

    static Failure of(Circumstances c, Throwable cause) {
        Optional<CertificateException> certificate = find(cause, CertificateException.class);
        if (certificate.isPresent() && c.phase() != Phase.ANSWER) {
            return untrusted(c, certificate.get());
        }
        Optional<String> alert = certificateAlert(cause);
        if (alert.isPresent() && !c.cut()) {
            return Failure.unchanged(
                    Kind.REFUSED_IDENTITY,
                    c.server() + ": the server refused our certificate",
                    "its TLS alert: " + alert.get(),
                    "check the identity: it may have expired, or be of another cluster");
        }
        if (c.mayHaveHappened()) {
            return new Failure(
                    Kind.IN_DOUBT,
                    c.server() + ": the answer to a change was lost",
                    c.cut() ? "no answer within " + text(c) : words(cause),
                    "the change may have been made",
                    LOOK);
        }
        return switch (c.phase()) {
            case TCP -> noTcp(c, cause);
            case TLS -> noTls(c, cause);
            case ANSWER -> noAnswer(c, cause);
        };
    }

    private static Failure noTcp(Circumstances c, Throwable cause) {
        return Failure.unchanged(
                Kind.UNREACHABLE,
                c.server() + ": not reachable",
                c.cut() ? "no answer to TCP within " + text(c) : words(cause),
                "");
    }

    private static Failure noTls(Circumstances c, Throwable cause) {
        if (c.cut()) {
            return Failure.unchanged(
                    Kind.SATURATED,
                    c.server() + ": TCP answers, TLS does not",
                    "no handshake within "
                            + text(c)
                            + ": the server gets no CPU (CPU starvation) or accepts no more",
                    "wait, or take load away from it");
        }
        boolean foreign =
                find(cause, SSLException.class)
                        // "Unrecognized SSL message, plaintext connection?" and its like.
                        .filter(e -> words(e).contains("SSL message"))
                        .isPresent();
        return foreign
                ? Failure.unchanged(
                        Kind.BROKEN,
                        c.server() + ": what listens there does not speak TLS",
                        words(cause),
                        "check the port of the API server in fleet.yaml")
                : Failure.unchanged(
                        Kind.UNREACHABLE,
                        c.server() + ": the connection was closed during the TLS handshake",
                        closed(cause)
                                ? "nothing behind it, or the server is going down"
                                : words(cause),
                        "");
    }

    private static Failure noAnswer(Circumstances c, Throwable cause) {
        if (c.cut()) {
            return Failure.unchanged(
                    Kind.SATURATED,
                    c.server() + ": connected, but no answer",
                    "nothing came within " + text(c),
                    "wait, or take load away from it");
        }
        if (find(cause, Line.TooLarge.class).isPresent()) {
            return Failure.unchanged(
                    Kind.BROKEN,
                    c.server() + ": the answer is too large",
                    "more than " + (Line.LARGEST_BODY >> 20) + " MiB",
                    "");
        }
        if (find(cause, ProtocolException.class).isPresent()) {
            return Failure.unchanged(
                    Kind.BROKEN, c.server() + ": the answer is not HTTP", words(cause), "");
        }
        return Failure.unchanged(
                Kind.UNREACHABLE,
                c.server() + ": the connection was cut before the answer was whole",
                words(cause),
                "");
    }

    private static Failure untrusted(Circumstances c, CertificateException e) {
        String why =
                find(e, CertPathValidatorException.class)
                        .map(v -> words(v))
                        .orElseGet(() -> words(e));
        return Failure.unchanged(
                Kind.UNTRUSTED,
                c.server() + ": its certificate is not trusted",
                why,
                "find out who answers there; server-name and ca in fleet.yaml say what is expected");
    }

    /** Alerts by which a server says that it does not take our certificate (RFC 8446, 6.2). */
    private static Optional<String> certificateAlert(Throwable cause) {
        return find(cause, SSLException.class)
                .map(ApiFailures::words)
                .filter(w -> {
                    String lower = w.toLowerCase(Locale.ROOT);
                    return lower.contains("received fatal alert")
                            && (lower.contains("certificate")
                                    || lower.contains("unknown_ca")
                                    || lower.contains("access_denied"));
                });
    }

    private static boolean closed(Throwable cause) {
        return find(cause, EOFException.class).isPresent()
                || find(cause, ClosedChannelException.class).isPresent()
                || words(cause).contains("terminated the handshake")
                || words(cause).contains("reset");
    }

    private static String text(Circumstances c) {
        return Durations.text(c.limit());
    }

    /** The innermost reason that has words. */
    static String words(Throwable cause) {
        if (find(cause, NoRouteToHostException.class).isPresent()) {
            return "no route to the host";
        }
        String found = "";
        Throwable at = cause;
        for (int depth = 0; at != null && depth < 20; depth++) {
            String message = at.getMessage();
            if (message != null && !message.isBlank() && !message.startsWith("java.")) {
                found = message;
            }
            at = at.getCause();
        }
        if (!found.isEmpty()) {
            return found;
        }
        return find(cause, ConnectException.class).isPresent()
                ? "connection refused"
                : find(cause, IOException.class).isPresent()
                        ? "the connection was closed"
                        : cause.getClass().getSimpleName();
    }

    static <T extends Throwable> Optional<T> find(Throwable in, Class<T> wanted) {
        Throwable at = in;
        for (int depth = 0; at != null && depth < 20; depth++) {
            if (wanted.isInstance(at)) {
                return Optional.of(wanted.cast(at));
            }
            at = at.getCause();
        }
        return Optional.empty();
    }
}
