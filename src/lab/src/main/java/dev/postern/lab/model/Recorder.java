package dev.postern.lab.model;

import java.util.ArrayList;
import java.util.List;

/** Tells losses from returns, and keeps a moment every ten seconds. */
final class Recorder {
    /** The API counts as lost when most servers were not ready for so long. */
    private static final int LOST_AFTER = 20;

    /** It counts as back when most were ready for so long. */
    private static final int BACK_AFTER = 60;

    private final List<Moment> moments = new ArrayList<>();
    private int collapses;
    private int recollapses;
    private boolean lost;
    private boolean wasBack;
    private int badFor;
    private int goodFor;
    private long answered;
    private long rejected;

    /**
     * @param explained whether a planned restart explains what is missing
     * @param underway whether somebody has begun to fight it: a loss after that is a re-collapse
     */
    void second(boolean ready, boolean explained, boolean underway) {
        badFor = ready || explained ? 0 : badFor + 1;
        goodFor = ready ? goodFor + 1 : 0;
        if (!lost && badFor >= LOST_AFTER) {
            lost = true;
            collapses++;
            if (wasBack && underway) {
                recollapses++;
            }
        } else if (lost && goodFor >= BACK_AFTER) {
            lost = false;
            wasBack = underway;
        }
    }

    boolean lost() {
        return lost;
    }

    int collapses() {
        return collapses;
    }

    int recollapses() {
        return recollapses;
    }

    void keep(
            int t,
            List<ApiServer> servers,
            int ready,
            double admitted,
            double nodesReady,
            double dns) {
        long all = servers.stream().mapToLong(s -> s.traffic.answered()).sum();
        long bad = servers.stream().mapToLong(s -> s.traffic.rejected()).sum();
        double share = all > answered ? (double) (bad - rejected) / (all - answered) : 0;
        answered = all;
        rejected = bad;
        double latency =
                servers.stream()
                        .filter(ApiServer::listening)
                        .mapToDouble(ApiServer::lag)
                        .average()
                        .orElse(-1);
        double cpu = servers.stream().mapToDouble(ApiServer::busyShare).average().orElse(0);
        moments.add(new Moment(t, latency, share, admitted, nodesReady, cpu, dns, ready));
    }

    List<Moment> moments() {
        return List.copyOf(moments);
    }
}
