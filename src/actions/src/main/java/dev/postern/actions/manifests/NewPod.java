package dev.postern.actions.manifests;

import dev.postern.actions.fence.Fence;
import dev.postern.actions.fence.FenceReading;
import dev.postern.actions.host.ApiServerContainer;
import dev.postern.actions.host.Containers;
import dev.postern.actions.host.Kubelet;
import dev.postern.actions.host.OnHost;
import dev.postern.core.reach.Command;
import dev.postern.core.reach.Done;
import dev.postern.core.reach.Reach;
import dev.postern.core.value.Failure;
import dev.postern.core.value.Outcome;

import java.time.Duration;
import java.time.Instant;
import java.util.Optional;

/** The pod that a new manifest makes of a host's API server, and the one that goes for it. */
final class NewPod {
    /** The kubelet sees a changed manifest at once where the kernel tells it, as it mostly does. */
    private static final Duration SEES_IN = Duration.ofSeconds(2);

    private NewPod() {}

    static Command stop(String container) {
        return Command.asRoot("crictl", "stop", "--timeout", "3", container);
    }

    /**
     * Behind a closed fence the former server has nobody to drain, and takes all of its 30 s for it
     * (on each host): it is stopped after 3. Where that fails the kubelet does it in its own time.
     */
    static void hasten(OnHost on, String former, Reach reach) {
        if (!FenceReading.on(on).got().flatMap(f -> f).filter(Fence::isShut).isPresent()) {
            return;
        }
        try {
            reach.time().sleep(SEES_IN);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            return;
        }
        newest(on)
                .filter(c -> c.running() && c.pod().equals(former))
                .ifPresent(c -> on.run(stop(c.id())));
    }

    /**
     * Waits until another pod than the former runs. The kubelet is known to get stuck
     * (kubernetes/kubernetes issues 109596, 40331, 44450), and is restarted then.
     *
     * <p>Where the manifest goes back before the kubelet has seen that it was changed, the former
     * pod is the wanted one (the kubelet names a static pod by what its manifest says), and stays:
     * that it is none of another look of the kubelet is seen when it runs on after one.
     *
     * @param wanted the pod that the manifest is known to make; empty where none is known
     */
    static Outcome<Done> isTakenUp(OnHost on, String former, String wanted, Reach reach) {
        Instant looked = reach.time().now().plus(Kubelet.LOOKS_WITHIN);
        return new Kubelet(on, reach)
                .brings(
                        () ->
                                newest(on)
                                        .filter(c ->
                                                !c.pod().equals(former)
                                                        || (former.equals(wanted)
                                                                && c.running()
                                                                && !reach.time()
                                                                        .now()
                                                                        .isBefore(looked)))
                                        .isPresent(),
                        "it did not take up the manifest within a minute",
                        why -> stuck(on, why));
    }

    private static Optional<Containers.Container> newest(OnHost on) {
        return Containers.named(on, ApiServerContainer.NAME)
                .got()
                .flatMap(all -> all.stream().findFirst());
    }

    private static Failure stuck(OnHost on, String why) {
        return new Failure(
                Failure.Kind.BROKEN,
                on.id() + ": the kubelet does not run the new manifest",
                why,
                "the manifest is changed, the API server runs as before",
                "on the host: journalctl -u kubelet -S -5min");
    }
}
