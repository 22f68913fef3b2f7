package dev.postern.actions.fence;

/**
 * How much more a step lets in, by the work that the nodes of the steps before brought.
 *
 * <p>A wave is safe while it brings at most about ten seconds of all cores: in the model a legacy
 * cluster of 2,500 nodes re-collapses at 5 % a wave. Eight are aimed at. What few nodes cost says
 * little of many, so no step lets in more than four times what is in. Where nothing was measured a
 * step at most doubles it and adds no more than a fifth of everybody.
 */
final class StepSize {
    /** Seconds of all cores that a step may bring. */
    private static final double SAFE_SECONDS = 8;

    private static final int GROWTH = 4;
    private static final int FIFTH = Fence.ALL / 5;
    private static final int LEAST = 25;

    private double workPerShare = Double.NaN;
    private double damping = 1;

    /**
     * Learns from a step.
     *
     * @param shareAdded of 10,000
     * @param cpuSeconds core-seconds above the calm before it, and what may still come of it
     */
    void learn(int shareAdded, double cpuSeconds) {
        if (shareAdded > 0 && cpuSeconds >= 0) {
            double measured = cpuSeconds / shareAdded;
            workPerShare =
                    Double.isNaN(workPerShare) ? measured : 0.5 * workPerShare + 0.5 * measured;
        }
    }

    /** After a fall-back: half steps from now on, and never less than a quarter of a percent. */
    void tooMuch() {
        damping = Math.max(damping / 2, 1.0 / 16);
    }

    /** What may be added now. */
    int next(int share, int first, int cores) {
        int in = Math.max(share, first);
        double most =
                Double.isNaN(workPerShare)
                        ? Math.min(FIFTH, in)
                        : Math.min((double) GROWTH * in, SAFE_SECONDS * cores / workPerShare);
        return (int) Math.clamp(most * damping, LEAST, Fence.ALL);
    }
}
