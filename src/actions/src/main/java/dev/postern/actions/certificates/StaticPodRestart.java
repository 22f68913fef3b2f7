package dev.postern.actions.certificates;

import dev.postern.actions.host.Containers;
import dev.postern.actions.host.Kubelet;
import dev.postern.actions.host.OnHost;
import dev.postern.core.reach.Command;
import dev.postern.core.reach.Done;
import dev.postern.core.reach.Executed;
import dev.postern.core.value.Failure;
import dev.postern.core.value.Outcome;

import java.time.Duration;
import java.time.Instant;
import java.util.Optional;

/**
 * Lets a host's kubelet start a component again. Its container is stopped, never its manifest moved
 * away: whoever is cut off in between leaves a component that the kubelet starts all the same.
 */
final class StaticPodRestart {
    /** What the kubelet itself gives a static pod of kubeadm's to end. */
    private static final Duration GRACE = Duration.ofSeconds(30);

    private final OnHost on;
    private final Kubelet kubelet;

    StaticPodRestart(OnHost on, Kubelet kubelet) {
        this.on = on;
        this.kubelet = kubelet;
    }

    static Command stop(String container) {
        return Command.asRoot("crictl", "stop", "--timeout", "" + GRACE.toSeconds(), container)
                .within(GRACE.plusSeconds(20));
    }

    /**
     * Waits until a container runs that was made after this; a container that runs from before is
     * stopped. One that waits out a crash back-off is not waited for where the kubelet may be
     * restarted, which forgets it.
     *
     * @param mayRestart whether the kubelet comes up again when it is restarted: one whose
     *     certificate has ended does not
     */
    Outcome<Done> since(String component, Instant written, boolean mayRestart) {
        Outcome<Done> stopped = stopOld(component, written);
        if (!stopped.isOk()) {
            return stopped;
        }
        if (mayRestart) {
            return kubelet.brings(
                    () -> isFresh(component, written),
                    component + " waits out a crash back-off",
                    why -> notStarted(component, why));
        }
        try {
            return kubelet.brings(() -> isFresh(component, written))
                    ? stopped
                    : Outcome.failed(notStarted(component, "the kubelet waits out its back-off"));
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            return Outcome.failed(notStarted(component, "interrupted while waiting for it"));
        }
    }

    /** Stops the container that runs from before this; the kubelet starts another. */
    Outcome<Done> stopOld(String component, Instant written) {
        return Containers.running(on, component)
                .then(c -> {
                    Optional<Containers.Container> old =
                            c.filter(x -> x.created().isBefore(written));
                    if (old.isEmpty()) {
                        return Outcome.ok(Done.DONE);
                    }
                    Command stop = stop(old.get().id());
                    return on.run(stop)
                            .then(e ->
                                    e.succeeded() || hasEnded(e)
                                            ? Outcome.ok(Done.DONE)
                                            : Outcome.failed(on.broken(stop, e)));
                });
    }

    /** It ended by itself between the look and the stop. */
    private static boolean hasEnded(Executed e) {
        return e.complaint().contains("NotFound") || e.complaint().contains("not found");
    }

    private boolean isFresh(String component, Instant written) {
        return Containers.running(on, component)
                .got()
                .flatMap(c -> c)
                .filter(c -> !c.created().isBefore(written))
                .isPresent();
    }

    private Failure notStarted(String component, String why) {
        return new Failure(
                Failure.Kind.BROKEN,
                on.id() + ": " + component + " was not started again",
                why,
                "the certificates are as wanted; the kubelet starts it within five minutes",
                "on the host: sudo crictl ps -a --name "
                        + component
                        + "; journalctl -u kubelet"
                        + " -S -5min");
    }
}
