package dev.postern.engine.process;

import dev.postern.core.time.SystemTime;
import dev.postern.core.time.Time;
import dev.postern.journal.RunDirectory;

import java.time.Duration;
import java.time.Instant;
import java.util.concurrent.Callable;

/**
 * The system's time, until a journal has so many lines: whoever asks for the time then, and each
 * line of the journal does before it is written, ends the process as by SIGKILL. So however fast
 * the run is, it does not get past that line.
 */
final class DeadlyTime implements Time {
    private final Time time = new SystemTime();
    private final RunDirectory directory;
    private final long line;

    DeadlyTime(RunDirectory directory, long line) {
        this.directory = directory;
        this.line = line;
    }

    @Override
    public Instant now() {
        if (directory.entries().got().map(e -> e.size()).orElse(0) >= line) {
            Runtime.getRuntime().halt(137);
        }
        return time.now();
    }

    @Override
    public boolean await(Signal signal, Duration atMost) throws InterruptedException {
        return time.await(signal, atMost);
    }

    @Override
    public Signal signal() {
        return time.signal();
    }

    @Override
    public Scope enter() {
        return time.enter();
    }

    @Override
    public Exchange exchange(Duration atMost, Runnable cut) {
        return time.exchange(atMost, cut);
    }

    @Override
    public <T> Task<T> fork(String name, Callable<T> work) {
        return time.fork(name, work);
    }
}
