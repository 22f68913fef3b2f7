package dev.postern.actions.manifests;

import dev.postern.core.value.Factor;
import dev.postern.core.value.JsonValue;

import java.math.BigDecimal;
import java.util.Optional;

/** What raise-apiserver changes in a manifest. Pure. */
final class Raising {
    /** Any change of the manifest is a new pod to the kubelet, and a new pod has no back-off. */
    static final String FRESH = "postern.dev/fresh-backoff";

    /** Half an hour at kubeadm's period of 10 s: a cold server on a big cluster needs minutes. */
    private static final long STARTS_WITHIN = 180;

    private static final long FORGIVES = 100;

    private Raising() {}

    static Manifest of(Manifest m, RaiseApiserver.Parameters p, long cores, long memory) {
        Manifest out = m;
        if (p.probes() == RaiseApiserver.Probes.RELAXED) {
            out = relaxed(out);
        }
        if (p.freshBackoff() && !out.hasAnnotation(FRESH)) {
            out = out.annotation(FRESH, "1");
        }
        if (p.cpu().isPresent()) {
            out = cpu(out, p.cpu().get(), cores);
        }
        if (p.memory().isPresent()) {
            out = memory(out, p.memory().get(), memory);
        }
        if (p.inflight().isPresent()) {
            int most = p.inflight().get();
            out =
                    out.flag("max-requests-inflight", String.valueOf(most))
                            .flag("max-mutating-requests-inflight", String.valueOf(most / 2));
        }
        if (p.gomemlimit().isPresent()) {
            // Go writes 12GiB where Kubernetes writes 12Gi.
            out = out.environment("GOMEMLIMIT", p.gomemlimit().get() + "B");
        }
        return out;
    }

    /** Whether a manifest may be raised already; how often its CPU was multiplied none tells. */
    static boolean mayBeDone(Manifest m, RaiseApiserver.Parameters p, long memory) {
        var told =
                new RaiseApiserver.Parameters(
                        p.probes(),
                        p.freshBackoff(),
                        Optional.empty(),
                        p.memory(),
                        p.inflight(),
                        p.gomemlimit());
        return of(m, told, 1, memory).sameAs(m);
    }

    /**
     * The kubelet kills a healthy server over a slow etcd: {@code /livez} has the etcd check. The
     * query form stays exempt from priority and fairness; {@code /livez/ping} would not.
     */
    private static Manifest relaxed(Manifest m) {
        Manifest out = m;
        for (String probe : new String[] {"livenessProbe", "startupProbe"}) {
            if (out.has(probe, "httpGet")) {
                long least = probe.equals("startupProbe") ? STARTS_WITHIN : FORGIVES;
                long now = out.whole(probe, "failureThreshold").orElse(3L);
                out =
                        out.set(JsonValue.of("/livez?exclude=etcd"), probe, "httpGet", "path")
                                .set(JsonValue.of(Math.max(least, now)), probe, "failureThreshold");
            }
        }
        return out.flag("etcd-healthcheck-timeout", "9s").flag("etcd-readycheck-timeout", "9s");
    }

    /** The request, never above nine tenths of the host: the kubelet would refuse the pod. */
    private static Manifest cpu(Manifest m, Factor factor, long cores) {
        BigDecimal now =
                m.text("resources", "requests", "cpu")
                        .or(() -> m.whole("resources", "requests", "cpu").map(String::valueOf))
                        .flatMap(Quantity::parse)
                        .orElse(new BigDecimal("0.25"));
        BigDecimal wanted = now.multiply(BigDecimal.valueOf(factor.value())).min(share(cores));
        Manifest out = m.set(JsonValue.of(Quantity.cores(wanted)), "resources", "requests", "cpu");
        // Never a new limit: throttling is what the server dies of. One that is there is raised.
        return limitAtLeast(out, "cpu", wanted, Quantity.cores(wanted));
    }

    private static Manifest memory(Manifest m, String request, long bytes) {
        BigDecimal wanted = Quantity.parse(request).orElse(BigDecimal.ZERO).min(share(bytes));
        String text = Quantity.memory(wanted);
        Manifest out = m.set(JsonValue.of(text), "resources", "requests", "memory");
        return limitAtLeast(out, "memory", wanted, text);
    }

    private static Manifest limitAtLeast(Manifest m, String what, BigDecimal wanted, String text) {
        return m.text("resources", "limits", what)
                        .flatMap(Quantity::parse)
                        .filter(limit -> limit.compareTo(wanted) < 0)
                        .isPresent()
                ? m.set(JsonValue.of(text), "resources", "limits", what)
                : m;
    }

    private static BigDecimal share(long all) {
        return BigDecimal.valueOf(all).multiply(new BigDecimal("0.9"));
    }
}
