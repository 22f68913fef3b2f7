package dev.postern.lab.model;

import java.util.ArrayList;
import java.util.List;

/**
 * The kubelets of a {@link ClusterModel}'s hosts, and what they run; by the number of the host.
 * Their lock is the model.
 */
public final class Kubelets {
    private final ClusterModel model;
    private final List<ControlHost> hosts;

    Kubelets(ClusterModel model, List<ControlHost> hosts) {
        this.model = model;
        this.hosts = hosts;
    }

    /** Files in a host's manifest directory changed. */
    public void manifestsChanged(int host) {
        synchronized (model) {
            hosts.get(host).touched();
        }
    }

    /** The kubelet of a host was restarted: it reads all again and forgets its back-offs. */
    public void restarted(int host) {
        synchronized (model) {
            hosts.get(host).touched();
            hosts.get(host).all().forEach(p -> p.forgetBackoff(model.now()));
        }
    }

    /** The container of a component was ended from outside: its kubelet starts another. */
    public void stopped(int host, String component) {
        synchronized (model) {
            hosts.get(host).stopped(component, model.now());
        }
    }

    /** One container of a static pod, past or present. Times are seconds of the model. */
    public record ContainerView(
            String component, int generation, int attempt, int since, boolean running) {}

    public List<ContainerView> containers(int host) {
        synchronized (model) {
            List<ContainerView> all = new ArrayList<>();
            for (StaticPod p : hosts.get(host).all()) {
                for (StaticPod.Run r : p.runs()) {
                    all.add(
                            new ContainerView(
                                    p.component,
                                    r.generation(),
                                    r.attempt(),
                                    r.since(),
                                    r.running()));
                }
            }
            return all;
        }
    }

    /** Whether a component's container runs on a host. */
    public boolean runs(int host, String component) {
        synchronized (model) {
            return hosts.get(host).runs(component);
        }
    }
}
