package dev.postern.lab.host.machine;

import dev.postern.core.time.Time;
import dev.postern.lab.clock.InProcessTime;
import dev.postern.lab.clock.Speed;
import dev.postern.lab.clock.VirtualClock;
import dev.postern.lab.host.FakeWorkings;
import dev.postern.lab.host.Login;
import dev.postern.lab.host.Result;

import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicReference;

/** A host on a bench: command lines go in, results come out. */
public final class Bench implements AutoCloseable {
    public static final Instant START = Instant.parse("2024-12-11T15:12:00Z");

    public final VirtualClock clock = new VirtualClock(START, Speed.MAX);
    public final InProcessTime time = new InProcessTime(clock, "test");
    public final FakeWorkings workings = new FakeWorkings();
    public final SimulatedHost host =
            new SimulatedHost(
                    "cp1", List.of(InetAddress.ofLiteral("10.0.0.11")), 6443, clock, workings);

    private final Login ann =
            new Login(
                    "ann",
                    1000,
                    new InetSocketAddress(InetAddress.ofLiteral("203.0.113.5"), 40000),
                    new InetSocketAddress(InetAddress.ofLiteral("10.0.0.11"), 22));

    /** What sudo asked last. */
    public volatile String asked = "";

    private final class Teller implements SimulatedHost.Client {
        private final String input;
        private final AtomicReference<Result> result;
        private final CountDownLatch over;

        Teller(String input, AtomicReference<Result> result, CountDownLatch over) {
            this.input = input;
            this.result = result;
            this.over = over;
        }

        @Override
        public byte[] input() {
            return input.getBytes(StandardCharsets.UTF_8);
        }

        @Override
        public void say(String words) {
            asked = words;
        }

        @Override
        public void ended(Result how) {
            result.set(how);
            over.countDown();
        }
    }

    /** Runs it as ann, who is not root. */
    public Result run(String line, String input) {
        AtomicReference<Result> result = new AtomicReference<>();
        CountDownLatch over = new CountDownLatch(1);
        try (Time.Scope _ = time.enter();
                Time.Exchange _ = time.exchange(Duration.ofDays(1), () -> {})) {
            host.run(line, ann, new Teller(input, result, over));
            over.await();
        } catch (InterruptedException e) {
            throw new IllegalStateException(e);
        }
        return result.get();
    }

    public Result run(String line) {
        return run(line, "");
    }

    public Result root(String line) {
        return run("sudo -n -- " + line, "");
    }

    public Result root(String line, String input) {
        return run("sudo -n -- " + line, input);
    }

    /** Begins it and loses the connection after a while. */
    public void lose(String line, Duration after) throws InterruptedException {
        try (Time.Scope _ = time.enter()) {
            Running wait =
                    host.run(
                            line,
                            ann,
                            new Teller("", new AtomicReference<>(), new CountDownLatch(1)));
            CountDownLatch cut = new CountDownLatch(1);
            try (Time.Exchange _ =
                    time.exchange(
                            after,
                            () -> {
                                wait.disconnected();
                                cut.countDown();
                            })) {
                cut.await();
            }
        }
    }

    public Duration passed() {
        return Duration.between(START, clock.now());
    }

    @Override
    public void close() {
        clock.close();
    }
}
