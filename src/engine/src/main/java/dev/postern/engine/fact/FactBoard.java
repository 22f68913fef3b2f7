package dev.postern.engine.fact;

import dev.postern.core.action.Catalogue;
import dev.postern.core.action.FactSource;
import dev.postern.core.fact.FactValue;
import dev.postern.core.fact.Facts;
import dev.postern.core.fleet.Cluster;
import dev.postern.core.fleet.ClusterName;
import dev.postern.core.playbook.Condition;
import dev.postern.core.problem.Checked;
import dev.postern.core.problem.Position;
import dev.postern.core.reach.Reach;
import dev.postern.core.time.Time;
import dev.postern.playbook.Bindings;
import dev.postern.playbook.CompiledCondition;
import dev.postern.playbook.Conditions;
import dev.postern.playbook.Vocabulary;

import org.jspecify.annotations.Nullable;

import java.time.Duration;
import java.time.Instant;
import java.util.Collection;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.BiFunction;
import java.util.function.BiPredicate;
import java.util.function.Supplier;

/**
 * Reads facts, each at most once in its window however many ask, per cluster; and conditions over
 * them.
 */
public final class FactBoard {
    /** Longer than any bounded reading; a reading that takes longer is a bug of its source. */
    private static final Duration LONGEST_READING = Duration.ofMinutes(10);

    private final Time time;
    private final Catalogue catalogue;
    private final Vocabulary vocabulary;
    private final Set<String> steps;
    private final Supplier<Bindings> bindings;
    private final BiPredicate<String, ClusterName> settled;
    private final BiFunction<Cluster, Facts, Reach> reach;
    private final ReentrantLock lock = new ReentrantLock();
    private final Map<Key, Reading> readings = new ConcurrentHashMap<>();
    private final Map<String, Checked<CompiledCondition>> compiled = new ConcurrentHashMap<>();

    private record Key(ClusterName cluster, String fact) {}

    /**
     * A reading.
     *
     * @param at when it began
     */
    public record Seen(FactValue value, Instant at) {}

    private static final class Reading {
        private final Time.Signal done;
        private final Instant at;
        private final Bindings bound;
        private volatile @Nullable FactValue value;
        private volatile @Nullable Instant ended;

        Reading(Time.Signal done, Instant at, Bindings bound) {
            this.done = done;
            this.at = at;
            this.bound = bound;
        }

        /**
         * Whether it serves still. The window begins when the reading ends: what a dead server has
         * just been waited for in vain is not asked again at once.
         */
        boolean serves(Instant now, Duration window) {
            Instant end = ended;
            return end == null || now.isBefore(end.plus(window));
        }

        FactValue value() {
            FactValue read = value;
            return read == null ? FactValue.unknown("its reading was cut off") : read;
        }
    }

    /**
     * @param steps whose {@code STEP.settled} may be asked
     * @param bindings the run's parameters, as they are now
     * @param settled whether a step is settled in a cluster
     * @param reach what readings touch the world through
     */
    public FactBoard(
            Time time,
            Catalogue catalogue,
            Collection<String> steps,
            Supplier<Bindings> bindings,
            BiPredicate<String, ClusterName> settled,
            BiFunction<Cluster, Facts, Reach> reach) {
        this.time = time;
        this.catalogue = catalogue;
        this.steps = Set.copyOf(steps);
        this.vocabulary = Vocabulary.of(catalogue).withSteps(steps);
        this.bindings = bindings;
        this.settled = settled;
        this.reach = reach;
    }

    /** Conditions as an action that works on this cluster asks them. */
    public Facts of(Cluster cluster) {
        return condition -> holds(cluster, condition, new Position("condition", 1, 1));
    }

    /** A condition of the playbook, its parameters replaced. */
    public Facts.Verdict holds(Cluster cluster, Condition condition) {
        return holds(cluster, bindings.get().condition(condition.text()), condition.position());
    }

    /** The verdict on a condition that speaks of no fact; empty where it speaks of any. */
    public Optional<Facts.Verdict> withoutReading(Cluster cluster, Condition condition) {
        String text = bindings.get().condition(condition.text());
        return compiled(text, condition.position())
                        instanceof Checked.Sound<CompiledCondition>(var sound)
                ? sound.facts().isEmpty()
                        ? Optional.of(sound.evaluate(name -> value(cluster, name)))
                        : Optional.empty()
                : Optional.empty();
    }

    private Checked<CompiledCondition> compiled(String text, Position position) {
        return compiled.computeIfAbsent(text, t -> Conditions.compile(t, position, vocabulary));
    }

    private Facts.Verdict holds(Cluster cluster, String text, Position position) {
        return switch (compiled(text, position)) {
            case Checked.Faulty<CompiledCondition>(var problems) ->
                    new Facts.Verdict(Facts.Answer.UNKNOWN, problems.getFirst().line());
            case Checked.Sound<CompiledCondition>(var condition) ->
                    condition.evaluate(name -> value(cluster, name));
        };
    }

    /** One fact, from a reading that is within its window, or read now. */
    public FactValue value(Cluster cluster, String name) {
        if (name.endsWith(".settled")) {
            String step = name.substring(0, name.length() - ".settled".length());
            if (steps.contains(step)) {
                return FactValue.of(settled.test(step, cluster.name()));
            }
        }
        return catalogue
                .fact(name)
                .map(f -> read(cluster, f))
                .orElseGet(() -> FactValue.unknown("there is no such fact"));
    }

    private FactValue read(Cluster cluster, FactSource source) {
        Key key = new Key(cluster.name(), source.name());
        Reading mine = null;
        Reading reading;
        Bindings bound = bindings.get();
        lock.lock();
        try {
            Instant now = time.now();
            Reading last = readings.get(key);
            boolean fresh =
                    last != null && last.serves(now, source.window()) && last.bound == bound;
            if (last != null && fresh) {
                reading = last;
            } else {
                mine = new Reading(time.signal(), now, bound);
                reading = mine;
                readings.put(key, mine);
            }
        } finally {
            lock.unlock();
        }
        if (mine != null) {
            try {
                mine.value =
                        source.read(cluster, bound.asJson(), reach.apply(cluster, of(cluster)));
            } catch (RuntimeException bug) {
                mine.value = FactValue.unknown("a bug in " + source.name() + ": " + bug);
            } finally {
                mine.ended = time.now();
                mine.done.set();
            }
            return mine.value();
        }
        try {
            time.await(reading.done, LONGEST_READING);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
        return reading.value();
    }

    /** What was read last of a cluster, by fact; asks nothing. */
    public Map<String, Seen> last(ClusterName cluster) {
        Map<String, Seen> seen = new TreeMap<>();
        readings.forEach((key, reading) -> {
            if (key.cluster().equals(cluster) && reading.done.isSet()) {
                seen.put(key.fact(), new Seen(reading.value(), reading.at));
            }
        });
        return seen;
    }
}
