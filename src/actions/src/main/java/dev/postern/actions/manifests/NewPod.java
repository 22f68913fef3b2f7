package dev.postern.actions.manifests;

import dev.postern.actions.host.ApiServerContainer;
import dev.postern.actions.host.Containers;
import dev.postern.actions.host.Kubelet;
import dev.postern.actions.host.OnHost;
import dev.postern.core.reach.Done;
import dev.postern.core.reach.Reach;
import dev.postern.core.value.Failure;
import dev.postern.core.value.Outcome;

/** The pod that a new manifest makes of a host's API server. */
final class NewPod {
    private NewPod() {}

    /**
     * Waits until another pod than the former runs. The kubelet is known to get stuck
     * (kubernetes/kubernetes issues 109596, 40331, 44450), and is restarted then.
     */
    static Outcome<Done> isTakenUp(OnHost on, String former, Reach reach) {
        return new Kubelet(on, reach)
                .brings(
                        () -> isOther(on, former),
                        "it did not take up the manifest within a minute",
                        why -> stuck(on, why));
    }

    private static boolean isOther(OnHost on, String former) {
        return Containers.named(on, ApiServerContainer.NAME)
                .got()
                .flatMap(all -> all.stream().findFirst())
                .filter(c -> !c.pod().equals(former))
                .isPresent();
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
