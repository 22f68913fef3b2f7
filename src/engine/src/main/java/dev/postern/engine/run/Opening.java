package dev.postern.engine.run;

import static java.nio.charset.StandardCharsets.UTF_8;

import dev.postern.core.playbook.Playbook;
import dev.postern.core.problem.Checked;
import dev.postern.core.value.Failure;
import dev.postern.core.value.Outcome;
import dev.postern.engine.plan.Pins;
import dev.postern.engine.plan.Plan;
import dev.postern.journal.Event;
import dev.postern.journal.RunState;
import dev.postern.playbook.Bindings;
import dev.postern.playbook.Parameters;
import dev.postern.playbook.PlaybookFile;

import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** Opens a run: its playbook, its parameters, its journal; refuses what must not go on. */
final class Opening {
    /** The purpose that finishes what could not be reached. */
    static final String STRAGGLERS = "finish stragglers";

    private Opening() {}

    /**
     * The ground of a run, its opening journaled.
     *
     * @param purpose {@code begin}, {@code complete} (a run that was killed before its first line
     *     is begun), or {@code undo}
     */
    static Outcome<Ground> of(RunSetup setup, String purpose) {
        return playbook(setup).then(playbook -> open(setup, purpose, playbook));
    }

    private static Outcome<Playbook> playbook(RunSetup setup) {
        Plan.Source source = setup.plan().playbook();
        return switch (PlaybookFile.read(
                source.file(), source.text().getBytes(UTF_8), setup.catalogue())) {
            case Checked.Sound<Playbook>(var playbook) -> Outcome.ok(playbook);
            case Checked.Faulty<Playbook>(var problems) ->
                    Outcome.failed(
                            refused(
                                    "the plan's playbook cannot be read by this version",
                                    problems.getFirst().line(),
                                    "make a new plan"));
        };
    }

    private static Outcome<Ground> open(RunSetup setup, String purpose, Playbook playbook) {
        Plan plan = setup.plan();
        List<String> drift = Pins.drift(plan, setup.world().fleet());
        if (!drift.isEmpty()) {
            return Outcome.failed(Pins.refusal(drift));
        }
        Chronicle chronicle = new Chronicle(setup.directory(), setup.journal());
        RunState state = chronicle.state();
        boolean fresh = state.opened().isEmpty();
        if (purpose.equals("begin") && !fresh) {
            return Outcome.failed(
                    refused(
                            "run " + setup.directory().id(),
                            "it has begun already",
                            "postern runs resume " + setup.directory().id()));
        }
        if (purpose.equals("undo") && fresh) {
            return Outcome.failed(
                    refused("run " + setup.directory().id(), "it has not begun anything", ""));
        }
        if (state.handedOver().isPresent()) {
            Event.HandedOver to = state.handedOver().get();
            return Outcome.failed(
                    refused(
                            "run " + setup.directory().id() + " is not taken up here",
                            "it was handed over to " + to.to(),
                            "postern runs take-over " + to.host() + " takes it back"));
        }
        if (fresh && setup.world().time().now().isAfter(plan.validUntil())) {
            return Outcome.failed(
                    refused(
                            "plan " + plan.id(),
                            "it was valid until " + plan.validUntil(),
                            "make a new plan"));
        }
        Optional<Failure> noStragglers =
                purpose.equals(STRAGGLERS)
                        ? noStragglers(setup.directory().id(), state)
                        : Optional.empty();
        if (noStragglers.isPresent()) {
            return Outcome.failed(noStragglers.get());
        }
        if (purpose.equals("complete") && state.undoing()) {
            return Outcome.failed(
                    refused(
                            "run " + setup.directory().id() + " is not completed",
                            "it was undone, or its undo was begun",
                            "postern runs undo " + setup.directory().id() + ", or a new run"));
        }
        return bindings(playbook, plan, state)
                .map(bound -> {
                    chronicle.append(
                            fresh
                                    ? opened(setup)
                                    : new Event.Reopened(setup.settings().operator(), purpose));
                    return new Ground(setup, playbook, bound, chronicle);
                });
    }

    private static Optional<Failure> noStragglers(String run, RunState state) {
        String what = "run " + run + " has no stragglers to finish";
        if (state.undoing()) {
            return Optional.of(refused(what, "it was undone, or its undo was begun", "a new run"));
        }
        if (state.closed().isEmpty()) {
            return Optional.of(refused(what, "it has not ended yet", "postern runs resume " + run));
        }
        return state.stragglers().isEmpty() && state.behind().isEmpty()
                ? Optional.of(refused(what, "every target of its steps was reached", ""))
                : Optional.empty();
    }

    private static Event opened(RunSetup setup) {
        Plan plan = setup.plan();
        return new Event.RunOpened(
                setup.directory().id(),
                plan.id(),
                plan.digest(),
                plan.playbook().name(),
                plan.clusters(),
                setup.settings().operator(),
                setup.settings().reason(),
                setup.settings().incident(),
                plan.parameters());
    }

    private static Outcome<Bindings> bindings(Playbook playbook, Plan plan, RunState state) {
        Map<String, String> values = new HashMap<>(plan.parameters());
        values.putAll(state.bound());
        return switch (Parameters.bind(playbook, values)) {
            case Checked.Sound<Bindings>(var bound) -> Outcome.ok(bound);
            case Checked.Faulty<Bindings>(var problems) ->
                    Outcome.failed(
                            refused("the plan's parameters", problems.getFirst().line(), ""));
        };
    }

    static Failure refused(String what, String why, String next) {
        return Failure.unchanged(Failure.Kind.REFUSED, what, why, next);
    }
}
