package dev.postern.engine.run;

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
final class RollCall {
    /** So long is waited for the first answer of any host. */
    static final Duration PATIENCE = Duration.ofSeconds(10);

    // The next host is asked beside one that has not answered yet.
    private static final Duration NEXT_AFTER = Duration.ofSeconds(2);

    private final World world;
    private final Set<HostId> asked = ConcurrentHashMap.newKeySet();

    RollCall(World world) {
        this.world = world;
    }

    /**
     * Whether one of its hosts answers. Refused is an answer too. A host that still owes the last
     * one is not asked again.
     */
    boolean answers(Cluster cluster) throws InterruptedException {
        Time time = world.time();
        Time.Signal answer = time.signal();
        Instant end = time.now().plus(PATIENCE);
        for (Host host : cluster.hosts()) {
            if (asked.add(host.id())) {
                time.fork("roll call " + host.id(), () -> ask(host.id(), answer));
                if (time.await(answer, NEXT_AFTER)) {
                    return true;
                }
            }
        }
        Duration left = Duration.between(time.now(), end);
        return time.await(answer, left.isNegative() ? Duration.ZERO : left);
    }

    private boolean ask(HostId host, Time.Signal answer) {
        try {
            boolean answered =
                    world.shell(host)
                            .run(Command.of("true").within(PATIENCE))
                            .whyNot()
                            .map(Failure::kind)
                            .map(RollCall::isAnswer)
                            .orElse(true);
            if (answered) {
                answer.set();
            }
            return answered;
        } finally {
            asked.remove(host);
        }
    }

    private static boolean isAnswer(Failure.Kind why) {
        return switch (why) {
            case UNREACHABLE, IN_DOUBT, SATURATED, ABORTED -> false;
            default -> true;
        };
    }
}
