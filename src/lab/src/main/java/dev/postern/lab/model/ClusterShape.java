package dev.postern.lab.model;

/**
 * What a modelled cluster is made of.
 *
 * @param index its place in the lab; decides the nodes' addresses
 * @param minor 30 for "1.30"; up to 30 is legacy: LISTs go to etcd
 * @param cores of each API server's host; a part of one where it has no more
 * @param memory of each API server's host, bytes
 */
public record ClusterShape(
        String name,
        int index,
        int hosts,
        int nodes,
        int minor,
        double cores,
        long memory,
        long seed) {
    /** Whether LISTs without a resource version, and any on a cold cache, are served by etcd. */
    public boolean legacy() {
        return minor <= 30;
    }
}
