package dev.postern.lab.model;

/**
 * Name resolution inside the cluster: it outlives the API by its caches, and comes back with it.
 */
final class Names {
    private final ModelProfile profile;
    private boolean decays;
    private double over;
    private int lostSince = -1;
    private double answered = 1;
    private double deadSeconds;

    Names(ModelProfile profile) {
        this.profile = profile;
        this.over = profile.dnsLast();
    }

    /** From now on cached names expire within this many seconds of a lost API. */
    void decay(double seconds) {
        decays = true;
        over = seconds;
    }

    double answered() {
        return answered;
    }

    double deadMinutes() {
        return deadSeconds / 60;
    }

    void act(int t, boolean apiReady, double nodesBack) {
        if (apiReady && nodesBack > 0.02) {
            lostSince = -1;
            // CoreDNS syncs within a minute once its nodes are let in.
            answered = Math.min(1, answered + 1 / 60.0);
        } else {
            if (lostSince < 0) {
                lostSince = t;
            }
            double first = Math.min(profile.dnsFirst(), over / 5);
            double gone = (t - lostSince - first) / Math.max(1, over - first);
            double left = Math.max(0, Math.min(1, 1 - gone));
            answered = decays ? Math.min(answered, left) : answered;
        }
        deadSeconds += 1 - answered;
    }
}
