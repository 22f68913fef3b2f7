package dev.postern.lab.clock;

import dev.postern.core.value.JsonValue;
import dev.postern.core.value.Outcome;
import dev.postern.json.JsonText;

import java.io.IOException;
import java.net.StandardProtocolFamily;
import java.net.UnixDomainSocketAddress;
import java.nio.channels.ServerSocketChannel;
import java.nio.channels.SocketChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.DateTimeException;
import java.time.Instant;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;

/** Lets other processes of Postern's take part in the lab's time, over a Unix socket. */
public final class ClockServer implements AutoCloseable {
    private final VirtualClock clock;
    private final SocketPath path;
    private final ServerSocketChannel listener;
    private final Set<SocketChannel> connections = ConcurrentHashMap.newKeySet();

    /**
     * Listens at this path with mode 0600; what was there before (a lab that was killed) is
     * replaced.
     */
    public ClockServer(VirtualClock clock, Path socket) throws IOException {
        this.clock = clock;
        this.path = SocketPath.toListen(socket);
        listener = ServerSocketChannel.open(StandardProtocolFamily.UNIX);
        try {
            listener.bind(UnixDomainSocketAddress.of(path.real()));
            Files.setPosixFilePermissions(
                    path.real(), PosixFilePermissions.fromString("rw-------"));
        } catch (IOException | RuntimeException e) {
            listener.close();
            path.remove();
            throw e;
        }
        Thread.ofPlatform().daemon().name("clock-listener").start(this::listen);
    }

    private void listen() {
        while (true) {
            try {
                SocketChannel connection = listener.accept();
                connections.add(connection);
                Thread.ofPlatform().daemon().name("clock-party").start(() -> serve(connection));
            } catch (IOException e) {
                return;
            }
        }
    }

    private void serve(SocketChannel connection) {
        VirtualClock.Party party = null;
        try (Lines lines = new Lines(connection)) {
            Optional<String> name =
                    lines.read().flatMap(ClockServer::parsed).flatMap(v -> v.text("join"));
            if (name.isEmpty()) {
                return;
            }
            party = clock.join(name.get(), at -> say(lines, "wake", at));
            say(lines, "now", clock.now());
            while (true) {
                Optional<JsonValue> message = lines.read().flatMap(ClockServer::parsed);
                if (message.isEmpty() || !handle(party, message.get(), lines)) {
                    return;
                }
            }
        } catch (IOException e) {
            // The party is gone, whatever the reason: forgotten below.
        } finally {
            connections.remove(connection);
            if (party != null) {
                party.leave();
            }
        }
    }

    private static boolean handle(VirtualClock.Party party, JsonValue message, Lines lines) {
        if (message.truth("busy").orElse(false)) {
            say(lines, "now", party.busy());
            return true;
        }
        Optional<String> timer = message.text("timer");
        Optional<Long> exchanges = message.whole("quiet", "exchanges");
        try {
            if (timer.isPresent()) {
                party.timer(timer.filter(t -> !t.equals("never")).map(Instant::parse));
                return true;
            }
            if (exchanges.isEmpty()) {
                return false;
            }
            party.quiet(
                    Math.toIntExact(exchanges.get()),
                    message.text("quiet", "timer").map(Instant::parse),
                    message.whole("quiet", "cuts").orElse(0L));
            return true;
        } catch (DateTimeException | ArithmeticException e) {
            return false;
        }
    }

    private static Optional<JsonValue> parsed(String line) {
        return JsonText.parse(line) instanceof Outcome.Ok<JsonValue>(JsonValue value)
                ? Optional.of(value)
                : Optional.empty();
    }

    private static void say(Lines lines, String word, Instant at) {
        try {
            lines.write(JsonText.line(JsonValue.object(word, at.toString())));
        } catch (IOException e) {
            // Its reader sees the end, and the party is forgotten.
        }
    }

    /** Stops listening; parties see the end of their connections. */
    @Override
    public void close() {
        try {
            listener.close();
            for (SocketChannel c : connections) {
                c.close();
            }
        } catch (IOException e) {
            // A socket that cannot be closed is of no use to anybody either.
        }
        path.remove();
    }
}
