package dev.postern.journal;

import dev.postern.core.value.Failure;
import dev.postern.core.value.JsonValue;

import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * What happened, as one line of the journal. The line's {@code type} is the record's name in lower
 * case with dashes.
 *
 * <p>A {@code change} is named {@code STEP@TARGET}; it keeps its name when it is resumed or undone.
 */
public sealed interface Event {
    /**
     * The first line.
     *
     * @param digest of the plan that is executed
     * @param parameters as given; what gates bind later is in {@link Decided}
     */
    record RunOpened(
            String run,
            String planId,
            String digest,
            String playbook,
            List<String> clusters,
            String operator,
            String reason,
            Optional<String> incident,
            Map<String, String> parameters)
            implements Event {
        public RunOpened {
            clusters = List.copyOf(clusters);
            parameters = Map.copyOf(parameters);
        }
    }

    /**
     * Another person's signature over the digest was found good.
     *
     * @param by the person's name in {@code allowed_signers}
     * @param key the fingerprint of the key
     * @param signature armoured, so that {@code ssh-keygen -Y verify} can say it again
     */
    record Approved(String by, String digest, String key, String signature) implements Event {}

    /**
     * Fewer people approved than the fleet asks for, and the operator takes it alone. Written
     * before the delay: it stays, whatever came of it.
     *
     * @param missing so many approvals
     * @param until nothing begins before
     */
    record SelfApproved(String by, String digest, String reason, int missing, Instant until)
            implements Event {}

    /** Another person signed a run that was self-approved, afterwards. */
    record Countersigned(String by, String key, String signature) implements Event {}

    /**
     * A process took the run up again.
     *
     * @param purpose {@code complete}, {@code finish stragglers} or {@code undo}
     */
    record Reopened(String by, String purpose) implements Event {}

    /**
     * Another console takes the run over: this one finishes what is in flight and begins nothing
     * new.
     *
     * @param to who
     * @param host where that was seen
     */
    record HandedOver(String to, String host) implements Event {}

    /**
     * This console has taken the run over: what stands before it was written by another one and
     * copied from the hosts.
     *
     * @param by who
     * @param from who had it; empty where nobody had any more
     * @param hosts where the copies were
     * @param seized whether it was not waited until they had let go
     */
    record TakenOver(String by, Optional<String> from, List<String> hosts, boolean seized)
            implements Event {
        public TakenOver {
            hosts = List.copyOf(hosts);
        }
    }

    /**
     * A condition that must hold before anything is changed.
     *
     * @param answer {@code yes, no, unknown}
     */
    record GuardChecked(String cluster, String that, String answer, String because)
            implements Event {}

    record StepStarted(String step, String work) implements Event {}

    /** The step is not for this cluster, or nothing of it may begin any more. */
    record StepSkipped(String step, String cluster, String because) implements Event {}

    /**
     * @param number from 1
     */
    record WaveStarted(String step, int number, int of, List<String> targets) implements Event {
        public WaveStarted {
            targets = List.copyOf(targets);
        }
    }

    /** A state that was seen. */
    record Observed(String step, String action, String target, JsonValue state) implements Event {}

    /** No state could be seen; nothing was driven. */
    record Unreachable(String step, String target, Trouble trouble) implements Event {}

    /** The action itself said no before anything of this cluster was changed. */
    record Refused(String step, String cluster, List<Trouble> troubles) implements Event {
        public Refused {
            troubles = List.copyOf(troubles);
        }
    }

    /**
     * Synced before the drive. A journal that ends after it says: this may have happened.
     *
     * @param before what an undo goes back to
     * @param once whether a drive must not be repeated when it is unknown whether it happened
     * @param undo {@code exact, best-effort, impossible}
     * @param undoOnlyWhenNamed whether a plain undo leaves it alone
     */
    record Intended(
            String change,
            String step,
            String cluster,
            String target,
            String action,
            JsonValue.Obj arguments,
            JsonValue before,
            JsonValue wanted,
            boolean once,
            String undo,
            Optional<String> undoWhy,
            boolean undoOnlyWhenNamed)
            implements Event {}

    /** The drive returned; whether it worked is for the next look to say. */
    record Driven(String change, Optional<Trouble> trouble) implements Event {}

    /** What is there now is what was wanted. */
    record Settled(String change, JsonValue state) implements Event {}

    /** It was so before we came: nothing was driven. */
    record AlreadySettled(String step, String target) implements Event {}

    /**
     * @param status {@code failed} or {@code unverified}
     * @param open whether anything may be changed now; false only where a look showed the state
     *     before
     */
    record NotSettled(String change, String status, boolean open, Trouble trouble)
            implements Event {}

    /** What a probe found. */
    record Looked(
            String step, String cluster, String probe, JsonValue.Obj result, List<String> lines)
            implements Event {
        public Looked {
            lines = List.copyOf(lines);
        }
    }

    /** A person is asked. */
    record Asked(String gate, String question, List<String> choices, Instant until)
            implements Event {
        public Asked {
            choices = List.copyOf(choices);
        }
    }

    /**
     * @param by who, or {@code time-out}, or {@code nobody attached}
     * @param how {@code given ahead, answered, otherwise}
     * @param binds the parameter that the value is for
     */
    record Decided(String gate, String value, String by, String how, Optional<String> binds)
            implements Event {}

    /** What work saw or did along its way. */
    record Noted(String about, JsonValue.Obj detail) implements Event {}

    /** An open change could not be kept: a fence without heartbeat lifts itself. */
    record NotKept(String change, Trouble trouble) implements Event {}

    /** A change that could not be kept is kept again. */
    record KeptAgain(String change, Duration after) implements Event {}

    /**
     * @param times 1: finish what is in flight; 2: cut it
     */
    record StopAsked(int times, String by) implements Event {}

    record Paused(String by) implements Event {}

    record Resumed(String by) implements Event {}

    /**
     * @param status {@code settled, failed, unreachable, unverified, skipped, undone, stopped}
     * @param tolerated whether the playbook goes on past its failure
     * @param clusters the status by cluster
     */
    record StepEnded(
            String step,
            String status,
            boolean tolerated,
            Map<String, String> clusters,
            String because)
            implements Event {
        public StepEnded {
            clusters = Map.copyOf(clusters);
        }
    }

    /**
     * The others go on without this cluster: they had ended, and none of its hosts gave an answer.
     * It goes through the steps from this one on by itself, behind them.
     */
    record LeftBehind(String step, String cluster, String because) implements Event {}

    /**
     * A cluster that was left behind has ended a step by itself.
     *
     * @param status as of {@link StepEnded}
     * @param tolerated whether it goes on past the step's failure
     */
    record FollowedUp(String step, String cluster, String status, boolean tolerated, String because)
            implements Event {}

    /** A cluster that was left behind has gone through all steps that the others have. */
    record CaughtUp(String cluster) implements Event {}

    /**
     * Synced before an undo is driven.
     *
     * @param by the step that puts it back, or {@code undo} where the run is undone
     */
    record UndoStarted(String change, Optional<String> by, JsonValue from, JsonValue to)
            implements Event {}

    /**
     * What is there now is what was before.
     *
     * @param by as of {@link UndoStarted}
     * @param already nothing had to be driven
     */
    record Undone(String change, Optional<String> by, boolean already, Optional<String> differs)
            implements Event {}

    record NotUndone(String change, Trouble trouble) implements Event {}

    /**
     * The lines right before this one could not be written when they happened: they came late.
     *
     * @param events how many they are
     * @param since when the first of them happened
     */
    record Gap(int events, Instant since, String why) implements Event {}

    /** The last line was torn by a crash; its bytes are kept as a blob. */
    record TornLineRecovered(int bytes, String sha256) implements Event {}

    /**
     * @param exit the exit code; see the engine's {@code ExitCode}
     */
    record RunClosed(
            String status,
            int exit,
            List<String> done,
            List<String> failed,
            List<String> notReached,
            List<String> open,
            List<String> inDoubt)
            implements Event {
        public RunClosed {
            done = List.copyOf(done);
            failed = List.copyOf(failed);
            notReached = List.copyOf(notReached);
            open = List.copyOf(open);
            inDoubt = List.copyOf(inDoubt);
        }
    }

    /**
     * What happened to an incident, in a journal of its own: none of these stands in a run's, and
     * of a run's events only {@link Gap} and {@link TornLineRecovered} stand in an incident's.
     */
    sealed interface OfIncident extends Event {
        /**
         * The first line.
         *
         * @param until nothing new is begun in it from then on, unless it is extended
         * @param idle it is over when nothing was typed or going on in it for so long
         * @param forRun the run for which a command's reason opened it: it is over with that run
         */
        record IncidentOpened(
                String incident,
                String operator,
                String reason,
                Instant until,
                Duration idle,
                Optional<String> forRun)
                implements OfIncident {}

        record IncidentNoted(String by, String text) implements OfIncident {}

        record IncidentExtended(String by, Instant until) implements OfIncident {}

        /**
         * A run, or something that goes on with one, begins in it. Synced before the run's process
         * is started.
         *
         * @param purpose {@code run, resume, stragglers, undo}
         * @param after so many lines the run's journal had
         */
        record RunBegun(String run, String purpose, String by, long after) implements OfIncident {}

        /**
         * The last line.
         *
         * @param by who closed it, or who was the first to see that it was over
         * @param why {@code by hand, time-box over, idle, run done}
         * @param over when it was over: the line may have been written much later
         * @param said what the person said who closed it
         */
        record IncidentClosed(String by, String why, Instant over, Optional<String> said)
                implements OfIncident {}
    }

    /** A failure as the journal keeps it. */
    record Trouble(String kind, String what, String why, String leftBehind, String next) {
        public static Trouble of(Failure failure) {
            return new Trouble(
                    failure.kind().word(),
                    failure.what(),
                    failure.why(),
                    failure.leftBehind(),
                    failure.next());
        }

        /** One sentence: what failed, and why where that is known. */
        public String sentence() {
            return why.isEmpty() ? what : what + ": " + why;
        }
    }
}
