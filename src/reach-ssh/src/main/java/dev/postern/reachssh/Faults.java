package dev.postern.reachssh;

import com.jcraft.jsch.JSchAlgoNegoFailException;
import com.jcraft.jsch.JSchException;
import com.jcraft.jsch.JSchHostKeyException;
import com.jcraft.jsch.JSchInvalidHostCertificateException;
import com.jcraft.jsch.JSchSessionDisconnectException;
import com.jcraft.jsch.JSchUnknownCAKeyException;

import dev.postern.core.text.Neutral;
import dev.postern.core.value.Durations;
import dev.postern.core.value.Failure;
import dev.postern.core.value.Failure.Kind;

import java.io.EOFException;
import java.net.ConnectException;
import java.net.InetSocketAddress;
import java.net.NoRouteToHostException;
import java.net.SocketTimeoutException;
import java.time.Duration;
import java.util.List;

/** What JSch and the system say of a connection, as failures. Measured on JSch 2.28.8. */
final class Faults {
    private Faults() {}

    /** TCP itself did not come to be. */
    static Failure notReached(
            Hop hop, InetSocketAddress to, Throwable e, boolean cut, Duration within) {
        String at = Literal.text(to);
        String why;
        if (cut || e instanceof SocketTimeoutException) {
            why =
                    "no answer from "
                            + at
                            + " within "
                            + Durations.text(within)
                            + ": it is down, or a firewall drops what we send";
        } else if (e instanceof NoRouteToHostException) {
            why = at + ": no route, or a firewall forbids it";
        } else if (e instanceof ConnectException) {
            why = at + " refuses the connection: nothing listens there, or a firewall rejects it";
        } else {
            why = at + ": " + text(e);
        }
        return Failure.unchanged(
                Kind.UNREACHABLE,
                hop.name() + ": ssh does not reach it",
                why,
                "try another path: ssh -p " + to.getPort() + " " + Literal.text(to.getAddress()));
    }

    /** The jump host did not open the way to the next. */
    static Failure notForwarded(Hop hop, InetSocketAddress to, String by, int code) {
        String at = Literal.text(to);
        return switch (code) {
            case 1 ->
                    Failure.unchanged(
                            Kind.BROKEN,
                            hop.name() + ": " + by + " forbids forwarding to it",
                            "its sshd does not allow " + at,
                            "on " + by + ": AllowTcpForwarding and PermitOpen in sshd_config");
            case 2 ->
                    Failure.unchanged(
                            Kind.UNREACHABLE,
                            hop.name() + ": not reached from " + by,
                            at + " refuses the connection there, or has no route",
                            "try another jump host");
            default ->
                    Failure.unchanged(
                            Kind.UNREACHABLE,
                            hop.name() + ": not reached from " + by,
                            "no answer from " + at + " there: a firewall drops what is sent",
                            "try another jump host");
        };
    }

    /** TCP is there, and the SSH session did not come to be. */
    static Failure noSession(
            Hop hop,
            InetSocketAddress to,
            Throwable e,
            boolean cut,
            Duration within,
            HostKeyPolicy keys,
            List<String> tried) {
        String at = Literal.text(to);
        if (cut) {
            return Failure.unchanged(
                    Kind.SATURATED,
                    hop.name() + ": ssh did not answer within " + Durations.text(within),
                    at + " accepts connections, then stays silent: starved, or not an SSH server",
                    "wait, or try another path");
        }
        if (e instanceof JSchHostKeyException
                || e instanceof JSchInvalidHostCertificateException
                || e instanceof JSchUnknownCAKeyException) {
            return keys.refusal(text(e));
        }
        String said = text(e);
        if (e instanceof JSchAlgoNegoFailException) {
            return Failure.unchanged(
                    Kind.BROKEN,
                    hop.name() + ": no cipher or key type in common",
                    said,
                    "allow a current algorithm in its sshd_config");
        }
        if ((e instanceof JSchSessionDisconnectException d && d.getReasonCode() == 2)
                || said.contains("Too many authentication failures")) {
            return refused(
                    hop,
                    "it was offered too many keys: " + said,
                    "say the one that fits: credentials: [file: …] in fleet.yaml");
        }
        if (said.startsWith("Auth ") || said.startsWith("USERAUTH fail")) {
            return refused(
                    hop,
                    (tried.isEmpty() ? "there is no key to offer" : String.join("; ", tried))
                            + methods(said),
                    "ask for one of these keys on the host, or name another:"
                            + " credentials: [file: …] in fleet.yaml");
        }
        if (said.contains("closed by foreign host")
                || said.contains("Connection reset")
                || said.contains("Broken pipe")
                || e.getCause() instanceof EOFException) {
            return Failure.unchanged(
                    Kind.SATURATED,
                    hop.name() + ": it closes the connection before ssh begins",
                    at
                            + ": its sshd has too many logins under way (MaxStartups), or bars us,"
                            + " or it is no SSH server",
                    "wait a minute; on the host: journalctl -u ssh");
        }
        return Failure.unchanged(
                Kind.UNREACHABLE,
                hop.name() + ": ssh does not reach it",
                at + ": " + said,
                "try: ssh -v -p " + to.getPort() + " " + Literal.text(to.getAddress()));
    }

    private static Failure refused(Hop hop, String why, String next) {
        return Failure.unchanged(
                Kind.REFUSED_IDENTITY, hop.name() + ": ssh refuses us as " + hop.user(), why, next);
    }

    /** "Auth fail for methods 'publickey,password'": what the server would take. */
    private static String methods(String said) {
        int from = said.indexOf('\'');
        int to = said.lastIndexOf('\'');
        return from >= 0 && to > from + 1
                ? "; the server takes: " + said.substring(from + 1, to)
                : "";
    }

    /** This thread was interrupted. */
    static Failure stopped(String what) {
        return Failure.unchanged(Kind.ABORTED, what + ": stopped", "", "start it again");
    }

    /** The way to it is barred by one before it. */
    static Failure behind(Hop hop, Failure before) {
        return new Failure(
                before.kind(),
                hop.name() + ": not reached",
                before.sentence(),
                before.leftBehind(),
                before.next(),
                before.retryAfter());
    }

    static String text(Throwable e) {
        Throwable deepest = e;
        while (e instanceof JSchException && deepest.getCause() != null) {
            deepest = deepest.getCause();
        }
        String said =
                e.getMessage() == null ? String.valueOf(deepest.getMessage()) : e.getMessage();
        return Neutral.line(said.replaceAll("\\b(?:java|com)\\.[\\w.]+Exception: ", ""), 400);
    }
}
