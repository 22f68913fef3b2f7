package dev.postern.actions.manifests;

import dev.postern.actions.host.ApiServerContainer;
import dev.postern.actions.host.Containers;
import dev.postern.actions.host.OnHost;
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

/** The kubelet of a host, watched while it takes up a manifest. */
final class Kubelet {
    private static final Command RESTART = Command.asRoot("systemctl", "restart", "kubelet");

    /** It looks every 20 s at the latest, and lets the old pod end within 30 s. */
    private static final Duration TAKES = Duration.ofSeconds(60);

    private static final Duration LOOK = Duration.ofSeconds(2);

    private final OnHost on;
    private final Reach reach;

    Kubelet(OnHost on, Reach reach) {
        this.on = on;
        this.reach = reach;
    }

    /**
     * Waits until another pod than this runs; a kubelet that has not moved in a minute is restarted
     * (it is known to get stuck: kubernetes/kubernetes issues 109596, 40331, 44450).
     */
    Outcome<Done> takesUp(String formerPod) {
        try {
            if (within(TAKES, () -> isOther(formerPod))) {
                return Outcome.ok(Done.DONE);
            }
            reach.evidence()
                    .note(
                            "kubelet restarted",
                            JsonValue.object(
                                    "host",
                                    on.id().toString(),
                                    "because",
                                    "it did not take up the manifest within a minute"));
            Outcome<String> restarted = on.text(RESTART);
            if (restarted instanceof Outcome.Failed<String>(var f)) {
                return Outcome.failed(stuck(f.sentence()));
            }
            return within(TAKES, () -> isOther(formerPod))
                    ? Outcome.ok(Done.DONE)
                    : Outcome.failed(stuck("it did not take it up after a restart either"));
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            return Outcome.failed(stuck("interrupted while it takes up the manifest"));
        }
    }

    /** For a while; where it does not come, the next look says so. */
    void waitsForReadiness() {
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

    private boolean isOther(String formerPod) {
        return Containers.named(on, ApiServerContainer.NAME)
                .got()
                .flatMap(all -> all.stream().findFirst())
                .filter(c -> !c.pod().equals(formerPod))
                .isPresent();
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

    private Failure stuck(String why) {
        return new Failure(
                Failure.Kind.BROKEN,
                on.id() + ": the kubelet does not run the new manifest",
                why,
                "the manifest is changed, the API server runs as before",
                "on the host: journalctl -u kubelet -S -5min");
    }
}
