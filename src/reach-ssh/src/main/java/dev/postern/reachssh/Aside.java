package dev.postern.reachssh;

import dev.postern.core.time.Time;

import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.Callable;
import java.util.concurrent.atomic.AtomicReference;

/**
 * Local input that cannot be cut once it blocks (a descriptor, the agent's socket): done on a
 * thread of its own, which is left behind when it does not end. Never used in a lab.
 */
final class Aside {
    private Aside() {}

    /** Empty where it did not end in time. */
    static <T> Optional<T> within(Time time, Duration most, Callable<T> work) throws Exception {
        Time.Signal ended = time.signal();
        AtomicReference<T> result = new AtomicReference<>();
        AtomicReference<Exception> failed = new AtomicReference<>();
        Thread.ofVirtual()
                .name("postern-ssh-aside")
                .start(() -> {
                    try {
                        result.set(work.call());
                    } catch (Exception e) {
                        failed.set(e);
                    } finally {
                        ended.set();
                    }
                });
        if (!time.await(ended, most)) {
            return Optional.empty();
        }
        Exception e = failed.get();
        if (e != null) {
            throw e;
        }
        return Optional.of(result.get());
    }
}
