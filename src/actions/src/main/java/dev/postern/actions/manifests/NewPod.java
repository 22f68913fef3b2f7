package dev.postern.actions.manifests;

import dev.postern.actions.host.ApiServerContainer;
import dev.postern.actions.host.Containers;
import dev.postern.actions.host.Kubelet;
import dev.postern.actions.host.OnHost;
import dev.postern.core.reach.Done;
import dev.postern.core.reach.Reach;
import dev.postern.core.value.Failure;
import dev.postern.core.value.Outcome;

import java.time.Instant;
import java.util.Optional;

/** The pod that a new manifest makes of a host's API server. */
final class NewPod {
    private NewPod() {}

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
