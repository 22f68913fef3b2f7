package dev.postern.reachkubernetes;

import dev.postern.core.reach.KubernetesApi;
import dev.postern.core.value.Failure;
import dev.postern.core.value.Outcome;

import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.function.Function;

/** The API of a cluster by whichever of its servers answers; the last good one first. */
final class ClusterApi implements KubernetesApi {
    private final List<HostApi> servers;
    private volatile int good;

    ClusterApi(List<HostApi> servers) {
        this.servers = List.copyOf(servers);
    }

    /** The next server only where the last one did nothing and another may. */
    private <T> Outcome<T> any(Function<HostApi, Outcome<T>> ask) {
        Optional<Outcome<T>> worst = Optional.empty();
        int begin = good;
        for (int i = 0; i < servers.size(); i++) {
            int index = (begin + i) % servers.size();
            Outcome<T> outcome = ask.apply(servers.get(index));
            Optional<Failure> failure = outcome.whyNot();
            if (failure.isEmpty()) {
                good = index;
                return outcome;
            }
            switch (failure.get().kind()) {
                case UNREACHABLE, SATURATED -> worst = worst.or(() -> Optional.of(outcome));
                case REFUSED_IDENTITY, UNTRUSTED, BROKEN, REFUSED, IN_DOUBT, ABORTED -> {
                    return outcome;
                }
            }
        }
        return worst.orElseGet(() ->
                Outcome.failed(
                        Failure.unchanged(Failure.Kind.BROKEN, "a cluster without hosts", "", "")));
    }

    @Override
    public Outcome<Answer> send(Request request) {
        return any(s -> s.send(request));
    }

    @Override
    public Outcome<Health> health() {
        return any(HostApi::health);
    }

    @Override
    public Outcome<Answer> sendArmed(Request request, Duration within) {
        // One server: an armed write at each of them at once would be sent three times.
        return servers.isEmpty()
                ? any(s -> s.send(request))
                : servers.get(good).sendArmed(request, within);
    }

    @Override
    public Outcome<Identity> identity() {
        return any(HostApi::identity);
    }
}
