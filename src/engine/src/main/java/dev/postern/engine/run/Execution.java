package dev.postern.engine.run;

import dev.postern.core.fact.Facts;
import dev.postern.core.fleet.Cluster;
import dev.postern.core.playbook.Guard;
import dev.postern.core.playbook.Step;
import dev.postern.core.reach.Done;
import dev.postern.core.time.Time;
import dev.postern.core.value.Failure;
import dev.postern.core.value.Outcome;
import dev.postern.engine.bound.Guarded;
import dev.postern.engine.bound.SideBySide;
import dev.postern.journal.ChangeState;
import dev.postern.journal.Event;
import dev.postern.journal.EvidencePolicy;

import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Queue;
import java.util.Set;
import java.util.concurrent.Callable;
import java.util.concurrent.ConcurrentLinkedQueue;

/** A run from its opening to its close: begun, completed, or undone. */
final class Execution {
    private static final int GUARDS_AT_ONCE = 32;
    private static final Duration SHOW_EVERY = Duration.ofSeconds(5);

    enum Purpose {
        BEGIN,
        COMPLETE
    }

    private final RunSetup setup;
    private final Ground ground;
    private final Ending ending = new Ending();
    private final boolean isUndo;
    private final Time.Signal over;

    private Execution(RunSetup setup, Ground ground, boolean isUndo) {
        this.setup = setup;
        this.ground = ground;
        this.isUndo = isUndo;
        this.over = ground.time.signal();
    }

    private interface Body {
        void run(Execution execution) throws InterruptedException;
    }

    static Outcome<RunReport> begin(RunSetup setup, Purpose purpose) {
        return prepared(setup, purpose == Purpose.BEGIN ? "begin" : "complete", Execution::steps);
    }

    static Outcome<RunReport> undo(RunSetup setup, Set<String> include) {
        return prepared(setup, "undo", e -> e.undo(include));
    }

    static Outcome<RunReport> stragglers(RunSetup setup) {
        return prepared(setup, Opening.STRAGGLERS, Execution::stragglers);
    }

    private static Outcome<RunReport> prepared(RunSetup setup, String purpose, Body body) {
        return Opening.of(setup, purpose)
                .then(ground ->
                        inTime(setup, new Execution(setup, ground, purpose.equals("undo")), body));
    }

    private static Outcome<RunReport> inTime(RunSetup setup, Execution e, Body body) {
        try (Time.Scope counted = setup.world().time().enter()) {
            return Outcome.ok(e.run(body));
        }
    }

    private RunReport run(Body body) {
        List<Time.Task<Done>> helpers = new ArrayList<>();
        try {
            helpers.add(ground.time.fork("show", this::show));
            if (approved() && alone()) {
                helpers.add(ground.time.fork("tenure", () -> ground.tenure.keep(over)));
                keepWhatIsOpen();
                Outcome<Done> ran =
                        Guarded.call(
                                "run " + setup.directory().id(),
                                Failure.Kind.BROKEN,
                                ground.chronicle,
                                () -> through(body));
                if (ran.whyNot().isPresent()) {
                    ending.add(ExitCode.FAILED);
                }
            }
        } catch (InterruptedException e) {
            ground.control.stop(2, "interrupt");
            ending.abort();
        }
        return close(helpers);
    }

    private Outcome<Done> through(Body body) {
        try {
            body.run(this);
        } catch (InterruptedException e) {
            ground.control.stop(2, "interrupt");
            ending.abort();
        }
        return Outcome.ok(Done.DONE);
    }

    private RunReport close(List<Time.Task<Done>> helpers) {
        over.set();
        try {
            ground.keeper.endAll();
            for (Time.Task<Done> helper : helpers) {
                helper.join();
            }
        } catch (InterruptedException e) {
            // Heartbeats end by themselves.
        }
        if (ground.control.isAsked()) {
            ending.abort();
        }
        if (ground.chronicle.isBroken() && setup.journal().policy() == EvidencePolicy.STRICT) {
            ending.add(ExitCode.EVIDENCE_BROKEN);
        }
        countEarlier();
        RunReport report = ending.report(ground.chronicle.state());
        ground.chronicle.close(
                new Event.RunClosed(
                        report.exit().words(),
                        report.exit().code(),
                        report.done(),
                        report.failed(),
                        report.notReached(),
                        report.open(),
                        report.inDoubt()));
        ground.picture.show();
        try {
            ground.tenure.end();
        } catch (InterruptedException e) {
            // A lease ends by itself.
        }
        return report;
    }

    /** What an earlier process of this run has brought about belongs to the lists too. */
    private void countEarlier() {
        for (ChangeState c : ground.chronicle.state().changes().values()) {
            Status status =
                    switch (c.phase()) {
                        case SETTLED -> Status.SETTLED;
                        case UNDONE -> Status.UNDONE;
                        case UNCHANGED, FAILED, NOT_UNDONE -> Status.FAILED;
                        case UNVERIFIED -> Status.UNVERIFIED;
                        case INTENDED, DRIVEN, UNDOING -> Status.FAILED;
                    };
            ending.earlier(c.id(), status);
        }
    }

    private Done show() throws InterruptedException {
        do {
            ground.picture.show();
        } while (!ground.time.await(over, SHOW_EVERY));
        return Done.DONE;
    }

    /** Putting back what was needs nobody's approval. */
    private boolean approved() throws InterruptedException {
        if (isUndo) {
            return true;
        }
        Optional<Failure> refused = new Consenting(ground).refused();
        refused.ifPresent(why -> refuse("approval", why));
        if (ground.control.isAsked()) {
            leaveAll();
        }
        return refused.isEmpty() && !ground.control.isAsked();
    }

    /** Before anything was touched. */
    private void refuse(String what, Failure why) {
        ground.chronicle.append(new Event.Refused(what, "", List.of(Event.Trouble.of(why))));
        ending.add(ExitCode.REFUSED);
        leaveAll();
    }

    private void leaveAll() {
        ground.playbook.steps().forEach(s -> ending.left(s.id(), StepWork.names(ground.clusters)));
    }

    /** Whether nobody else is at work on a host that both can reach. */
    private boolean alone() throws InterruptedException {
        Optional<Failure> other = ground.tenure.take();
        other.ifPresent(who -> refuse("lease", who));
        return other.isEmpty();
    }

    private void keepWhatIsOpen() {
        ground.chronicle.state().undoable().stream()
                .filter(c -> c.phase() != ChangeState.Phase.UNDOING)
                .forEach(c -> Changes.keepAgain(ground, c));
    }

    private void steps() throws InterruptedException {
        // Guards are for what is not begun; what is half done is finished or undone.
        boolean begun = !ground.chronicle.state().changes().isEmpty();
        if (!begun && !guards()) {
            ending.add(ExitCode.REFUSED);
            leaveAll();
            return;
        }
        together((group, progress) ->
                new StepLoop(ground, ending, group)
                        .run(ground.playbook.steps(), Scope.RUN, progress::passed));
    }

    private interface Ranks {
        void go(Group group, Progress progress) throws InterruptedException;
    }

    /** The main group, and each cluster that is left behind by itself, until all have ended. */
    private void together(Ranks main) throws InterruptedException {
        List<Step> steps = ground.playbook.steps();
        Progress progress = new Progress(ground.time, steps);
        Queue<Time.Task<Done>> followers = new ConcurrentLinkedQueue<>();
        ground.behind.follow(cluster -> {
            Follower follower = new Follower(ground, ending, cluster, progress);
            followers.add(
                    ground.time.fork("behind " + cluster.name(), () -> follower.follow(steps)));
        });
        try {
            main.go(new Group.Main(ground), progress);
        } finally {
            progress.over();
        }
        for (Time.Task<Done> follower : followers) {
            follower.join();
        }
    }

    /** All at once: each waits for slow hosts, and the cluster is down meanwhile. */
    private boolean guards() throws InterruptedException {
        List<Callable<Boolean>> all = new ArrayList<>();
        for (Guard guard : ground.playbook.guards()) {
            for (Cluster cluster : ground.clusters) {
                all.add(() -> holds(guard, cluster));
            }
        }
        try (Picture.Shown shown = ground.picture.begin("guards", "clusters", "looking")) {
            return SideBySide.all(ground.time, "guards", GUARDS_AT_ONCE, all).stream()
                    .allMatch(h -> h);
        }
    }

    private boolean holds(Guard guard, Cluster cluster) {
        Facts.Verdict verdict = ground.facts.holds(cluster, guard.that());
        String name = cluster.name().value();
        ground.chronicle.append(
                new Event.GuardChecked(
                        name,
                        guard.that().text(),
                        verdict.answer().name().toLowerCase(java.util.Locale.ROOT),
                        verdict.because()));
        if (!verdict.holds()) {
            Failure why =
                    Opening.refused(
                            guard.otherwise(),
                            verdict.because(),
                            "postern diagnose " + name + " --from hosts");
            ground.chronicle.append(
                    new Event.Refused("guard", name, List.of(Event.Trouble.of(why))));
        }
        return verdict.holds();
    }

    private void stragglers() throws InterruptedException {
        together((group, progress) -> {
            ground.playbook.steps().forEach(progress::passed);
            new Stragglers(ground, ending, group).finish(ground.playbook.allSteps());
        });
    }

    private void undo(Set<String> include) throws InterruptedException {
        List<ChangeState> changes = Undoer.planned(ground.chronicle.state(), include);
        ground.picture.step("undo");
        Map<String, Step.Options> options = new HashMap<>();
        ground.playbook.allSteps().forEach(s -> options.put(s.id(), s.options()));
        Tally tally = new Tally(Step.Options.NONE);
        UndoStep undo =
                new UndoStep(ground, "undo", tally, Optional.empty(), Optional.empty(), true);
        undo.run(changes, s -> options.getOrDefault(s, Step.Options.NONE).waves());
        undo.settleDoubts(changes);
        ending.count("undo", tally.targets());
        StepResult result = tally.result();
        if (!result.status().isFine()) {
            ending.failed(result);
        }
    }
}
