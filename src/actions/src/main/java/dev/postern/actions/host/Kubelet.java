package dev.postern.actions.host;

import dev.postern.core.reach.Command;
import dev.postern.core.reach.Done;
import dev.postern.core.reach.KubernetesApi;
import dev.postern.core.reach.Reach;
import dev.postern.core.value.Failure;
import dev.postern.core.value.JsonValue;
import dev.postern.core.value.Outcome;

import java.time.Duration;
import java.time.Instant;
import java.util.function.BooleanSupplier;
import java.util.function.Function;

/** The kubelet of a host, watched while it starts a static pod. */
public final class Kubelet {
    private static final Command RESTART = Command.asRoot("systemctl", "restart", "kubelet");

    /** It looks at its manifests every 20 s at the latest. */
    public static final Duration LOOKS_WITHIN = Duration.ofSeconds(25);

    /** And lets the old pod end within 30 s. */
    private static final Duration TAKES = Duration.ofSeconds(60);

    private static final Duration LOOK = Duration.ofSeconds(2);

    private final OnHost on;
    private final Reach reach;

    public Kubelet(OnHost on, Reach reach) {
        this.on = on;
        this.reach = reach;
    }

    /** Whether it holds within a minute; {@code it} is asked every two seconds. */
    public boolean brings(BooleanSupplier it) throws InterruptedException {
        return within(TAKES, it);
    }

    /**
     * Waits until it holds; a kubelet that has not brought it in a minute is restarted, once, which
     * is noted, and has another minute.
     *
     * @param because why it may be slow, for the note
     * @param failed what it is where it does not hold then either, from why
     */
    public Outcome<Done> brings(
            BooleanSupplier it, String because, Function<String, Failure> failed) {
        try {
            if (brings(it)) {
                return Outcome.ok(Done.DONE);
            }
            reach.evidence()
                    .note(
                            "kubelet restarted",
                            JsonValue.object("host", on.id().toString(), "because", because));
            Outcome<String> restarted = on.text(RESTART);
            if (restarted instanceof Outcome.Failed<String>(var f)) {
                return Outcome.failed(failed.apply(f.sentence()));
            }
            return brings(it)
                    ? Outcome.ok(Done.DONE)
                    : Outcome.failed(failed.apply("not after a restart of the kubelet either"));
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            return Outcome.failed(failed.apply("interrupted while waiting for it"));
        }
    }

    /** Until this host's API server is ready; where it does not come, the next look says so. */
    public void waitsForReadiness() {
        try {
            within(
                    Duration.ofMinutes(3),
                    () ->
                            reach.stop().isAsked()
                                    || reach.api(on.id())
                                            .health()
                                            .got()
                                            .filter(KubernetesApi.Health::ready)
                                            .isPresent());
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    private boolean within(Duration time, BooleanSupplier holds) throws InterruptedException {
        Instant end = reach.time().now().plus(time);
        while (!holds.getAsBoolean()) {
            if (!reach.time().now().isBefore(end)) {
                return false;
            }
            reach.time().sleep(LOOK);
        }
        return true;
    }
}
