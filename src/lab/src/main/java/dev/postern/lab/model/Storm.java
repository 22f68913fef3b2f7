package dev.postern.lab.model;

/**
 * What each pod of an offending DaemonSet does.
 *
 * @param everySeconds how often it lists all pods, where it has no loops
 * @param loops how many loops each pod has that list something small over a connection of their
 *     own, and begin again as soon as they have their answer; 0 for none
 * @param nodes on how many nodes it has a pod, the first ones; the rest have none
 */
public record Storm(double everySeconds, int loops, int nodes) {
    /** A pod on every node lists all pods so often. */
    public static Storm listing(double everySeconds) {
        return new Storm(everySeconds, 0, Integer.MAX_VALUE);
    }

    /** So many loops in each of the pods on so many nodes: the proving ground's offender. */
    public static Storm looping(int loops, int nodes) {
        return new Storm(0, loops, nodes);
    }
}
