package dev.postern.engine.lease;

import dev.postern.core.fleet.Cluster;
import dev.postern.core.fleet.ClusterName;
import dev.postern.core.fleet.Host;
import dev.postern.core.fleet.HostId;
import dev.postern.core.reach.Done;
import dev.postern.core.reach.World;
import dev.postern.core.text.IoWords;
import dev.postern.core.time.Time;
import dev.postern.core.value.Failure;
import dev.postern.core.value.JsonValue;
import dev.postern.core.value.Outcome;
import dev.postern.engine.bound.SideBySide;
import dev.postern.engine.plan.PlanJson;
import dev.postern.journal.Event;
import dev.postern.journal.EvidencePolicy;
import dev.postern.journal.JournalFile;
import dev.postern.journal.RunAdoption;
import dev.postern.journal.RunDirectory;
import dev.postern.journal.RunLock;
import dev.postern.journal.RunState;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.Callable;
import java.util.function.Consumer;

/**
 * Takes a run over from another console, from what is on the hosts: without that console, and
 * without any server. Afterwards the run is in this console's own directory, the lease is this
 * console's, and nothing else has changed: it is for {@code resume} or {@code undo} to go on.
 */
public final class TakeOver {
    /** How often it is looked whether they have let go. */
    private static final Duration LOOK_EVERY = Duration.ofSeconds(2);

    private static final int HOSTS_AT_ONCE = 16;

    private final World world;
    private final Path runs;
    private final String operator;

    /**
     * @param runs where this console keeps its runs
     * @param operator who takes over
     */
    public TakeOver(World world, Path runs, String operator) {
        this.world = world;
        this.runs = runs;
        this.operator = operator;
    }

    /**
     * Asks who is at work to hand the run over, on every host of the cluster that can be reached,
     * and waits until they have, or until their lease is over.
     *
     * @param waits told what it waits for, each time it has looked
     * @param given up, where a person does not want to wait any longer: the request is withdrawn
     * @return failed where they have not let go: nothing is changed then
     */
    public Outcome<Done> ask(HostId host, Holder holder, Runnable waits, Time.Signal given)
            throws InterruptedException {
        List<HostId> hosts = hosts(List.of(host.cluster()));
        each(hosts, h -> Handover.ask(world, h, holder.run(), operator));
        try {
            Instant until = world.time().now().plus(Lease.TERM).plus(Duration.ofMinutes(1));
            while (world.time().now().isBefore(until)) {
                Outcome<Optional<Holder>> there = Holder.atWork(world, host);
                if (there.whyNot().isPresent()) {
                    return Outcome.failed(there.whyNot().get());
                }
                if (there.got().flatMap(h -> h).filter(holder::isSame).isEmpty()) {
                    return Outcome.ok(Done.DONE);
                }
                waits.run();
                if (world.time().await(given, LOOK_EVERY)) {
                    break;
                }
            }
            return Outcome.failed(
                    Failure.unchanged(
                            Failure.Kind.REFUSED,
                            "run " + holder.run() + " was not taken over",
                            holder.operator() + " still has it",
                            "talk to them; where their console is gone for good: postern runs"
                                    + " take-over "
                                    + host
                                    + " --seize"));
        } finally {
            each(hosts, h -> Handover.withdraw(world, h));
        }
    }

    /**
     * Takes it over: the lease on all hosts of its clusters, then what is left of it.
     *
     * @param seized whether a lease that somebody still holds is taken all the same
     */
    public Outcome<RunDirectory> take(HostId host, String run, boolean seized)
            throws InterruptedException {
        Optional<String> from =
                Holder.at(world, host)
                        .got()
                        .flatMap(h -> h)
                        .filter(h -> h.run().equals(run))
                        .map(Holder::operator);
        Outcome<List<HostId>> hosts =
                CopiedRun.opened(world, hosts(List.of(host.cluster())), run)
                        .then(opened -> hostsOf(opened.clusters()));
        Outcome<RunDirectory> made = hosts.then(h -> RunAdoption.prepare(runs, run));
        if (!(hosts instanceof Outcome.Ok<List<HostId>>(var all))
                || !(made instanceof Outcome.Ok<RunDirectory>(var directory))) {
            return made;
        }
        Optional<RunLock> lock;
        try {
            lock = directory.lock();
        } catch (IOException e) {
            return Outcome.failed(cannot(directory, IoWords.of(e)));
        }
        if (lock.isEmpty()) {
            return Outcome.failed(
                    Failure.unchanged(
                            Failure.Kind.REFUSED,
                            "run " + run + " is this console's own",
                            "a process here has it",
                            "postern runs watch " + run));
        }
        // Until it is all here, nobody else on this laptop writes into the same directory.
        try (RunLock held = lock.get()) {
            return take(directory, host, all, from, seized);
        }
    }

    private Outcome<RunDirectory> take(
            RunDirectory directory,
            HostId host,
            List<HostId> all,
            Optional<String> from,
            boolean seized)
            throws InterruptedException {
        String run = directory.id();
        Lease lease = new Lease(world, run, operator, directory.token());
        Optional<Failure> refused = leased(lease, all, seized);
        if (refused.isPresent()) {
            return Outcome.failed(refused.get());
        }
        // Only now: what they wrote while they let go is on the hosts too.
        Outcome<RunDirectory> adopted =
                CopiedRun.read(world, all, run).then(c -> adopt(directory, host, c, from, seized));
        if (!adopted.isOk()) {
            lease.release();
        }
        return adopted;
    }

    private static Optional<Failure> leased(Lease lease, List<HostId> hosts, boolean seized)
            throws InterruptedException {
        if (!seized) {
            return lease.take(hosts, JsonValue.nothing()).foreign();
        }
        // Where one cannot be asked, its console cannot be kept out there; it is said by the run.
        List<Failure> not = new ArrayList<>();
        for (HostId host : hosts) {
            lease.seize(host, JsonValue.nothing()).whyNot().ifPresent(not::add);
        }
        return not.size() < hosts.size() ? Optional.empty() : not.stream().findFirst();
    }

    private Outcome<RunDirectory> adopt(
            RunDirectory directory,
            HostId host,
            CopiedRun copied,
            Optional<String> from,
            boolean seized) {
        try {
            copied.blobs().forEach(directory.blobs()::keep);
        } catch (UncheckedIOException e) {
            return Outcome.failed(cannot(directory, String.valueOf(e.getCause())));
        }
        return RunAdoption.adopt(directory, PlanJson.write(copied.plan()), copied.lines())
                .then(state ->
                        directory
                                .open(EvidencePolicy.BEST_EFFORT, () -> world.time().now())
                                .map(journal -> {
                                    say(journal, state, copied, from, seized);
                                    // Who comes next must find that it was taken, and by whom.
                                    new RunCopies(
                                                    world,
                                                    directory.id(),
                                                    copied.plan(),
                                                    journal::linesAfter)
                                            .share(host);
                                    journal.close();
                                    return directory;
                                }));
    }

    private void say(
            JournalFile journal,
            RunState state,
            CopiedRun copied,
            Optional<String> from,
            boolean seized) {
        journal.append(
                new Event.TakenOver(
                        operator,
                        from,
                        copied.from().stream().map(HostId::toString).toList(),
                        seized));
        // Announced elsewhere than in the journal that was taken over: they may have happened.
        for (Event.Intended i : copied.alone()) {
            if (!state.changes().containsKey(i.change()) && state.closed().isEmpty()) {
                if (!state.steps().containsKey(i.step())) {
                    journal.append(new Event.StepStarted(i.step(), i.action()));
                }
                journal.append(i);
            }
        }
    }

    private static Failure cannot(RunDirectory directory, String why) {
        return Failure.unchanged(
                Failure.Kind.BROKEN,
                "run " + directory.id() + " cannot be kept here",
                why,
                "make room, or name another place with --home");
    }

    /** All hosts that the run is for; failed where this fleet has not all of its clusters. */
    private Outcome<List<HostId>> hostsOf(List<String> clusters) {
        List<ClusterName> names =
                clusters.stream().filter(ClusterName::isSound).map(ClusterName::new).toList();
        List<String> unknown =
                clusters.stream()
                        .filter(c ->
                                !ClusterName.isSound(c)
                                        || world.fleet().cluster(new ClusterName(c)).isEmpty())
                        .toList();
        return unknown.isEmpty()
                ? Outcome.ok(hosts(names))
                : Outcome.failed(
                        Failure.unchanged(
                                Failure.Kind.REFUSED,
                                "the run is for clusters that this fleet has not",
                                String.join(", ", unknown),
                                "use the fleet file that it was planned with"));
    }

    private List<HostId> hosts(List<ClusterName> clusters) {
        return clusters.stream()
                .map(world::cluster)
                .map(Cluster::hosts)
                .flatMap(List::stream)
                .map(Host::id)
                .toList();
    }

    private void each(List<HostId> hosts, Consumer<HostId> work) throws InterruptedException {
        List<Callable<Boolean>> all = new ArrayList<>();
        hosts.forEach(h ->
                all.add(() -> {
                    work.accept(h);
                    return true;
                }));
        SideBySide.all(world.time(), "take over", HOSTS_AT_ONCE, all);
    }
}
