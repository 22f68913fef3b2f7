package dev.postern.actions.fence;

import java.time.Duration;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.Optional;

/**
 * Whether the work that a step brought is over, by the servers' CPU clocks and their sockets.
 *
 * <p>It is over when for a short window the servers did hardly more than in the calm before, and
 * hardly a new source came. A client that was refused for long comes back within a minute, at a
 * moment of its own; so what is still to come of a step is about what the window showed, for the
 * rest of that minute. That is counted to the step, or the next would be sized by the quick alone.
 */
final class Quiet {
    static final Duration WINDOW = Duration.ofSeconds(10);

    /** The longest wait of a client-go reflector: 30 s, and a jitter of as much again. */
    private static final double LATEST_SECONDS = 60;

    /** What of all cores is no work worth waiting for. */
    private static final double HARDLY = 0.05;

    /** What of all cores cannot be told from nothing. */
    private static final double NOISE = 0.01;

    /** One look at the servers: their CPU clocks, and how many sources are connected. */
    record Look(Gates.Work work, int sources) {}

    private final int cores;

    /** The last ones: the first of them is as old as the window, where there are so many. */
    private final Deque<Look> looks = new ArrayDeque<>();

    private Optional<Look> first = Optional.empty();
    private double calm = Double.NaN;
    private double least = Double.POSITIVE_INFINITY;

    Quiet(int cores) {
        this.cores = cores;
    }

    /** A new stretch begins here: what was seen before is none of its work. */
    void begin(Optional<Look> now) {
        looks.clear();
        now.ifPresent(looks::add);
        first = now;
        least = Double.POSITIVE_INFINITY;
    }

    /**
     * Looks once more. Where servers were restarted or cannot be read it is not over, and what the
     * stretch cost is unknown.
     *
     * @param newcomers how many new sources in a window are hardly any
     */
    boolean isOver(Optional<Look> seen, int newcomers) {
        if (seen.isEmpty()
                || (!looks.isEmpty() && !looks.getLast().work().like(seen.get().work()))) {
            begin(seen);
            first = Optional.empty();
            return false;
        }
        Look now = seen.get();
        if (!looks.isEmpty()) {
            least = Math.min(least, rate(looks.getLast(), now));
        }
        looks.add(now);
        while (looks.size() > 2
                && isWindow(looks.stream().skip(1).findFirst().orElseThrow(), now)) {
            looks.removeFirst();
        }
        return isWindow(looks.getFirst(), now)
                && rate() - (Double.isNaN(calm) ? least : calm) <= HARDLY * cores
                && now.sources() - looks.getFirst().sources() <= newcomers;
    }

    /**
     * From now on this is the calm that more is measured against: what the servers do at a
     * stretch's end is not charged to the next one again.
     */
    void isCalm() {
        if (looks.size() > 1) {
            calm = rate();
        }
    }

    /** Core-seconds that this stretch brought and will bring; empty where it is not known. */
    Optional<Double> charge() {
        if (first.isEmpty() || looks.size() < 2 || Double.isNaN(calm)) {
            return Optional.empty();
        }
        double seconds = seconds(first.get(), looks.getLast());
        double above = (rate(first.get(), looks.getLast()) - calm) * seconds;
        double toCome =
                Math.max(rate() - calm, NOISE * cores) * Math.max(0, LATEST_SECONDS - seconds);
        return Optional.of(Math.max(0, above) + toCome);
    }

    private double rate() {
        return rate(looks.getFirst(), looks.getLast());
    }

    private static boolean isWindow(Look from, Look to) {
        return seconds(from, to) >= WINDOW.toMillis() / 1000.0;
    }

    private static double rate(Look from, Look to) {
        double seconds = seconds(from, to);
        return seconds <= 0 ? 0 : (to.work().cpuSeconds() - from.work().cpuSeconds()) / seconds;
    }

    private static double seconds(Look from, Look to) {
        return Duration.between(from.work().at(), to.work().at()).toMillis() / 1000.0;
    }
}
