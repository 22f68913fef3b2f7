package dev.postern.engine.run;

import dev.postern.core.reach.Stop;
import dev.postern.core.text.Neutral;
import dev.postern.core.time.Time;

import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.Consumer;

/**
 * A person's hand on a run: stop, pause, answers. Called from any thread, counted or not; the run
 * waits on its signals.
 */
public final class RunControl implements Stop {
    /** What a person said to a gate. */
    record Answer(String value, String by) {}

    private final Time time;
    private final Time.Signal stop;
    private final Time.Signal cut;
    private final ReentrantLock lock = new ReentrantLock();
    private final Map<String, Answer> answers = new HashMap<>();
    private final Map<String, Time.Signal> asked = new HashMap<>();
    private final List<Consumer<String>> listeners = new CopyOnWriteArrayList<>();
    private boolean paused;
    private int pauses;
    private Time.Signal goOn;
    private String by = "";

    public RunControl(Time time) {
        this.time = time;
        this.stop = time.signal();
        this.cut = time.signal();
        this.goOn = time.signal();
        this.goOn.set();
    }

    /**
     * Asks it to stop.
     *
     * @param times 1: what is in flight is finished, nothing new begins; 2: calls in flight are cut
     */
    public void stop(int times, String who) {
        lock.lock();
        try {
            by = Neutral.line(who, 100);
        } finally {
            lock.unlock();
        }
        stop.set();
        pause(false, who);
        if (times >= 2) {
            cut.set();
        }
        tell("stop");
    }

    /** Begins nothing new until called with false. */
    public void pause(boolean wanted, String who) {
        lock.lock();
        try {
            if (wanted && !stop.isSet() && !paused) {
                paused = true;
                pauses++;
                by = Neutral.line(who, 100);
                goOn = time.signal();
            } else if (!wanted && paused) {
                paused = false;
                by = Neutral.line(who, 100);
                goOn.set();
            }
        } finally {
            lock.unlock();
        }
        tell("pause");
    }

    /**
     * Answers a gate that is being asked.
     *
     * @return why not, where it is not being asked
     */
    public Optional<String> answer(String gate, String value, String who) {
        lock.lock();
        try {
            Time.Signal waiting = asked.get(gate);
            if (waiting == null) {
                return Optional.of("nobody asks " + Neutral.line(gate, 100) + " just now");
            }
            answers.put(gate, new Answer(value, Neutral.line(who, 100)));
            waiting.set();
            return Optional.empty();
        } finally {
            lock.unlock();
        }
    }

    /** Opens a gate for answers: the signal is set when one is there. */
    Time.Signal ask(String gate) {
        lock.lock();
        try {
            answers.remove(gate);
            Time.Signal signal = time.signal();
            asked.put(gate, signal);
            return signal;
        } finally {
            lock.unlock();
        }
    }

    /** Closes the gate; its answer, where there was one. */
    Optional<Answer> answered(String gate) {
        lock.lock();
        try {
            asked.remove(gate);
            return Optional.ofNullable(answers.remove(gate));
        } finally {
            lock.unlock();
        }
    }

    /** Wakes whoever waits for an answer, without one: the run is being stopped. */
    private void tell(String what) {
        lock.lock();
        try {
            if (what.equals("stop")) {
                asked.values().forEach(Time.Signal::set);
            }
        } finally {
            lock.unlock();
        }
        listeners.forEach(l -> l.accept(what));
    }

    /** Hears {@code stop} and {@code pause}; must not block. */
    void listen(Consumer<String> listener) {
        listeners.add(listener);
    }

    @Override
    public boolean isAsked() {
        return stop.isSet();
    }

    @Override
    public Time.Signal asked() {
        return stop;
    }

    boolean isCut() {
        return cut.isSet();
    }

    Time.Signal cutAsked() {
        return cut;
    }

    boolean isPaused() {
        lock.lock();
        try {
            return paused;
        } finally {
            lock.unlock();
        }
    }

    /** How often it was paused: what was seen before a pause is too old after it. */
    int pauses() {
        lock.lock();
        try {
            return pauses;
        } finally {
            lock.unlock();
        }
    }

    /** Set while nobody has paused it. */
    Time.Signal goOn() {
        lock.lock();
        try {
            return goOn;
        } finally {
            lock.unlock();
        }
    }

    /** Who asked last. */
    String by() {
        lock.lock();
        try {
            return by;
        } finally {
            lock.unlock();
        }
    }
}
