package dev.postern.actions.host;

import dev.postern.core.fleet.HostId;
import dev.postern.core.reach.Command;
import dev.postern.core.reach.Executed;
import dev.postern.core.reach.Files;
import dev.postern.core.reach.World;
import dev.postern.core.value.Failure;
import dev.postern.core.value.JsonValue;
import dev.postern.core.value.Outcome;
import dev.postern.json.JsonText;

/** One host, through its commands: an exit status that means failure becomes one that names it. */
public final class OnHost {
    private final HostId id;
    private final World world;

    public OnHost(HostId id, World world) {
        this.id = id;
        this.world = world;
    }

    public HostId id() {
        return id;
    }

    public Files files() {
        return world.files(id);
    }

    /** Runs it; an exit status other than 0 is for the caller to read. */
    public Outcome<Executed> run(Command command) {
        return world.shell(id).run(command);
    }

    /** Its output; an exit status other than 0 is {@code BROKEN}, cut output as well. */
    public Outcome<String> text(Command command) {
        return run(command)
                .then(e -> {
                    if (!e.succeeded()) {
                        return Outcome.failed(broken(command, e));
                    }
                    if (e.dropped() > 0) {
                        return Outcome.failed(
                                Failure.unchanged(
                                        Failure.Kind.BROKEN,
                                        id + ": too much output of " + name(command),
                                        e.dropped() + " bytes were beyond the limit",
                                        "look by hand: " + command.pasteable()));
                    }
                    return Outcome.ok(e.text());
                });
    }

    /** Its output as JSON; anything else is {@code BROKEN}. */
    public Outcome<JsonValue> json(Command command) {
        return text(command)
                .then(t ->
                        switch (JsonText.parse(t)) {
                            case Outcome.Ok<JsonValue> ok -> ok;
                            case Outcome.Failed<JsonValue>(var f) ->
                                    Outcome.failed(
                                            Failure.unchanged(
                                                    Failure.Kind.BROKEN,
                                                    id + ": unreadable answer of " + name(command),
                                                    f.why(),
                                                    "look by hand: " + command.pasteable()));
                        });
    }

    /** The failure that a command's exit status stands for, in its own words. */
    public Failure broken(Command command, Executed e) {
        return Failure.unchanged(
                Failure.Kind.BROKEN,
                id + ": " + name(command) + " ended with exit " + e.exit(),
                e.exit() == 124 || e.exit() == 137 ? "its time ran out" : e.complaint(),
                "look by hand: " + command.pasteable());
    }

    private static String name(Command command) {
        var words = command.arguments();
        return words.size() > 1 ? words.get(0) + " " + words.get(1) : words.getFirst();
    }
}
