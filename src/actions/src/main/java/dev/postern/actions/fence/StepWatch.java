package dev.postern.actions.fence;

import dev.postern.core.fact.Facts;
import dev.postern.core.reach.Reach;

import java.time.Duration;
import java.time.Instant;
import java.util.Optional;

/** Watches what comes of a step of readmission: the condition, the servers' work, who is there. */
final class StepWatch {
    private static final Duration LOOK = Duration.ofSeconds(5);

    private final Gates gates;
    private final Readmit.Parameters p;
    private final Reach reach;
    private final Quiet quiet;

    /** Sources at the last look. */
    private int connected;

    private Facts.Verdict last = new Facts.Verdict(Facts.Answer.UNKNOWN, "not asked yet");

    StepWatch(Gates gates, Readmit.Parameters p, int cores, Reach reach) {
        this.gates = gates;
        this.p = p;
        this.reach = reach;
        this.quiet = new Quiet(cores);
    }

    /** How a watch ended. */
    enum End {
        /** The condition has held for {@code hold}. */
        HELD,
        /** What was let in has done its work, and the condition held. */
        OVER,
        /** The condition did not hold for as long as given. */
        LOST,
        /** The operator asked to stop. */
        STOPPED;

        boolean isCalm() {
            return this == HELD || this == OVER;
        }
    }

    int connected() {
        return connected;
    }

    /** What the condition came to at the last look. */
    String because() {
        return last.because();
    }

    /** What the last stretch brought and will bring, in core-seconds; empty where unknown. */
    Optional<Double> work() {
        return quiet.charge();
    }

    /** What the servers do now is the calm that the next steps are measured against. */
    void isCalmNow() {
        quiet.isCalm();
    }

    /** Until it is calm, whoever comes meanwhile. */
    End calm(Duration patience) throws InterruptedException {
        return step(patience, 0, Integer.MAX_VALUE);
    }

    /**
     * Until the condition has held for {@code hold} on end, or long enough for its work to be over,
     * or was lost for as long as given.
     *
     * @param enough connected sources that show that those who were let in are back
     * @param newcomers how many new sources are hardly any
     */
    End step(Duration patience, int enough, int newcomers) throws InterruptedException {
        boolean first = true;
        Instant lostSince = reach.time().now();
        Instant heldSince = lostSince;
        boolean held = false;
        while (true) {
            if (reach.stop().isAsked()) {
                return End.STOPPED;
            }
            last = reach.facts().holds(p.condition());
            Instant now = reach.time().now();
            Optional<Quiet.Look> look = gates.look();
            look.ifPresent(l -> connected = l.sources());
            boolean over = false;
            if (first) {
                quiet.begin(look);
                first = false;
            } else {
                over = quiet.isOver(look, newcomers) && look.isPresent() && connected >= enough;
            }
            if (last.holds()) {
                heldSince = held ? heldSince : now;
                Duration heldFor = Duration.between(heldSince, now);
                if (heldFor.compareTo(p.hold()) >= 0) {
                    return over ? End.OVER : End.HELD;
                }
                if (over && p.isMeasured() && heldFor.compareTo(Quiet.WINDOW) >= 0) {
                    return End.OVER;
                }
            } else {
                lostSince = held ? now : lostSince;
                if (Duration.between(lostSince, now).compareTo(patience) >= 0) {
                    return End.LOST;
                }
            }
            held = last.holds();
            reach.time().await(reach.stop().asked(), pause(held, heldSince, now));
        }
    }

    private Duration pause(boolean held, Instant heldSince, Instant now) {
        if (!held) {
            return LOOK;
        }
        Duration left = p.hold().minus(Duration.between(heldSince, now));
        Duration least = Duration.ofMillis(100);
        return left.compareTo(LOOK) > 0 ? LOOK : left.compareTo(least) > 0 ? left : least;
    }
}
