package dev.postern.engine.bound;

import dev.postern.core.fleet.Cluster;
import dev.postern.core.fleet.Host;
import dev.postern.core.fleet.HostId;
import dev.postern.core.reach.Command;
import dev.postern.core.reach.World;
import dev.postern.core.time.Time;
import dev.postern.core.value.Failure;

import java.time.Duration;
import java.time.Instant;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;

/** Asks the hosts of a cluster for any answer at all. */
public final class RollCall {
    /** So long is waited for the first answer of any host. */
    public static final Duration PATIENCE = Duration.ofSeconds(10);

    // The next host is asked beside one that has not answered yet.
    private static final Duration NEXT_AFTER = Duration.ofSeconds(2);

    private final World world;
    private final Set<HostId> asked = ConcurrentHashMap.newKeySet();

    public RollCall(World world) {
        this.world = world;
    }

    /**
     * Whether one of its hosts answers. Refused is an answer too. A host that still owes the last
     * one is not asked again.
     */
    public boolean answers(Cluster cluster) throws InterruptedException {
        Time time = world.time();
        Instant end = time.now().plus(PATIENCE);
        Call call = new Call(time);
        for (Host host : cluster.hosts()) {
            if (asked.add(host.id())) {
                Time.Signal settled = call.begins();
                time.fork("roll call " + host.id(), () -> ask(host.id(), call));
                time.await(settled, NEXT_AFTER);
                if (call.isAnswered()) {
                    return true;
                }
            }
        }
        Duration left = Duration.between(time.now(), end);
        time.await(call.settled(), left.isNegative() ? Duration.ZERO : left);
        return call.isAnswered();
    }

    private boolean ask(HostId host, Call call) {
        boolean answered = false;
        try {
            answered =
                    world.shell(host)
                            .run(Command.of("true").within(PATIENCE))
                            .whyNot()
                            .map(Failure::kind)
                            .map(RollCall::isAnswer)
                            .orElse(true);
            return answered;
        } finally {
            asked.remove(host);
            call.ended(answered);
        }
    }

    private static boolean isAnswer(Failure.Kind why) {
        return switch (why) {
            case UNREACHABLE, IN_DOUBT, SATURATED, ABORTED -> false;
            default -> true;
        };
    }

    /** One call: settled once a host has answered, or none is left that could. */
    private static final class Call {
        private final Time time;
        private int owing;
        private boolean answered;
        private Time.Signal settled;

        Call(Time time) {
            this.time = time;
            this.settled = time.signal();
        }

        synchronized Time.Signal begins() {
            owing++;
            if (settled.isSet() && !answered) {
                settled = time.signal();
            }
            return settled;
        }

        synchronized void ended(boolean answer) {
            owing--;
            answered |= answer;
            if (answered || owing == 0) {
                settled.set();
            }
        }

        synchronized Time.Signal settled() {
            return settled;
        }

        synchronized boolean isAnswered() {
            return answered;
        }
    }
}
