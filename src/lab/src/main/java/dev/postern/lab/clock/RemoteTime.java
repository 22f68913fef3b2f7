package dev.postern.lab.clock;

import dev.postern.core.value.JsonValue;
import dev.postern.core.value.Outcome;
import dev.postern.json.JsonText;

import java.io.IOException;
import java.net.StandardProtocolFamily;
import java.net.UnixDomainSocketAddress;
import java.nio.channels.SocketChannel;
import java.nio.file.Path;
import java.time.DateTimeException;
import java.time.Instant;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.atomic.AtomicReference;
import java.util.function.Consumer;

/**
 * Time for a process whose home holds a lab: a client of {@link ClockServer}.
 *
 * <p>When the lab goes away, time goes on from where it was at the wall clock's pace.
 */
public final class RemoteTime extends PartyTime {
    private RemoteTime(Remote remote) {
        super(remote.joined, self -> remote);
        Thread.ofPlatform().daemon().name("lab-clock-reader").start(() -> remote.listen(this));
    }

    /**
     * Joins the lab whose clock listens at this path.
     *
     * @param name who joins, for people: "run 7f3a"
     * @throws IOException when nobody listens there, or does not speak like a clock
     */
    public static RemoteTime join(Path socket, String name) throws IOException {
        SocketChannel channel = SocketChannel.open(StandardProtocolFamily.UNIX);
        try {
            channel.connect(UnixDomainSocketAddress.of(SocketPath.toConnect(socket).real()));
            return new RemoteTime(new Remote(new Lines(channel), name));
        } catch (IOException | RuntimeException e) {
            channel.close();
            throw e;
        }
    }

    private static final class Remote implements Link {
        private final Lines lines;
        private final Instant joined;
        private final AtomicReference<CompletableFuture<Instant>> answer =
                new AtomicReference<>(new CompletableFuture<>());
        private volatile boolean lost;

        Remote(Lines lines, String name) throws IOException {
            this.lines = lines;
            lines.write(JsonText.line(JsonValue.object("join", name)));
            JsonValue welcome = message(lines.read());
            joined =
                    instant(welcome, "now")
                            .orElseThrow(() -> new IOException("the lab's clock said no time"));
        }

        void listen(PartyTime party) {
            Consumer<Instant> wake = party::wake;
            try {
                while (true) {
                    JsonValue message = message(lines.read());
                    Optional<Instant> now = instant(message, "now");
                    if (now.isPresent()) {
                        answer.get().complete(now.get());
                    } else {
                        instant(message, "wake").ifPresent(wake);
                    }
                }
            } catch (IOException e) {
                lost = true;
                party.relink(at -> new WallLink(at, wake));
                answer.get().complete(party.now());
            }
        }

        @Override
        public void quiet(int exchanges, Optional<Instant> timer, long cuts) {
            JsonValue.Obj what = JsonValue.object("exchanges", exchanges, "cuts", cuts);
            if (timer.isPresent()) {
                what = what.with("timer", JsonValue.of(timer.get().toString()));
            }
            say(JsonValue.object("quiet", what));
        }

        @Override
        public void timer(Optional<Instant> timer) {
            say(JsonValue.object("timer", timer.map(Instant::toString).orElse("never")));
        }

        /** One thread at a time asks: {@link PartyTime} sees to that. */
        @Override
        public Instant busy() {
            CompletableFuture<Instant> mine = new CompletableFuture<>();
            answer.set(mine);
            if (lost) {
                return joined;
            }
            say(JsonValue.object("busy", true));
            return mine.join();
        }

        private void say(JsonValue message) {
            try {
                lines.write(JsonText.line(message));
            } catch (IOException e) {
                // The reader sees the end as well, and goes over to the wall clock.
            }
        }

        @Override
        public void leave() {
            try {
                lines.close();
            } catch (IOException e) {
                // The lab forgets us when the process ends at the latest.
            }
        }

        private static JsonValue message(Optional<String> line) throws IOException {
            if (line.isEmpty()) {
                throw new IOException("the lab is gone");
            }
            return JsonText.parse(line.get()) instanceof Outcome.Ok<JsonValue>(JsonValue value)
                    ? value
                    : JsonValue.nothing();
        }

        private static Optional<Instant> instant(JsonValue message, String word) {
            try {
                return message.text(word).map(Instant::parse);
            } catch (DateTimeException e) {
                return Optional.empty();
            }
        }
    }
}
