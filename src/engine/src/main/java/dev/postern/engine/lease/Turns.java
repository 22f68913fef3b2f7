package dev.postern.engine.lease;

import dev.postern.core.reach.Files;
import dev.postern.core.time.Time;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;

/** One after the other, in the order of their numbers; until one says that no more shall come. */
final class Turns {
    private static final Duration LONGEST = Duration.ofHours(1);

    private final Time time;
    private final List<Time.Signal> over = new ArrayList<>();
    private volatile boolean stopped;

    Turns(Time time, int count) {
        this.time = time;
        for (int i = 0; i < count; i++) {
            over.add(time.signal());
        }
    }

    One of(int number) {
        return new One(number);
    }

    /** None comes behind the one that is in progress. */
    void stop() {
        stopped = true;
    }

    /** One's turn; over when it is closed, or made. */
    final class One implements Files.Turn, AutoCloseable {
        private final int number;

        private One(int number) {
            this.number = number;
        }

        @Override
        public boolean comes() {
            return await() && !stopped;
        }

        private boolean await() {
            try {
                return number == 0 || time.await(over.get(number - 1), LONGEST);
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
                return false;
            }
        }

        @Override
        public void made() {
            over.get(number).set();
        }

        /** Whatever came of it: the next one's turn comes once those before are over too. */
        @Override
        public void close() {
            if (!over.get(number).isSet()) {
                if (!await()) {
                    stop();
                }
                over.get(number).set();
            }
        }
    }
}
