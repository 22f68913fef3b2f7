package dev.postern.lab.model;

/** What an API server holds in memory, and how that slows and ends it. */
final class ServerMemory {
    private final ModelProfile profile;
    private final ClusterShape shape;
    private double bytes;
    private int fullLists;
    private int selectedLists;

    ServerMemory(ModelProfile profile, ClusterShape shape) {
        this.profile = profile;
        this.shape = shape;
        bytes = profile.memoryBase();
    }

    /** The process is a new one. */
    void fresh() {
        bytes = profile.memoryBase();
    }

    double bytes() {
        return bytes;
    }

    boolean isExhausted() {
        return bytes > limit();
    }

    /** Lists of that kind that were being served in the last second. */
    int serving(ApiServer.Kind kind) {
        return kind == ApiServer.Kind.OFFENDER ? fullLists : selectedLists;
    }

    /** The garbage collector's share grows as memory runs out. */
    double slowness() {
        double used = bytes / limit();
        return 1 + 9 * Math.max(0, Math.min(1, (used - 0.8) / 0.2));
    }

    private double limit() {
        return shape.memory() * 0.9;
    }

    /**
     * One second.
     *
     * @param queue what is being served or waits for it
     * @param seats how many may be served at once, against the usual
     * @param sockets nodes that are connected
     */
    void second(
            Iterable<ApiServer.Batch> queue, double seats, boolean tidy, int sockets, int nodes) {
        count(queue, seats);
        double all = profile.allBytes(nodes);
        double lists =
                shape.legacy()
                        ? fullLists * profile.listFactorFull() * all
                                + selectedLists * profile.listFactorSelected() * all
                        : (fullLists + selectedLists) * profile.streamedListMemory();
        double wanted =
                profile.memoryBase()
                        + 2 * all
                        + (double) sockets * profile.reflectorsPerNode() * profile.watchMemory()
                        + lists * (tidy ? 0.8 : 1);
        // Memory is taken at once and given back over some seconds.
        bytes = wanted > bytes ? bytes + (wanted - bytes) * 0.5 : bytes * 0.9 + wanted * 0.1;
    }

    private void count(Iterable<ApiServer.Batch> queue, double seats) {
        int full = 0;
        int selected = 0;
        int mostFull = (int) Math.ceil(profile.fullListsAtOnce() * seats);
        int mostSelected = (int) Math.ceil(profile.selectedListsAtOnce() * seats);
        for (ApiServer.Batch b : queue) {
            if (b.kind() == ApiServer.Kind.OFFENDER) {
                full = Math.min(full + 1, mostFull);
            } else {
                selected = Math.min(selected + 1, mostSelected);
            }
            if (full == mostFull && selected == mostSelected) {
                break;
            }
        }
        fullLists = full;
        selectedLists = selected;
    }
}
