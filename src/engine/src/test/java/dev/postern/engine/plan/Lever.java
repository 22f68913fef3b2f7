package dev.postern.engine.plan;

import static java.nio.charset.StandardCharsets.UTF_8;

import dev.postern.core.action.About;
import dev.postern.core.action.Action;
import dev.postern.core.action.Catalogue;
import dev.postern.core.action.Danger;
import dev.postern.core.action.Target;
import dev.postern.core.action.Traits;
import dev.postern.core.action.UndoClass;
import dev.postern.core.fleet.Cluster;
import dev.postern.core.reach.Done;
import dev.postern.core.reach.Reach;
import dev.postern.core.value.Blob;
import dev.postern.core.value.Failure;
import dev.postern.core.value.Outcome;
import dev.postern.engine.Bench;
import dev.postern.engine.Panel;
import dev.postern.engine.plan.Lever.Parameters;
import dev.postern.engine.plan.Lever.State;

import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import java.util.stream.Stream;

/**
 * An action of the gravest kind: severe, with no way back, its state words and bytes; it is seen by
 * a path that can be chosen, and not seen for a reason that can be chosen.
 */
final class Lever implements Action<Parameters, State> {
    record Parameters(@About("Who has it") String owner) {}

    record State(Optional<String> owner, String words, Blob first, Blob second) {}

    static final State PLAIN = new State(Optional.empty(), "as it was", bytes("one"), bytes("two"));

    private final Traits traits;
    private final Panel panel;
    final Map<String, State> states = new ConcurrentHashMap<>();
    final Map<String, Failure.Kind> unseen = new ConcurrentHashMap<>();

    Lever(String name, Traits.Path path, Panel panel) {
        this.traits =
                new Traits(
                        name,
                        "Pull a lever",
                        Danger.SEVERE,
                        Traits.Repeat.SAFE,
                        Traits.Coverage.EACH,
                        path,
                        false);
        this.panel = panel;
    }

    static Blob bytes(String text) {
        return Blob.of(text.getBytes(UTF_8));
    }

    /** What the bench has, and these. */
    static Catalogue with(Bench bench, Lever... levers) {
        return new Catalogue(
                Stream.concat(bench.catalogue.actions().stream(), Stream.of(levers)).toList(),
                bench.catalogue.probes(),
                bench.catalogue.facts());
    }

    @Override
    public Traits traits() {
        return traits;
    }

    @Override
    public Class<Parameters> parameters() {
        return Parameters.class;
    }

    @Override
    public Class<State> state() {
        return State.class;
    }

    @Override
    public List<Target> targets(Parameters parameters, Cluster cluster) {
        return cluster.hosts().stream().<Target>map(h -> new Target.OfHost(h.id())).toList();
    }

    @Override
    public Outcome<State> observe(Target target, Parameters parameters, Reach reach) {
        panel.looked(target.id());
        Failure.Kind not = unseen.get(target.id());
        return not == null
                ? Outcome.ok(states.getOrDefault(target.id(), PLAIN))
                : Outcome.failed(Failure.unchanged(not, target.id() + " is not seen", "", ""));
    }

    @Override
    public State desire(State before, Parameters parameters) {
        return new State(
                Optional.of(parameters.owner()), before.words(), before.first(), before.second());
    }

    @Override
    public Outcome<Done> drive(
            Target target, State from, State to, Parameters parameters, Reach reach) {
        panel.drove(traits.name(), target.id(), to.owner().isPresent() ? 1 : 0);
        states.put(target.id(), to);
        return Outcome.ok(Done.DONE);
    }

    @Override
    public UndoClass undo(State before, State wanted) {
        return new UndoClass.Impossible("what was there is gone");
    }

    @Override
    public List<String> commands(
            Target target, State from, State to, Parameters parameters, Cluster cluster) {
        return List.of(
                "DELETE /levers/" + target.id() + "\nX-Owner: " + to.owner().orElse("nobody"),
                "lever --token <token of the moment>",
                "lever pull " + to.owner().orElse("nobody"));
    }
}
