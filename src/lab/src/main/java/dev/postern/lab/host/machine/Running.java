package dev.postern.lab.host.machine;

import dev.postern.lab.clock.ModelledWait;
import dev.postern.lab.clock.VirtualClock;
import dev.postern.lab.host.Result;
import dev.postern.lab.host.machine.SimulatedHost.Client;

import org.jspecify.annotations.Nullable;

import java.time.Duration;
import java.time.Instant;
import java.util.function.Consumer;
import java.util.function.Supplier;

/**
 * A command that runs on a simulated host. A lost connection does not end it, as on a real host:
 * its result is told nobody then.
 */
public final class Running {
    private final VirtualClock clock;
    private final Client client;
    private @Nullable ModelledWait held;
    private Runnable alone = () -> {};
    private boolean lost;

    Running(VirtualClock clock, Client client) {
        this.clock = clock;
        this.client = client;
    }

    /** The connection that it came over has ended. */
    public void disconnected() {
        ModelledWait now;
        synchronized (this) {
            lost = true;
            now = held;
        }
        goOnAlone(now);
    }

    private void goOnAlone(@Nullable ModelledWait wait) {
        if (wait != null && wait.disconnected()) {
            Runnable rest;
            synchronized (this) {
                rest = alone;
            }
            rest.run();
        }
    }

    /** Its last stretch: after a while it does its work, all at one instant, and ends. */
    void after(Duration time, Supplier<Result> work) {
        Instant end = clock.now().plus(time);
        hold(
                end,
                () -> client.ended(work.get()),
                () ->
                        clock.schedule(
                                end,
                                () -> {
                                    Result _ = work.get();
                                }));
    }

    /** After a while it asks for a line; whoever is gone by then is not asked. */
    void asks(Duration time, String prompt, Consumer<byte[]> given) {
        hold(
                clock.now().plus(time),
                () -> {
                    client.say(prompt);
                    Thread.ofVirtual().name("lab-prompt").start(() -> given.accept(client.input()));
                },
                () -> {});
    }

    private void hold(Instant until, Runnable then, Runnable whenAlone) {
        ModelledWait wait;
        boolean late;
        synchronized (this) {
            alone = whenAlone;
            wait = clock.modelledWait(until, then);
            held = wait;
            late = lost;
        }
        if (late) {
            goOnAlone(wait);
        }
    }
}
