package dev.postern.engine.run;

import dev.postern.core.playbook.Step;
import dev.postern.core.time.Time;

import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;

/** How far the others are: who is behind never passes them. */
final class Progress {
    private final Time time;
    private final Map<String, Time.Signal> ended = new HashMap<>();
    private final Set<String> passed = ConcurrentHashMap.newKeySet();
    private final Time.Signal over;

    Progress(Time time, List<Step> steps) {
        this.time = time;
        this.over = time.signal();
        steps.forEach(s -> ended.put(s.id(), time.signal()));
    }

    /** They have gone past this step. */
    void passed(Step step) {
        Time.Signal mine = ended.get(step.id());
        if (mine != null) {
            passed.add(step.id());
            mine.set();
        }
    }

    /** They go no further. */
    void over() {
        over.set();
        ended.values().forEach(Time.Signal::set);
    }

    Time.Signal isOver() {
        return over;
    }

    /** Waits until they have gone past it; false where they never do. */
    boolean waitFor(Step step) throws InterruptedException {
        Time.Signal mine = ended.get(step.id());
        if (mine != null) {
            time.await(mine, Duration.ofDays(365));
        }
        return passed.contains(step.id());
    }
}
