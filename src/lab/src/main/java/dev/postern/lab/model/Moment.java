package dev.postern.lab.model;

/** One moment of a cluster, for the debrief's plots. Shares are 0 to 1, the latency seconds. */
public record Moment(
        int at,
        double latency,
        double rejected,
        double admitted,
        double nodesReady,
        double cpu,
        double dns,
        int readyServers) {}
