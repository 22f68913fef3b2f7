package dev.postern.engine.bound;

import dev.postern.core.time.Time;

import java.time.Duration;
import java.util.Collection;
import java.util.HashSet;
import java.util.LinkedHashSet;
import java.util.Set;
import java.util.concurrent.Callable;
import java.util.concurrent.locks.ReentrantLock;

/**
 * Pieces of work side by side that are waited for, but for those that give no answer while others
 * have ended. What is not waited for goes on by itself.
 *
 * @param <K> what tells them apart
 */
public final class Gathering<K> {
    /** How long after the last that ended it is asked who of the others is silent. */
    public static final Duration PATIENCE = Duration.ofSeconds(5);

    // Who had an answer is slow, not silent: it is asked again, but not often.
    private static final Duration AGAIN = Duration.ofSeconds(30);

    private static final Duration FOR_EVER = Duration.ofDays(365);

    private final Time time;
    private final ReentrantLock lock = new ReentrantLock();
    private final int all;
    private final Set<K> open;
    private Time.Signal oneMore;

    /** Which of those that are still at work give no answer, and need not be waited for. */
    @FunctionalInterface
    public interface Silence<K> {
        Set<K> among(Set<K> open) throws InterruptedException;
    }

    public Gathering(Time time, Collection<K> all) {
        this.time = time;
        this.open = new LinkedHashSet<>(all);
        this.all = open.size();
        this.oneMore = time.signal();
    }

    /** The work of one, its end seen here. */
    public <T> Callable<T> seen(K key, Callable<T> work) {
        return () -> {
            try {
                return work.call();
            } finally {
                ended(key);
            }
        };
    }

    private void ended(K key) {
        lock.lock();
        try {
            open.remove(key);
            oneMore.set();
        } finally {
            lock.unlock();
        }
    }

    /**
     * Waits until each has ended or is silent. Nobody is while no other has ended: there is nobody
     * to hold up then, and the work's own bounds say when it is over.
     *
     * @param doubtful of whom nothing was heard before either: they are silent as soon as all
     *     others have ended
     * @return those that are not waited for
     */
    public Set<K> left(Set<K> doubtful, Silence<K> silence) throws InterruptedException {
        Set<K> left = new HashSet<>();
        Duration patience = PATIENCE;
        while (true) {
            Set<K> waitedFor;
            Time.Signal more;
            boolean othersEnded;
            lock.lock();
            try {
                left.retainAll(open);
                waitedFor = new LinkedHashSet<>(open);
                waitedFor.removeAll(left);
                othersEnded = open.size() < all;
                if (oneMore.isSet()) {
                    oneMore = time.signal();
                    patience = PATIENCE;
                }
                more = oneMore;
            } finally {
                lock.unlock();
            }
            if (waitedFor.isEmpty()) {
                return left;
            }
            if (othersEnded && doubtful.containsAll(waitedFor)) {
                left.addAll(waitedFor);
            } else if (!time.await(more, othersEnded ? patience : FOR_EVER)) {
                left.addAll(silence.among(waitedFor));
                patience = AGAIN;
            }
        }
    }
}
