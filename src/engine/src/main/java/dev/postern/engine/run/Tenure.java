package dev.postern.engine.run;

import dev.postern.core.action.Target;
import dev.postern.core.fleet.Cluster;
import dev.postern.core.fleet.Host;
import dev.postern.core.fleet.HostId;
import dev.postern.core.reach.Done;
import dev.postern.core.time.Time;
import dev.postern.core.value.Blob;
import dev.postern.core.value.Failure;
import dev.postern.core.value.JsonValue;
import dev.postern.core.value.Outcome;
import dev.postern.engine.bound.SideBySide;
import dev.postern.engine.lease.CopiedRun;
import dev.postern.engine.lease.Handover;
import dev.postern.engine.lease.Holder;
import dev.postern.engine.lease.Lease;
import dev.postern.engine.lease.RunCopies;
import dev.postern.journal.Entry;
import dev.postern.journal.Event;
import dev.postern.journal.Head;
import dev.postern.json.Records;

import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.Callable;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.stream.Collectors;

/**
 * The run's hold on its hosts: the lease that keeps other consoles out, the copies that let one
 * take over, and the ear for one that asks.
 */
final class Tenure {
    private static final Duration LISTEN_EVERY = Duration.ofSeconds(30);
    // A fleet of hundreds of hosts is listened to more slowly, not harder.
    private static final Duration FOR_EACH_CLUSTER = Duration.ofMillis(300);
    private static final int AT_ONCE = 32;

    private final Ground ground;
    private final Lease lease;
    private final RunCopies copies;
    private final List<HostId> hosts;
    private final AtomicBoolean handedOver = new AtomicBoolean();
    private final AtomicBoolean taken = new AtomicBoolean();

    Tenure(Ground ground) {
        this.ground = ground;
        RunSetup setup = ground.setup;
        this.lease =
                new Lease(
                        setup.world(),
                        setup.directory().id(),
                        setup.settings().operator(),
                        setup.directory().token(),
                        h -> setup.directory().isOver(h.run(), h.token()));
        this.copies =
                new RunCopies(
                        setup.world(),
                        setup.directory().id(),
                        setup.plan(),
                        setup.journal()::linesAfter);
        this.hosts =
                ground.clusters.stream().flatMap(c -> c.hosts().stream()).map(Host::id).toList();
    }

    private boolean isTaken() {
        return ground.setup.settings().lease();
    }

    /**
     * Takes the lease on all hosts that can be reached; why not, where somebody else is at work or
     * has gone on with this run.
     */
    Optional<Failure> take() throws InterruptedException {
        if (!isTaken()) {
            return Optional.empty();
        }
        Lease.Taken taken;
        try (Picture.Shown shown =
                ground.picture.begin("lease", "hosts", "opening sessions, taking the lease")) {
            taken = lease.take(hosts, ground.chronicle.head());
        }
        unheard(taken).forEach(ground.behind::unheard);
        taken.skipped()
                .forEach(s ->
                        ground.chronicle.note(
                                "no lease on " + s.host(),
                                JsonValue.object("why", s.why().sentence())));
        ground.chronicle.note(
                "lease taken",
                JsonValue.object(
                        "hosts",
                        JsonValue.array(
                                taken.held().stream()
                                        .map(h -> JsonValue.of(h.toString()))
                                        .toList())));
        return taken.foreign().or(() -> nowhere(taken)).or(this::goneOn);
    }

    /** Clusters of which no host answered. */
    private List<Cluster> unheard(Lease.Taken taken) {
        Set<HostId> silent =
                taken.skipped().stream()
                        .filter(s -> s.why().kind() == Failure.Kind.UNREACHABLE)
                        .map(Lease.Skipped::host)
                        .collect(Collectors.toSet());
        return ground.clusters.stream()
                .filter(c -> c.hosts().stream().map(Host::id).allMatch(silent::contains))
                .toList();
    }

    /** Hosts answer and none takes a lease: another console that comes now would see nobody. */
    private static Optional<Failure> nowhere(Lease.Taken taken) {
        return taken.held().isEmpty()
                ? taken.skipped().stream()
                        .filter(s -> s.why().kind() == Failure.Kind.BROKEN)
                        .findFirst()
                        .map(s ->
                                Opening.refused(
                                        "no host takes the lease that keeps other consoles out",
                                        s.why().sentence(),
                                        "make room below /run on " + s.host()))
                : Optional.empty();
    }

    /** A host knows lines that follow the last one of this run's here, before it was reopened. */
    private Optional<Failure> goneOn() {
        Optional<Entry> reopened =
                ground.setup.journal().entries().reversed().stream()
                        .filter(e -> e.event() instanceof Event.Reopened)
                        .findFirst();
        String run = ground.setup.directory().id();
        return reopened.flatMap(r ->
                ground.clusters.stream()
                        .flatMap(c -> held(c).stream().limit(1))
                        .filter(h -> isAhead(h, run, new Head(r.seq() - 1, r.prev())))
                        .findFirst()
                        .map(h ->
                                Opening.refused(
                                        "run " + run + " has gone on without this console",
                                        h + " has more of its journal than is here",
                                        "postern runs take-over " + h)));
    }

    private boolean isAhead(HostId host, String run, Head here) {
        return CopiedRun.isAhead(ground.setup.world(), host, run, here).got().orElse(false);
    }

    /** Renews the lease, shares the journal and listens, until the run is over. */
    Done keep(Time.Signal over) throws InterruptedException {
        if (!isTaken()) {
            return Done.DONE;
        }
        Duration every = LISTEN_EVERY.plus(FOR_EACH_CLUSTER.multipliedBy(ground.clusters.size()));
        Instant renew = ground.time.now().plus(Lease.RENEW_EVERY);
        // Who comes after a console that dies at once finds how it began.
        eachCluster(withWhole(), this::share);
        while (!ground.time.await(over, every)) {
            eachCluster(ground.clusters, this::listen);
            eachCluster(withWhole(), this::share);
            if (!ground.time.now().isBefore(renew)) {
                renew();
                renew = ground.time.now().plus(Lease.RENEW_EVERY);
            }
        }
        return Done.DONE;
    }

    private void renew() throws InterruptedException {
        for (Lease.Skipped lost : lease.renew(ground.chronicle.head())) {
            ground.chronicle.note(
                    "lease not renewed on " + lost.host(),
                    JsonValue.object("why", lost.why().sentence()));
        }
    }

    @FunctionalInterface
    private interface AtHost {
        Outcome<Done> work(HostId host);
    }

    /** The clusters that are told all of the run. */
    private List<Cluster> withWhole() {
        return ground.clusters.stream()
                .filter(c -> !held(c).isEmpty())
                .limit(RunCopies.WHOLE_UP_TO)
                .toList();
    }

    /** On the first host of each of these clusters that answers. */
    private void eachCluster(List<Cluster> clusters, AtHost work) throws InterruptedException {
        List<Callable<Boolean>> all = new ArrayList<>();
        for (Cluster cluster : clusters) {
            List<HostId> held = held(cluster);
            all.add(() -> held.stream().anyMatch(h -> work.work(h).isOk()));
        }
        SideBySide.all(ground.time, "tenure", AT_ONCE, all);
    }

    private List<HostId> held(Cluster cluster) {
        return lease.held(cluster.hosts().stream().map(Host::id).toList());
    }

    private Outcome<Done> listen(HostId host) {
        lease.lost(host).ifPresent(by -> taken(by, host));
        return Handover.wanted(ground.setup.world(), host, ground.setup.directory().id())
                .map(by -> {
                    by.ifPresent(who -> handOver(who, host));
                    return Done.DONE;
                });
    }

    /** Where somebody else goes on with the run, what we write behind that is ours alone. */
    private Outcome<Done> share(HostId host) {
        return taken.get()
                ? Outcome.ok(Done.DONE)
                : copies.share(host)
                        .map(Outcome::<Done>failed)
                        .orElseGet(() -> Outcome.ok(Done.DONE));
    }

    private void taken(Holder by, HostId host) {
        taken.set(true);
        handOver(by.operator(), host);
    }

    /** Once: what is in flight is finished, nothing new begins. */
    private void handOver(String to, HostId host) {
        if (handedOver.compareAndSet(false, true)) {
            ground.chronicle.append(new Event.HandedOver(to, host.toString()));
            ground.control.stop(1, to + ", who takes the run over");
        }
    }

    /**
     * Whether the run must not change this target any more, asked right before it would: another
     * console has taken the lease.
     */
    Optional<String> lost(Target target) {
        Optional<HostId> host = host(target);
        if (!isTaken() || host.isEmpty()) {
            return Optional.empty();
        }
        Optional<Holder> other = lease.other(host.get(), ground.chronicle.head());
        other.ifPresent(o -> taken(o, host.get()));
        return other.map(o -> o.operator() + " has taken over on " + host.get());
    }

    /**
     * Leaves on the hosts what undoes a change that is about to be driven: on the host itself, or
     * on one of the cluster where the change is no host's.
     *
     * @param seq the line that announces it
     * @param states blobs of what is there before and of what is wanted
     */
    void leave(Target target, String change, long seq, List<Blob> states) {
        for (HostId host : places(target)) {
            Optional<Failure> why = copies.leave(host, seq, states);
            why.ifPresent(w ->
                    ground.chronicle.note(
                            "gap: no safe copy of "
                                    + change
                                    + " on "
                                    + host
                                    + ": "
                                    + w.leftBehind(),
                            Records.encode(Event.Trouble.of(w))));
            if (why.isEmpty()) {
                return;
            }
        }
    }

    private List<HostId> places(Target target) {
        return target instanceof Target.OfHost(var host)
                ? List.of(host)
                : held(ground.cluster(target.cluster().value()));
    }

    private Optional<HostId> host(Target target) {
        return places(target).stream().findFirst();
    }

    /** The last word goes to the hosts, then the lease. */
    void end() throws InterruptedException {
        if (isTaken()) {
            eachCluster(
                    withWhole(),
                    h -> {
                        // Once more: it may have been taken since it was looked at.
                        lease.lost(h).ifPresent(by -> taken.set(true));
                        return share(h);
                    });
            lease.release();
        }
    }
}
