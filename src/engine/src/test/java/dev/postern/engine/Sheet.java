package dev.postern.engine;

import static java.nio.charset.StandardCharsets.UTF_8;

import dev.postern.core.action.About;
import dev.postern.core.action.Action;
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

import java.util.List;

/** Writes a sheet on each host: an action whose state is bytes, which the journal keeps apart. */
public final class Sheet implements Action<Sheet.Parameters, Sheet.State> {
    /** What is to stand there. */
    public record Parameters(@About("The text") String text) {}

    /** What stands there. */
    public record State(Blob text) {}

    private final Panel panel;

    Sheet(Panel panel) {
        this.panel = panel;
    }

    @Override
    public Traits traits() {
        return new Traits(
                "write",
                "Write a sheet",
                Danger.MODERATE,
                Traits.Repeat.SAFE,
                Traits.Coverage.EACH,
                Traits.Path.SSH,
                false);
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
        return Outcome.ok(new State(Blob.of(panel.sheet(target.id()).getBytes(UTF_8))));
    }

    @Override
    public State desire(State before, Parameters parameters) {
        return new State(Blob.of(parameters.text().getBytes(UTF_8)));
    }

    @Override
    public Outcome<Done> drive(
            Target target, State from, State to, Parameters parameters, Reach reach) {
        String text = new String(to.text().bytes(), UTF_8);
        panel.drove("write", target.id(), text.length());
        if (panel.isBroken("stuck", target.id())) {
            return Outcome.ok(Done.DONE);
        }
        if (panel.isBroken("drive", target.id())) {
            return Outcome.failed(
                    Failure.unchanged(Failure.Kind.BROKEN, "no ink on " + target.id(), "", ""));
        }
        panel.sheet(target.id(), text);
        return Outcome.ok(Done.DONE);
    }

    @Override
    public UndoClass undo(State before, State wanted) {
        return new UndoClass.Exact();
    }

    @Override
    public List<String> commands(
            Target target, State from, State to, Parameters parameters, Cluster cluster) {
        return List.of("write " + to.text());
    }
}
