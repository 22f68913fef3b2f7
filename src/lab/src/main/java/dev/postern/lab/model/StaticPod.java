package dev.postern.lab.model;

import org.jspecify.annotations.Nullable;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * One static pod of a host, as the kubelet runs it: started from its manifest, restarted with a
 * back-off when it dies, made anew with a fresh back-off when the manifest changes.
 */
final class StaticPod {
    /** The kubelet notices a change by inotify; the process gets a few seconds to end. */
    private static final int STOPPING = 3;

    /** A container that ran so long starts without a back-off next time (kubelet: 10 minutes). */
    private static final int FORGIVEN = 600;

    /** One container that was or is. */
    record Run(int generation, int attempt, int since, boolean running) {}

    final String component;
    private final List<Run> past = new ArrayList<>();
    private @Nullable Manifest manifest;
    private int generation;
    private int attempt;
    private int since;
    private boolean running;
    private int startsAt = -1;
    private int backoff;

    StaticPod(String component) {
        this.component = component;
    }

    Optional<Manifest> manifest() {
        return Optional.ofNullable(manifest);
    }

    boolean running() {
        return running;
    }

    int since() {
        return since;
    }

    int attempt() {
        return attempt;
    }

    int generation() {
        return generation;
    }

    /** All containers still known, the newest first. */
    List<Run> runs() {
        List<Run> all = new ArrayList<>(past);
        if (running) {
            all.add(new Run(generation, attempt, since, true));
        }
        return all.reversed();
    }

    /** Runs since long before the lab opened. */
    void runsAlready(Manifest m) {
        manifest = m;
        running = true;
        since = -86_400;
    }

    /**
     * Looks at the manifest; a change ends the container and plans the next.
     *
     * @return whether a running container was ended
     */
    boolean look(Optional<Manifest> now, int t) {
        String before = manifest == null ? "" : manifest.text();
        String after = now.map(Manifest::text).orElse("");
        if (before.equals(after)) {
            return false;
        }
        boolean ended = end();
        manifest = now.orElse(null);
        generation++;
        attempt = 0;
        backoff = 0;
        startsAt = manifest == null ? -1 : t + 1 + (ended ? STOPPING : 0);
        return ended;
    }

    /** Its process ended, or the kubelet killed it: it comes back after the back-off. */
    void crash(int t) {
        if (!running) {
            return;
        }
        backoff = t - since > FORGIVEN ? 10 : Math.min(300, Math.max(10, backoff * 2));
        end();
        attempt++;
        startsAt = t + backoff;
    }

    /**
     * Somebody ended its container: another starts at once, unless the one before ended not long
     * ago too (kuberuntime's doBackOff).
     */
    void stopped(int t) {
        int waits = t - since > FORGIVEN ? 0 : backoff;
        crash(t);
        startsAt = t + 1 + waits;
    }

    /** The machine is off; it starts again when the machine does. */
    void powerOff() {
        end();
        startsAt = -1;
    }

    void powerOn(int t) {
        if (manifest != null && !running) {
            attempt++;
            startsAt = t + 40;
        }
    }

    /** The kubelet was restarted: it forgets the back-off. */
    void forgetBackoff(int t) {
        backoff = 0;
        if (startsAt > t + 2) {
            startsAt = t + 2;
        }
    }

    /** Whether the container starts at this second. */
    boolean starts(int t) {
        if (running || startsAt < 0 || t < startsAt || manifest == null) {
            return false;
        }
        running = true;
        since = t;
        startsAt = -1;
        return true;
    }

    private boolean end() {
        if (!running) {
            return false;
        }
        running = false;
        past.add(new Run(generation, attempt, since, false));
        if (past.size() > 4) {
            past.removeFirst();
        }
        return true;
    }
}
