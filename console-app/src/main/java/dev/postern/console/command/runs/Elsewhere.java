package dev.postern.console.command.runs;

import dev.postern.console.command.Desk;
import dev.postern.console.command.Found;
import dev.postern.console.command.Prompting;
import dev.postern.console.command.Session;
import dev.postern.console.view.Answer;
import dev.postern.console.wiring.Worlds;
import dev.postern.core.fleet.HostId;
import dev.postern.core.reach.World;
import dev.postern.core.value.Failure;
import dev.postern.core.value.Outcome;
import dev.postern.engine.lease.CopiedRun;
import dev.postern.engine.lease.Holder;

import java.util.List;
import java.util.Optional;

/** Finds the run that another console has on a host. */
public final class Elsewhere {
    private final Desk desk;
    private final Worlds worlds;

    public Elsewhere(Desk desk, Worlds worlds) {
        this.desk = desk;
        this.worlds = worlds;
    }

    /**
     * A run that was found on a host.
     *
     * @param holder who is at work there, whatever run that is
     */
    record There(World world, HostId host, String run, Optional<Holder> holder) {}

    /** Does this with what is found there. */
    interface Work {
        Answer with(There found) throws InterruptedException;
    }

    /**
     * Looks at the host.
     *
     * @param run where a person names it; else the one that is at work, else the youngest
     */
    Answer at(String host, Optional<String> run, Session session, Work work) {
        return desk.fleet(session)
                .answer(fleet ->
                        desk.host(fleet, host)
                                .answer(id ->
                                        Found.of(
                                                        worlds.open(
                                                                desk.home(session),
                                                                fleet,
                                                                "runs",
                                                                Prompting.of(session),
                                                                session.output()::note))
                                                .answer(world -> {
                                                    try (world;
                                                            var working = world.time().enter()) {
                                                        return Found.of(find(world, id, run))
                                                                .answer(f -> done(work, f));
                                                    }
                                                })));
    }

    private static Answer done(Work work, There found) {
        try {
            return work.with(found);
        } catch (InterruptedException e) {
            return Answer.failed(
                    Failure.unchanged(Failure.Kind.ABORTED, "it was interrupted", "", ""));
        }
    }

    private static Outcome<There> find(World world, HostId host, Optional<String> named) {
        return Holder.atWork(world, host)
                .then(holder ->
                        CopiedRun.runs(world, host)
                                .then(runs -> {
                                    Optional<String> run =
                                            named.or(() -> holder.map(Holder::run))
                                                    .or(() -> last(runs));
                                    return run.filter(runs::contains)
                                            .map(r -> Outcome.ok(new There(world, host, r, holder)))
                                            .orElseGet(() -> Outcome.failed(none(host, run, runs)));
                                }));
    }

    private static Optional<String> last(List<String> runs) {
        return runs.isEmpty() ? Optional.empty() : Optional.of(runs.getLast());
    }

    private static Failure none(HostId host, Optional<String> run, List<String> runs) {
        return Failure.unchanged(
                Failure.Kind.BROKEN,
                host + " has nothing of " + run.map(r -> "run " + r).orElse("any run"),
                runs.isEmpty() ? "" : "it has " + String.join(", ", runs),
                "another host of its clusters may have it");
    }
}
