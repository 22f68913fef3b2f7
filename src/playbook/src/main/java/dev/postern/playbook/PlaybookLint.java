package dev.postern.playbook;

import dev.postern.core.action.Action;
import dev.postern.core.action.Catalogue;
import dev.postern.core.action.Danger;
import dev.postern.core.action.Traits;
import dev.postern.core.playbook.Parameter;
import dev.postern.core.playbook.Playbook;
import dev.postern.core.playbook.Step;
import dev.postern.core.problem.Position;
import dev.postern.core.problem.Problem;
import dev.postern.core.problem.Problems;

import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.function.Consumer;

/** What is allowed in a playbook and still probably not meant. */
public final class PlaybookLint {
    private PlaybookLint() {}

    /**
     * Warnings, in the order of the file.
     *
     * <ul>
     *   <li>A severe change in a playbook of several steps that no gate comes before and no await.
     *   <li>A change that covers all of a cluster (a fence) and goes on when it has failed.
     *   <li>Such a change in a playbook of several changes that no later step undoes.
     * </ul>
     */
    public static List<Problem> warnings(Playbook playbook, Catalogue catalogue) {
        Problems found = new Problems();
        boolean several =
                playbook.allSteps().stream().filter(s -> s.work() instanceof Step.Work.Act).count()
                        > 1;
        Set<String> undone = new HashSet<>();
        for (Step s : playbook.allSteps()) {
            if (s.work() instanceof Step.Work.Undo u) {
                undone.addAll(u.steps());
            }
        }
        boolean waited = false;
        for (Step s : playbook.allSteps()) {
            waited |= s.work() instanceof Step.Work.Gate || s.work() instanceof Step.Work.Await;
            Optional<Traits> traits = traits(s, catalogue);
            if (traits.isEmpty()) {
                continue;
            }
            Traits t = traits.get();
            Consumer<String> warn = m -> found.add(warning(s.position(), m));
            if (several && !waited && t.danger() == Danger.SEVERE) {
                warn.accept(s.id() + " is severe, and nothing before it waits or asks a person");
            }
            boolean all = t.coverage() == Traits.Coverage.ALL;
            if (all && s.options().onFailure() == Step.OnFailure.CONTINUE) {
                warn.accept(
                        s.id() + " must cover a whole cluster, and yet goes on where it failed");
            }
            if (all && several && !t.undoOnlyWhenNamed() && !undone.contains(s.id())) {
                warn.accept("no step undoes " + s.id() + ": it stays open when the run ends");
            }
        }
        unused(playbook, found);
        return found.all();
    }

    private static void unused(Playbook playbook, Problems found) {
        // The text of everything, for a parameter is used wherever its reference stands.
        String everything = playbook.steps() + " " + playbook.guards();
        for (Parameter p : playbook.parameters()) {
            if (!everything.contains("${" + p.name() + "}")) {
                found.add(warning(p.position(), "nothing uses the parameter " + p.name()));
            }
        }
    }

    private static Optional<Traits> traits(Step step, Catalogue catalogue) {
        return step.work() instanceof Step.Work.Act a
                ? catalogue.action(a.action()).map(Action::traits)
                : Optional.empty();
    }

    private static Problem warning(Position at, String message) {
        return new Problem(at, message, Optional.empty(), Optional.empty(), Optional.empty());
    }
}
