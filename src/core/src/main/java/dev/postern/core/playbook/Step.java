package dev.postern.core.playbook;

import dev.postern.core.problem.Position;
import dev.postern.core.value.JsonValue;
import dev.postern.core.value.Wave;

import java.time.Duration;
import java.util.List;
import java.util.Optional;

/** One entry of a playbook. */
public record Step(String id, Work work, Options options, Position position) {

    /** What a step does: exactly one of these. */
    public sealed interface Work {
        /** Drives an action. Arguments are as written, {@code ${parameter}} still in them. */
        record Act(String action, JsonValue.Obj arguments) implements Work {}

        /** Looks through a probe. */
        record Look(String probe, JsonValue.Obj arguments) implements Work {}

        /** Waits until a condition has held for a while. */
        record Await(Condition that, Duration holdFor, Duration within) implements Work {}

        /** A person decides. */
        record Gate(String ask, Optional<String> set, Duration within, Otherwise otherwise)
                implements Work {}

        /** Steps side by side. */
        record Tracks(List<Track> tracks) implements Work {
            public Tracks {
                tracks = List.copyOf(tracks);
            }
        }

        /** Drives back what earlier steps changed, last first. */
        record Undo(List<String> steps) implements Work {
            public Undo {
                steps = List.copyOf(steps);
            }
        }
    }

    /** One of several workstreams; its steps run one after the other. */
    public record Track(String name, List<Step> steps) {
        public Track {
            steps = List.copyOf(steps);
        }
    }

    /** What a gate that nobody answers does; never the dangerous branch. */
    public enum Otherwise {
        /** The run stops; what is open stays open and is listed. */
        STOP,
        /** The answer is no, and the run goes on. */
        NO
    }

    /** What a step that fails does. */
    public enum OnFailure {
        STOP,
        CONTINUE,
        ASK,
        UNDO
    }

    /**
     * @param when the step is skipped where this does not hold
     * @param until tracks that have not begun a change do not begin it once this holds
     * @param waves batches of targets; empty means all at once
     * @param maxFailed how many targets may fail before nothing new begins
     * @param within the whole step
     * @param holdFor how long each wave is watched before the next
     */
    public record Options(
            Optional<Condition> when,
            Optional<Condition> until,
            List<Wave> waves,
            int maxFailed,
            int maxUnreachable,
            int maxUnverified,
            Optional<Duration> within,
            Optional<Duration> holdFor,
            OnFailure onFailure) {
        public Options {
            waves = List.copyOf(waves);
        }

        public static final Options NONE =
                new Options(
                        Optional.empty(),
                        Optional.empty(),
                        List.of(),
                        0,
                        0,
                        0,
                        Optional.empty(),
                        Optional.empty(),
                        OnFailure.STOP);
    }
}
