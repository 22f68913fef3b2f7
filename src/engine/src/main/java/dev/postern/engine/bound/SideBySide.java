package dev.postern.engine.bound;

import dev.postern.core.time.Time;

import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.concurrent.atomic.AtomicInteger;

/** Work side by side, at most so many at once, waiting on the port {@code Time}. */
public final class SideBySide {
    private SideBySide() {}

    /**
     * Does all of them and waits for all; results in the order of the work.
     *
     * @throws InterruptedException when this thread is interrupted; the work goes on
     */
    public static <T> List<T> all(
            Time time, String name, int most, List<? extends Callable<T>> work)
            throws InterruptedException {
        if (work.size() <= most) {
            return work.size() == 1 ? List.of(alone(work.getFirst())) : time.all(name, work);
        }
        List<T> results = new ArrayList<>(Collections.nCopies(work.size(), null));
        AtomicInteger next = new AtomicInteger();
        List<Callable<Integer>> hands = new ArrayList<>();
        for (int i = 0; i < most; i++) {
            hands.add(() -> {
                int done = 0;
                for (int mine = next.getAndIncrement();
                        mine < work.size();
                        mine = next.getAndIncrement()) {
                    T result = work.get(mine).call();
                    synchronized (results) {
                        results.set(mine, result);
                    }
                    done++;
                }
                return done;
            });
        }
        time.all(name, hands);
        synchronized (results) {
            return new ArrayList<>(results);
        }
    }

    private static <T> T alone(Callable<T> work) throws InterruptedException {
        try {
            return work.call();
        } catch (InterruptedException | RuntimeException e) {
            throw e;
        } catch (Exception e) {
            throw new IllegalStateException("the work failed", e);
        }
    }
}
