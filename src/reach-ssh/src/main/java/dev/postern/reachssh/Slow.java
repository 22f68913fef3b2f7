package dev.postern.reachssh;

import dev.postern.core.time.Time;

import java.time.Duration;
import java.util.function.Supplier;

/** Says so when something is waited for. */
final class Slow {
    private Slow() {}

    /** Does the work; where it is not done after {@code grace}, {@code say} is run once. */
    static <T> T watch(Time time, Duration grace, Runnable say, Supplier<T> work) {
        Time.Signal ended = time.signal();
        time.fork(
                "postern-ssh-slow",
                () -> {
                    if (!time.await(ended, grace)) {
                        say.run();
                    }
                    return ended;
                });
        try {
            return work.get();
        } finally {
            ended.set();
        }
    }
}
