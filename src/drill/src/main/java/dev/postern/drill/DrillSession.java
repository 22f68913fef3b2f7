package dev.postern.drill;

import dev.postern.core.fleet.HostId;
import dev.postern.core.problem.Checked;
import dev.postern.core.time.Time;
import dev.postern.lab.Lab;
import dev.postern.lab.LabFaults;
import dev.postern.lab.LabSpec;
import dev.postern.lab.LabTruth;
import dev.postern.lab.clock.InProcessTime;
import dev.postern.lab.clock.Speed;

import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Consumer;
import java.util.function.Supplier;

/**
 * A lab with a scenario's timeline running in it, watched.
 *
 * <p>The session is a party of its lab's clock until it hands over to the operator: from then on
 * time is moved by consoles and runs alone.
 */
public final class DrillSession implements AutoCloseable {
    /** How often the truth is looked at; the report's seconds are as fine as this. */
    private static final Duration TICK = Duration.ofSeconds(2);

    private static final Duration AFTERMATH = Duration.ofMinutes(2);

    private static final List<String> NAMES =
            List.of("eu-1", "us-1", "ap-1", "eu-2", "us-2", "ap-2", "eu-3", "us-3");

    private final Scenario scenario;
    private final Objectives objectives;
    private final long seed;
    private final Lab lab;
    private final InProcessTime time;
    private final List<Watch> watches = new ArrayList<>();
    private final List<Objectives.Tick> ticks = new ArrayList<>();
    private final List<RunOfDrill.Mark> messages = new ArrayList<>();
    private final Object lock = new Object();
    private boolean closed;

    private DrillSession(Scenario scenario, Objectives objectives, long seed, Lab lab) {
        this.scenario = scenario;
        this.objectives = objectives;
        this.seed = seed;
        this.lab = lab;
        this.time = new InProcessTime(lab.clock(), "drill");
    }

    /**
     * Starts the lab in {@code directory} and its timeline.
     *
     * @param speed virtual seconds a second; 0 for as fast as it goes
     * @param messages is told what the scenario tells the operator, in the clock's thread: it must
     *     not block
     * @return the session, or the mistakes of the scenario's objectives
     * @throws IOException where the lab cannot start: nothing is left running then
     */
    public static Checked<DrillSession> start(
            Scenario scenario,
            long seed,
            double speed,
            Path directory,
            Consumer<RunOfDrill.Mark> messages)
            throws IOException {
        return switch (Objectives.of(scenario.objectives())) {
            case Checked.Faulty<Objectives> f -> new Checked.Faulty<>(f.problems());
            case Checked.Sound<Objectives> s -> {
                Lab lab = Lab.start(spec(scenario, seed, speed), directory);
                DrillSession session = new DrillSession(scenario, s.value(), seed, lab);
                session.begin(messages);
                yield new Checked.Sound<>(session);
            }
        };
    }

    static LabSpec spec(Scenario scenario, long seed, double speed) {
        List<LabSpec.ClusterSpec> clusters = new ArrayList<>();
        for (int i = 0; i < scenario.fleet().nodes().size(); i++) {
            LabSpec.ClusterSpec usual =
                    LabSpec.ClusterSpec.of(
                                    NAMES.get(i),
                                    scenario.fleet().hosts(),
                                    scenario.fleet().nodes().get(i),
                                    scenario.fleet().kubernetes())
                            .with(scenario.fleet().profile());
            clusters.add(scenario.fleet().cores().map(usual::withCores).orElse(usual));
        }
        return new LabSpec(scenario.name(), seed, LabSpec.AFTERNOON, speed, clusters);
    }

    private void begin(Consumer<RunOfDrill.Mark> tell) {
        Instant opens = lab.clock().now();
        lab.spec().clusters().forEach(c -> watches.add(new Watch(c.name())));
        for (Scenario.Inject inject : scenario.timeline()) {
            lab.clock().schedule(opens.plus(inject.at()), () -> happen(inject.event(), tell));
        }
        tick(opens);
    }

    /** At instants of its own, so that a look that comes late does not move all that follow. */
    private void tick(Instant at) {
        look();
        Instant next = at.plus(TICK);
        lab.clock()
                .schedule(
                        next,
                        () -> {
                            synchronized (lock) {
                                if (closed) {
                                    return;
                                }
                            }
                            tick(next);
                        });
    }

    private void look() {
        List<LabTruth> all = new ArrayList<>();
        for (Watch w : watches) {
            LabTruth truth = lately(lab.truth(w.cluster()));
            all.add(truth);
            synchronized (lock) {
                w.see(truth);
            }
        }
        synchronized (lock) {
            ticks.add(new Objectives.Tick(lab.clock().now(), all));
        }
    }

    /**
     * A truth with the last point of its series only: thousands of looks, each with all that was
     * before it, would fill the memory.
     */
    private static LabTruth lately(LabTruth t) {
        int points = t.series().size();
        return new LabTruth(
                t.cluster(),
                t.at(),
                t.readyServers(),
                t.servers(),
                t.workloadObject(),
                t.workloadPods(),
                t.workloadProcesses(),
                t.nodes(),
                t.nodesBack(),
                t.collapses(),
                t.recollapses(),
                t.evictions(),
                t.dnsDeadMinutes(),
                t.requestsByOperator(),
                t.series().subList(Math.max(0, points - 1), points));
    }

    private void happen(Scenario.Event event, Consumer<RunOfDrill.Mark> tell) {
        LabFaults faults = lab.faults();
        switch (event) {
            case Scenario.Event.Storm s -> faults.daemonsetStorm(s.workload(), s.every());
            case Scenario.Event.DnsDecay d -> faults.dnsDecay(d.over());
            case Scenario.Event.HostKeyChanged h -> faults.hostKeyChanged(h.host());
            case Scenario.Event.HostDown h -> faults.hostDown(h.host());
            case Scenario.Event.HostUp h -> faults.hostUp(h.host());
            case Scenario.Event.Message m -> {
                RunOfDrill.Mark mark =
                        new RunOfDrill.Mark(
                                lab.clock().now(), "", "message", m.from() + ": " + m.text());
                synchronized (lock) {
                    messages.add(mark);
                }
                tell.accept(mark);
            }
        }
    }

    /**
     * Lets virtual time pass until the operator sits down: as fast as it goes whatever the drill's
     * speed, because until then there is nothing to do but to wait.
     */
    private void untilOperator() throws InterruptedException {
        Speed speed = lab.clock().speed();
        lab.clock().speed(Speed.MAX);
        try (Time.Scope working = time.enter()) {
            time.sleep(Duration.between(time.now(), LabSpec.AFTERNOON.plus(scenario.begins())));
            lab.clock().speed(speed);
        }
    }

    /**
     * Lets virtual time pass until the operator sits down, and takes no part in it from then on: it
     * goes on for consoles that join. At the greatest speed it stands still while nobody is there,
     * so a console that is killed or is not there yet misses nothing, and a run's end is the end.
     *
     * @param then done while time stands still: who joins in it takes over
     */
    public <T> T handOver(Supplier<T> then) throws InterruptedException {
        try (Time.Scope hold = time.enter()) {
            untilOperator();
            T next = then.get();
            time.close();
            return next;
        }
    }

    /**
     * Lets two more minutes pass after a run, the same at every speed and as fast as it goes: what
     * the run set going (processes that end, nodes that come back) belongs to what came of it.
     */
    public void aftermath() throws InterruptedException {
        Speed speed = lab.clock().speed();
        try (InProcessTime back = new InProcessTime(lab.clock(), "debrief");
                Time.Scope hold = back.enter()) {
            lab.clock().speed(Speed.MAX);
            back.sleep(AFTERMATH);
            lab.clock().speed(speed);
            // It leaves while it still works: were it quiet first, time would run on until it has
            // left, and the end of the drill would be wherever that was.
            back.close();
        }
    }

    public Instant now() {
        return lab.clock().now();
    }

    public Scenario scenario() {
        return scenario;
    }

    /** The names of the lab's clusters. */
    public List<String> clusters() {
        return watches.stream().map(Watch::cluster).toList();
    }

    /** The truth now: for what a drill shows before the fight, and for the facilitator. */
    public List<LabTruth> truth() {
        return watches.stream().map(w -> lab.truth(w.cluster())).toList();
    }

    /** Everything that came of it, as of now. */
    public Debrief debrief(RunOfDrill run) {
        look();
        synchronized (lock) {
            DrillReport report = Scoring.report(scenario, seed, objectives, watches, ticks, run);
            Map<String, List<LabTruth.Sample>> series = new LinkedHashMap<>();
            watches.forEach(w -> series.put(w.cluster(), lab.truth(w.cluster()).series()));
            return new Debrief(scenario, report, run, messages, series);
        }
    }

    /** Whether the host is one of this lab's. */
    public boolean has(HostId host) {
        return clusters().contains(host.cluster().value());
    }

    /** Stops the lab. */
    @Override
    public void close() {
        synchronized (lock) {
            closed = true;
        }
        try {
            lab.close();
        } catch (IOException e) {
            throw new java.io.UncheckedIOException("the lab did not close cleanly", e);
        }
    }
}
