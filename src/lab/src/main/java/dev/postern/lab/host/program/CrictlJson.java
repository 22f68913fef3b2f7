package dev.postern.lab.host.program;

import dev.postern.core.value.JsonValue;
import dev.postern.lab.host.Workings.Container;
import dev.postern.lab.host.Workings.Sandbox;
import dev.postern.lab.host.Workings.Stats;

import java.time.Instant;

/**
 * The runtime's messages as {@code crictl -o json} prints them: whole numbers of 64 bits as text.
 */
final class CrictlJson {
    private CrictlJson() {}

    static JsonValue container(Container c) {
        return JsonValue.object(
                "id", c.id(),
                "podSandboxId", c.sandbox(),
                "metadata", JsonValue.object("name", c.name(), "attempt", c.attempt()),
                "image", JsonValue.object("image", c.image(), "annotations", JsonValue.object()),
                "imageRef", c.image(),
                "state", c.state().name(),
                "createdAt", nanos(c.createdAt()),
                "labels", labels(c),
                "annotations",
                        JsonValue.object(
                                "io.kubernetes.container.restartCount",
                                Integer.toString(c.attempt())));
    }

    private static JsonValue labels(Container c) {
        return JsonValue.object(
                "io.kubernetes.container.name", c.name(),
                "io.kubernetes.pod.name", c.podName(),
                "io.kubernetes.pod.namespace", c.podNamespace(),
                "io.kubernetes.pod.uid", c.podUid());
    }

    static JsonValue stats(Container c, Stats stats, Instant now) {
        return JsonValue.object(
                "attributes",
                        JsonValue.object(
                                "id", c.id(),
                                "metadata",
                                        JsonValue.object("name", c.name(), "attempt", c.attempt()),
                                "labels", labels(c),
                                "annotations", JsonValue.object()),
                "cpu",
                        JsonValue.object(
                                "timestamp", nanos(now),
                                "usageCoreNanoSeconds", value(stats.cpuNanos())),
                "memory",
                        JsonValue.object(
                                "timestamp", nanos(now),
                                "workingSetBytes", value(stats.memory())));
    }

    static JsonValue sandbox(Sandbox s) {
        return JsonValue.object(
                "id", s.id(),
                "metadata",
                        JsonValue.object(
                                "name", s.name(),
                                "uid", s.uid(),
                                "namespace", s.namespace(),
                                "attempt", s.attempt()),
                "state", s.ready() ? "SANDBOX_READY" : "SANDBOX_NOTREADY",
                "createdAt", nanos(s.createdAt()),
                "labels",
                        JsonValue.object(
                                "io.kubernetes.pod.name", s.name(),
                                "io.kubernetes.pod.namespace", s.namespace(),
                                "io.kubernetes.pod.uid", s.uid()),
                "annotations", JsonValue.object(),
                "runtimeHandler", "");
    }

    private static JsonValue value(long number) {
        return JsonValue.object("value", Long.toString(number));
    }

    private static String nanos(Instant at) {
        return Long.toString(
                Math.addExact(
                        Math.multiplyExact(at.getEpochSecond(), 1_000_000_000L), at.getNano()));
    }
}
