package dev.postern.lab.model;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** One control-plane host: the static pods that its kubelet runs. */
final class ControlHost {
    static final List<String> COMPONENTS =
            List.of("etcd", "kube-apiserver", "kube-controller-manager", "kube-scheduler");

    final HostView view;
    final ApiServer api;
    private final Map<String, StaticPod> pods = new LinkedHashMap<>();
    private boolean dirty = true;
    private boolean wasUp = true;
    private int plannedUntil = -1;
    private boolean apiStopped;

    ControlHost(HostView view, ApiServer api) {
        this.view = view;
        this.api = api;
        for (String c : COMPONENTS) {
            pods.put(c, c.equals("kube-apiserver") ? api.pod : new StaticPod(c));
        }
        Map<String, Manifest> found = read();
        for (StaticPod p : pods.values()) {
            Manifest m = found.get(p.component);
            if (m != null) {
                p.runsAlready(m);
            }
        }
        if (api.pod.running()) {
            api.servesAlready();
        }
        dirty = false;
    }

    /** Its manifests may have changed. */
    void touched() {
        dirty = true;
    }

    boolean runs(String component) {
        StaticPod p = pods.get(component);
        return p != null && p.running() && view.up();
    }

    List<StaticPod> all() {
        return new ArrayList<>(pods.values());
    }

    /** Somebody ended a component's container. */
    void stopped(String component, int t) {
        StaticPod p = pods.get(component);
        if (p == null || !p.running()) {
            return;
        }
        p.stopped(t);
        if (p == api.pod) {
            api.stop();
            plannedUntil = t + 180;
            apiStopped = true;
        }
    }

    /** Whether somebody's change of the manifest explains why its API server is away. */
    boolean plannedRestart(int t) {
        return t < plannedUntil;
    }

    /** Files beside each other that make the same pod: the kubelet takes the last by name. */
    private Map<String, Manifest> read() {
        Map<String, Manifest> found = new LinkedHashMap<>();
        new java.util.TreeMap<>(view.manifests())
                .forEach((name, text) ->
                        Manifest.read(text).ifPresent(m -> found.put(m.component(), m)));
        return found;
    }

    /** Lets the kubelet do its work; returns whether the API server's process ended. */
    boolean kubelet(int t) {
        boolean ended = apiStopped;
        apiStopped = false;
        boolean up = view.up();
        if (up != wasUp) {
            for (StaticPod p : pods.values()) {
                if (up) {
                    p.powerOn(t);
                } else {
                    p.powerOff();
                }
            }
            if (!up) {
                ended = api.listening();
                api.stop();
            }
            wasUp = up;
        }
        if (!up) {
            return ended;
        }
        if (dirty) {
            dirty = false;
            Map<String, Manifest> found = read();
            for (StaticPod p : pods.values()) {
                boolean stopped = p.look(Optional.ofNullable(found.get(p.component)), t);
                if (p == api.pod && stopped) {
                    api.stop();
                    plannedUntil = t + 180;
                    ended = true;
                }
            }
        }
        for (StaticPod p : pods.values()) {
            p.starts(t);
        }
        if (api.pod.running() && !api.listening() && t >= api.pod.since() + api.startSeconds()) {
            api.start(t);
        }
        return ended;
    }
}
