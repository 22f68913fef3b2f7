package dev.postern.lab.api;

import dev.postern.core.value.JsonValue;
import dev.postern.core.value.Workload;
import dev.postern.lab.model.Chance;
import dev.postern.lab.model.ClusterModel;
import dev.postern.lab.model.Objects;

import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** Nodes, their leases and the offender's pods as objects, made when somebody looks. */
final class Roster {
    private static final int POD = 41;
    private static final int UID = 42;

    private final ClusterModel model;
    private final Chance chance;
    private final Instant opened;

    Roster(ClusterModel model, Instant opened) {
        this.model = model;
        this.opened = opened;
        this.chance = new Chance(model.shape().seed() * 7 + model.shape().index());
    }

    int nodes() {
        return model.nodes();
    }

    String nodeName(int node) {
        return "ip-" + model.nodeAddress(node).getHostAddress().replace('.', '-');
    }

    Optional<Integer> nodeByName(String name) {
        for (int i = 0; i < model.nodes(); i++) {
            if (nodeName(i).equals(name)) {
                return Optional.of(i);
            }
        }
        return Optional.empty();
    }

    JsonValue.Obj node(int i) {
        boolean fresh = model.now() - model.lastLease(i) < 50;
        String beat = at(model.lastLease(i));
        JsonValue ready =
                JsonValue.object(
                        "type",
                        "Ready",
                        "status",
                        fresh ? "True" : "Unknown",
                        "lastHeartbeatTime",
                        beat,
                        "reason",
                        fresh ? "KubeletReady" : "NodeStatusUnknown",
                        "message",
                        fresh
                                ? "kubelet is posting ready status"
                                : "Kubelet stopped posting node status.");
        return JsonValue.object(
                "kind",
                "Node",
                "apiVersion",
                "v1",
                "metadata",
                JsonValue.object(
                        "name",
                        nodeName(i),
                        "uid",
                        chance.uid(UID, i, 0),
                        "resourceVersion",
                        Long.toString(model.objects().revision()),
                        "labels",
                        JsonValue.object(
                                "kubernetes.io/hostname",
                                nodeName(i),
                                "kubernetes.io/os",
                                "linux")),
                "spec",
                JsonValue.object(),
                "status",
                JsonValue.object(
                        "conditions",
                        JsonValue.array(ready),
                        "addresses",
                        JsonValue.array(
                                JsonValue.object(
                                        "type",
                                        "InternalIP",
                                        "address",
                                        model.nodeAddress(i).getHostAddress()))));
    }

    JsonValue.Obj lease(int i) {
        return JsonValue.object(
                "kind",
                "Lease",
                "apiVersion",
                "coordination.k8s.io/v1",
                "metadata",
                JsonValue.object("name", nodeName(i), "namespace", "kube-node-lease"),
                "spec",
                JsonValue.object(
                        "holderIdentity",
                        nodeName(i),
                        "leaseDurationSeconds",
                        40,
                        "renewTime",
                        at(model.lastLease(i))));
    }

    String podName(Workload w, int node) {
        return w.name() + "-" + chance.hex(5, POD, node, 0);
    }

    Optional<Integer> podByName(Workload w, String name) {
        return model.podNodes().stream().filter(i -> podName(w, i).equals(name)).findFirst();
    }

    /** The labels that the offender's pods carry: its selector, or {@code app=NAME}. */
    Map<String, JsonValue> labels(Workload w) {
        synchronized (model) {
            return model.objects()
                    .get(Objects.path(w))
                    .flatMap(o -> o.at("spec", "selector", "matchLabels"))
                    .flatMap(v ->
                            v instanceof JsonValue.Obj o
                                    ? Optional.of(o.fields())
                                    : Optional.empty())
                    .orElse(Map.of("app", JsonValue.of(w.name())));
        }
    }

    JsonValue.Obj pod(Workload w, int node) {
        JsonValue owner =
                JsonValue.object(
                        "apiVersion",
                        "apps/v1",
                        "kind",
                        "DaemonSet",
                        "name",
                        w.name(),
                        "uid",
                        offenderUid(),
                        "controller",
                        true,
                        "blockOwnerDeletion",
                        true);
        return JsonValue.object(
                "kind",
                "Pod",
                "apiVersion",
                "v1",
                "metadata",
                JsonValue.object(
                        "name",
                        podName(w, node),
                        "generateName",
                        w.name() + "-",
                        "namespace",
                        w.namespace(),
                        "uid",
                        chance.uid(POD, node, 1),
                        "resourceVersion",
                        Long.toString(model.objects().revision()),
                        "labels",
                        new JsonValue.Obj(labels(w)),
                        "ownerReferences",
                        JsonValue.array(owner)),
                "spec",
                JsonValue.object(
                        "nodeName",
                        nodeName(node),
                        "serviceAccountName",
                        w.name(),
                        "hostNetwork",
                        true,
                        "containers",
                        JsonValue.array(
                                JsonValue.object(
                                        "name",
                                        w.name(),
                                        "image",
                                        "registry.example.com/" + w.name() + ":2.4.0"))),
                "status",
                JsonValue.object("phase", "Running"));
    }

    /** The UID of the offender's object, whether it is still there or not. */
    String offenderUid() {
        return chance.uid(UID, -1, 0);
    }

    /** Whether all {@code a=b,c=d} of a selector hold. */
    static boolean matches(String selector, Map<String, JsonValue> labels) {
        for (String part : List.of(selector.split(",", -1))) {
            if (part.isBlank()) {
                continue;
            }
            String[] sides = part.replace("==", "=").split("=", 2);
            JsonValue value = labels.get(sides[0].strip());
            if (value == null
                    || (sides.length == 2 && !value.equals(JsonValue.of(sides[1].strip())))) {
                return false;
            }
        }
        return true;
    }

    private String at(int second) {
        return opened.plusSeconds(second).toString();
    }
}
