package dev.postern.actions.manifests;

import dev.postern.actions.host.Containers;
import dev.postern.actions.host.HostChecks;
import dev.postern.actions.host.Measured;
import dev.postern.actions.host.OnHost;
import dev.postern.core.action.About;
import dev.postern.core.action.Action;
import dev.postern.core.action.Check;
import dev.postern.core.action.Danger;
import dev.postern.core.action.Target;
import dev.postern.core.action.Traits;
import dev.postern.core.action.UndoClass;
import dev.postern.core.fleet.Cluster;
import dev.postern.core.fleet.HostId;
import dev.postern.core.reach.Command;
import dev.postern.core.reach.Done;
import dev.postern.core.reach.Executed;
import dev.postern.core.reach.Files;
import dev.postern.core.reach.Reach;
import dev.postern.core.value.Blob;
import dev.postern.core.value.Durations;
import dev.postern.core.value.Failure;
import dev.postern.core.value.JsonValue;
import dev.postern.core.value.Outcome;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.Callable;

/**
 * Holds the manifests of the controllers aside, on all hosts: a standby would take over within 15
 * seconds.
 *
 * <p>So that nodes that a fence has cut off are neither evicted nor replaced. A timer of the host's
 * own systemd puts each manifest back after {@code expires}, whether or not anybody of us still
 * lives; where a host has no systemd, the journal says that nothing puts it back but an undo.
 */
public final class FreezeControllers
        implements Action<FreezeControllers.Parameters, FreezeControllers.State> {
    /** In the order in which they are stopped. */
    private static final List<String> COMPONENTS =
            List.of("kube-controller-manager", "kube-scheduler", "cloud-controller-manager");

    /** What it takes. */
    public record Parameters(
            @About(
                            value =
                                    "How long it may last; at most 45m, for projected tokens live"
                                            + " about an hour",
                            byDefault = "45m")
                    Duration expires) {
        public Parameters {
            if (expires.compareTo(Duration.ofMinutes(1)) < 0
                    || expires.compareTo(Duration.ofMinutes(45)) > 0) {
                throw new IllegalArgumentException(
                        "expires is between 1m and 45m: " + Durations.text(expires));
            }
        }
    }

    /** One host's controllers; those that it does not have are left out. */
    public record State(List<Controller> controllers) {
        public State {
            controllers = List.copyOf(controllers);
        }
    }

    /** Where a manifest is. */
    public enum Place {
        /** In the kubelet's directory: it runs, or will. */
        ACTIVE,
        HELD
    }

    /**
     * @param manifest its bytes, for the case that somebody removes what we hold
     * @param mode permission bits in octal, with owner and group
     * @param running how many of its containers run
     */
    public record Controller(
            String name, Place place, Blob manifest, String mode, Measured running) {
        Controller at(Place other, long runs) {
            return new Controller(name, other, manifest, mode, new Measured(runs));
        }
    }

    @Override
    public Traits traits() {
        return new Traits(
                "freeze-controllers",
                "Stop the controllers, so that blocked nodes are neither evicted nor replaced",
                Danger.MODERATE,
                Traits.Repeat.SAFE,
                Traits.Coverage.ALL,
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
        OnHost on = new OnHost(host(target), reach);
        // Side by side: where sudo takes 20 s each time, one after the other is minutes.
        List<Callable<Outcome<Optional<Controller>>>> looks =
                COMPONENTS.stream()
                        .<Callable<Outcome<Optional<Controller>>>>map(c -> () -> look(on, c))
                        .toList();
        List<Controller> found = new ArrayList<>();
        try {
            for (Outcome<Optional<Controller>> seen : reach.time().all("controllers", looks)) {
                if (seen instanceof Outcome.Failed<Optional<Controller>>(var f)) {
                    return Outcome.failed(f);
                }
                seen.got().flatMap(o -> o).ifPresent(found::add);
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            return Outcome.failed(
                    Failure.unchanged(Failure.Kind.ABORTED, on.id() + ": interrupted", "", ""));
        }
        return Outcome.ok(new State(found));
    }

    private static Outcome<Optional<Controller>> look(OnHost on, String name) {
        return on.files()
                .read(StaticPods.path(name))
                .then(active ->
                        active.isPresent()
                                ? running(on, name, Place.ACTIVE, active.get())
                                : on.files()
                                        .read(StaticPods.held(name))
                                        .then(held ->
                                                held.isPresent()
                                                        ? running(on, name, Place.HELD, held.get())
                                                        : Outcome.ok(Optional.empty())));
    }

    private static Outcome<Optional<Controller>> running(
            OnHost on, String name, Place place, Files.Content file) {
        return Containers.named(on, name)
                .map(all -> all.stream().filter(Containers.Container::running).count())
                .map(count ->
                        Optional.of(
                                new Controller(
                                        name,
                                        place,
                                        file.bytes(),
                                        FileMode.text(file.mode()),
                                        new Measured(count))));
    }

    @Override
    public State desire(State before, Parameters parameters) {
        return new State(before.controllers().stream().map(c -> c.at(Place.HELD, 0)).toList());
    }

    @Override
    public List<Check> checks(
            Cluster cluster, List<Target> reached, Parameters parameters, Reach reach) {
        return HostChecks.each(
                cluster, reached, reach, List.of(on -> HostChecks.tools(on, StaticPods.TOOLS)));
    }

    @Override
    public Outcome<Done> drive(Target target, State from, State to, Parameters p, Reach reach) {
        OnHost on = new OnHost(host(target), reach);
        for (Controller wanted : to.controllers()) {
            Optional<Controller> now =
                    from.controllers().stream()
                            .filter(c -> c.name().equals(wanted.name()))
                            .findFirst();
            Outcome<Done> done = bring(on, now, wanted, p, reach);
            if (!done.isOk()) {
                return done;
            }
        }
        return Outcome.ok(Done.DONE);
    }

    private static Outcome<Done> bring(
            OnHost on, Optional<Controller> now, Controller wanted, Parameters p, Reach reach) {
        String active = StaticPods.path(wanted.name());
        String held = StaticPods.held(wanted.name());
        if (now.isEmpty()) {
            // Somebody removed both: what we keep of it is put where it is wanted.
            return on.files()
                    .replace(
                            wanted.place() == Place.ACTIVE ? active : held,
                            wanted.manifest(),
                            FileMode.of(wanted.mode()),
                            StaticPods.STAGING);
        }
        if (now.get().place() == wanted.place()) {
            return Outcome.ok(Done.DONE);
        }
        if (wanted.place() == Place.HELD) {
            return on.files()
                    .move(active, held)
                    .map(d -> arm(on, wanted.name(), p.expires(), reach));
        }
        return on.files().move(held, active).map(d -> disarm(on, wanted.name(), reach));
    }

    /** A failure to arm does not unfreeze: it is said, and the freeze lasts until it is undone. */
    private static Done arm(OnHost on, String name, Duration expires, Reach reach) {
        Outcome<Executed> armed = on.run(timer(name, expires));
        boolean sure = armed.got().filter(Executed::succeeded).isPresent();
        note(
                on,
                reach,
                (sure ? "the host itself" : "nothing but an undo") + " ends the freeze of " + name,
                name,
                sure
                        ? "after " + Durations.text(expires)
                        : armed.got()
                                .map(Executed::complaint)
                                .orElse("systemd-run could not be asked"));
        return Done.DONE;
    }

    private static Done disarm(OnHost on, String name, Reach reach) {
        boolean sure = on.run(noTimer(name)).got().filter(Executed::succeeded).isPresent();
        // The timer moves only what is still held, so one that stays does no harm.
        note(on, reach, "thawed " + name, name, sure ? "its timer is off" : "it had no timer");
        return Done.DONE;
    }

    private static void note(OnHost on, Reach reach, String about, String name, String detail) {
        reach.evidence()
                .note(
                        about,
                        JsonValue.object(
                                "host", on.id().toString(), "controller", name, "detail", detail));
    }

    static Command timer(String name, Duration expires) {
        return Command.asRoot(
                "systemd-run",
                "--collect",
                "--unit=postern-thaw-" + name,
                "--on-active=" + expires.toSeconds(),
                "mv",
                "-nT",
                "--",
                StaticPods.held(name),
                StaticPods.path(name));
    }

    static Command noTimer(String name) {
        return Command.asRoot("systemctl", "stop", "postern-thaw-" + name + ".timer");
    }

    @Override
    public boolean settled(State now, State wanted) {
        // Held means gone: the kubelet takes up to 20 s to see it, the container up to 30 s to end.
        return now.equals(wanted)
                && now.controllers().stream()
                        .allMatch(c -> c.place() == Place.ACTIVE || c.running().value() == 0);
    }

    @Override
    public UndoClass undo(State before, State wanted) {
        return new UndoClass.Exact();
    }

    @Override
    public List<String> commands(
            Target target, State from, State to, Parameters p, Cluster cluster) {
        List<String> lines = new ArrayList<>();
        for (Controller c : to.controllers()) {
            if (from.controllers().stream()
                    .anyMatch(f -> f.name().equals(c.name()) && f.place() == c.place())) {
                continue;
            }
            String active = StaticPods.path(c.name());
            String held = StaticPods.held(c.name());
            if (c.place() == Place.HELD) {
                lines.add(
                        Command.asRoot("install", "-d", "-m", "700", "--", StaticPods.HELD)
                                .pasteable());
                lines.add(Command.asRoot("mv", "-fT", "--", active, held).pasteable());
                lines.add(timer(c.name(), p.expires()).pasteable());
            } else {
                lines.add(Command.asRoot("mv", "-fT", "--", held, active).pasteable());
                lines.add(noTimer(c.name()).pasteable());
            }
        }
        return lines;
    }

    private static HostId host(Target target) {
        return switch (target) {
            case Target.OfHost h -> h.host();
            case Target.OfCluster c -> throw new IllegalArgumentException("not a host: " + c.id());
            case Target.OfNodeGroup g ->
                    throw new IllegalArgumentException("not a host: " + g.id());
        };
    }
}
