package dev.postern.actions.manifests;

import static org.assertj.core.api.Assertions.assertThat;

import dev.postern.core.value.Blob;
import dev.postern.core.value.Factor;

import org.junit.jupiter.api.Test;

import java.nio.charset.StandardCharsets;
import java.util.Optional;

class RaisingTest {
    private static final String MANIFEST =
            """
            apiVersion: v1
            kind: Pod
            metadata:
              name: kube-apiserver
            spec:
              containers:
              - command:
                - kube-apiserver
                - --secure-port=6443
                - --max-requests-inflight=400
                image: registry.k8s.io/kube-apiserver:v1.30.8
                livenessProbe:
                  failureThreshold: 8
                  httpGet:
                    path: /livez
                    port: 6443
                name: kube-apiserver
                resources:
                  requests:
                    cpu: 250m
            """;

    private static Manifest manifest(String text) {
        return Manifest.parse(Blob.of(text.getBytes(StandardCharsets.UTF_8))).got().orElseThrow();
    }

    private static String raised(RaiseApiserver.Parameters p) {
        return new String(
                        Raising.of(manifest(MANIFEST), p, 4, 8L << 30).bytes().bytes(),
                        StandardCharsets.UTF_8)
                // The writer quotes what could be taken for something else.
                .replace("\"", "");
    }

    private static RaiseApiserver.Parameters with(
            RaiseApiserver.Probes probes, boolean fresh, double cpu) {
        return new RaiseApiserver.Parameters(
                probes,
                fresh,
                cpu > 0 ? Optional.of(new Factor(cpu)) : Optional.empty(),
                Optional.empty(),
                Optional.empty(),
                Optional.empty());
    }

    @Test
    void relaxedProbesForgiveASlowEtcd() {
        assertThat(raised(with(RaiseApiserver.Probes.RELAXED, true, 0)))
                .contains("path: /livez?exclude=etcd")
                .contains("failureThreshold: 100")
                .contains("--etcd-healthcheck-timeout=9s")
                .contains("postern.dev/fresh-backoff")
                .contains("--max-requests-inflight=400");
    }

    @Test
    void nothingAskedForIsNothingChanged() {
        Manifest m = manifest(MANIFEST);
        assertThat(
                        Raising.of(m, with(RaiseApiserver.Probes.UNCHANGED, false, 0), 4, 8L << 30)
                                .sameAs(m))
                .isTrue();
    }

    @Test
    void raisingTwiceIsRaisingOnce() {
        var p = with(RaiseApiserver.Probes.RELAXED, true, 0);
        Manifest once = Raising.of(manifest(MANIFEST), p, 4, 8L << 30);
        assertThat(Raising.of(once, p, 4, 8L << 30).bytes()).isEqualTo(once.bytes());
    }

    @Test
    void theRequestStaysBelowWhatTheHostHas() {
        assertThat(raised(with(RaiseApiserver.Probes.UNCHANGED, false, 4))).contains("cpu: 1000m");
        assertThat(raised(with(RaiseApiserver.Probes.UNCHANGED, false, 1000)))
                .contains("cpu: 3600m");
    }

    @Test
    void limitsOfMemoryAndGarbageAreSet() {
        assertThat(
                        raised(
                                new RaiseApiserver.Parameters(
                                        RaiseApiserver.Probes.UNCHANGED,
                                        false,
                                        Optional.empty(),
                                        Optional.of("6Gi"),
                                        Optional.of(100),
                                        Optional.of("5Gi"))))
                .contains("memory: 6144Mi")
                .contains("--max-requests-inflight=100")
                .contains("--max-mutating-requests-inflight=50")
                .contains("GOMEMLIMIT")
                .contains("5GiB");
    }
}
