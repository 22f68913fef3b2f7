package dev.postern.actions.host;

import dev.postern.core.fleet.Cluster;
import dev.postern.core.fleet.Host;
import dev.postern.core.reach.Command;
import dev.postern.core.reach.World;
import dev.postern.core.value.Outcome;

import java.time.Duration;
import java.time.Instant;
import java.util.Optional;

/** The container in which a host's API server runs: what it has used. */
public final class ApiServerContainer {
    /** Its name on every kubeadm host. */
    public static final String NAME = "kube-apiserver";

    private ApiServerContainer() {}

    /**
     * One reading of the container's CPU clock.
     *
     * @param container which one; readings of two are not to be subtracted
     * @param at by the host's clock
     * @param cpuSeconds core-seconds since it started
     */
    public record Reading(String container, Instant at, double cpuSeconds) {
        /** CPUs kept busy on average between an earlier reading and this one; of one container. */
        public Optional<Double> coresUsedSince(Reading earlier) {
            double seconds = Duration.between(earlier.at, at).toNanos() / 1e9;
            return container.equals(earlier.container) && seconds > 0
                    ? Optional.of((cpuSeconds - earlier.cpuSeconds) / seconds)
                    : Optional.empty();
        }
    }

    /** Empty where no API server runs just now. One command. */
    public static Outcome<Optional<Reading>> reading(OnHost host) {
        return Containers.usage(host, NAME)
                .map(u -> u.map(x -> new Reading(x.id(), x.at(), x.cpuNanos() / 1e9)));
    }

    /** How many CPUs the host has. */
    public static Outcome<Integer> cores(OnHost host) {
        return host.text(Command.of("nproc"))
                .map(t -> t.strip().matches("[1-9]\\d{0,4}") ? Integer.parseInt(t.strip()) : 1);
    }

    /** CPUs of all hosts that answer, at least 1. */
    public static int cores(Cluster cluster, World world) {
        int all = 0;
        for (Host h : cluster.hosts()) {
            all += cores(new OnHost(h.id(), world)).got().orElse(0);
        }
        return Math.max(1, all);
    }
}
