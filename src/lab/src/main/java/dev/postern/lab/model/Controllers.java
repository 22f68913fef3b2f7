package dev.postern.lab.model;

/**
 * What the controller-manager does while one of them leads: evictions, garbage, the DaemonSet's
 * pods, new nodes.
 */
final class Controllers {
    /** A standby takes over after this (leader election 15 s). */
    private static final int TAKE_OVER = 15;

    private static final int EVICT = 21;

    private final ModelProfile profile;
    private final ClusterShape shape;
    private final Chance chance;
    private boolean leading = true;
    private int leadsSince = -100_000;
    private int eligibleSince = -100_000;
    private double evictionBudget;
    private double writeBudget;
    private int evictedNodes;
    private final java.util.BitSet evicted = new java.util.BitSet();

    Controllers(ModelProfile profile, ClusterShape shape, Chance chance) {
        this.profile = profile;
        this.shape = shape;
        this.chance = chance;
    }

    boolean lead() {
        return leading;
    }

    /** Evicted pods; of a node's pods a fifth belongs to DaemonSets and stays. */
    int evictions() {
        return evictedNodes * profile.podsPerNode() * 4 / 5;
    }

    /**
     * One second.
     *
     * @param eligible whether a controller-manager runs beside an API server that serves it
     * @param workloadObject whether the DaemonSet is there, so that its pods are made again
     */
    void act(int t, boolean eligible, boolean workloadObject, boolean workloadMade, Herd herd) {
        if (!eligible) {
            eligibleSince = -1;
            leading = false;
            return;
        }
        if (eligibleSince < 0 && !leading) {
            eligibleSince = t;
        }
        if (!leading && t - eligibleSince >= TAKE_OVER) {
            leading = true;
            leadsSince = t;
        }
        if (!leading) {
            return;
        }
        evict(t, herd);
        writeBudget = Math.min(profile.controllerRate(), writeBudget + profile.controllerRate());
        if (workloadMade) {
            pods(t, workloadObject, herd);
        }
    }

    private void evict(int t, Herd herd) {
        int unhealthy = 0;
        for (int i = 0; i < herd.size(); i++) {
            if (t - Math.max(herd.lastLease(i), leadsSince) > 50) {
                unhealthy++;
            } else if (t - herd.lastLease(i) < 10) {
                evicted.clear(i);
            }
        }
        if (unhealthy == 0 || unhealthy >= herd.size()) {
            return;
        }
        boolean mostly = unhealthy > 0.55 * herd.size() && herd.size() > 50;
        evictionBudget =
                Math.min(
                        1,
                        evictionBudget
                                + (mostly ? profile.evictRateUnhealthy() : profile.evictRate()));
        int from = (int) (chance.unit(EVICT, shape.index(), t) * herd.size());
        for (int n = 0; n < herd.size() && evictionBudget >= 1; n++) {
            int i = (from + n) % herd.size();
            boolean due = t - Math.max(herd.lastLease(i), leadsSince) > profile.evictAfter();
            if (due && !evicted.get(i)) {
                evicted.set(i);
                evictedNodes++;
                evictionBudget -= 1;
            }
        }
    }

    private void pods(int t, boolean workloadObject, Herd herd) {
        for (int i = 0; i < herd.size() && writeBudget >= 1; i++) {
            boolean has = herd.offenders.pods.get(i);
            if (workloadObject && !has && herd.offenders.isMeant(i)) {
                herd.offenders.schedulePod(i, t);
                writeBudget -= 1;
            } else if (!workloadObject && has && herd.back(i, t)) {
                // A pod's object goes when its kubelet has confirmed the end.
                herd.offenders.dropPod(i, t, true);
                writeBudget -= 1;
            }
        }
    }
}
