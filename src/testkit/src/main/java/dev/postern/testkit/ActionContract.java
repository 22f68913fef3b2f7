package dev.postern.testkit;

import static org.assertj.core.api.Assertions.assertThat;

import dev.postern.core.action.Action;
import dev.postern.core.action.Check;
import dev.postern.core.action.Target;
import dev.postern.core.action.UndoClass;
import dev.postern.core.fleet.Cluster;
import dev.postern.core.reach.Done;
import dev.postern.core.value.Blob;
import dev.postern.core.value.Failure;
import dev.postern.core.value.Outcome;
import dev.postern.json.JsonText;
import dev.postern.json.Records;

import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;

import java.io.IOException;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;

/**
 * What every action keeps. Extend it with one class for each action; the world is a calm lab unless
 * {@link #open} makes another.
 *
 * @param <P> the action's parameters
 * @param <S> the action's state
 */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
public abstract class ActionContract<P extends Record, S extends Record> {
    /** A text that is planted where secrets are, and must never be seen. */
    protected static final String SECRET = "hunter2-a8f1c0ffee";

    /** More faults than this are not injected into one drive: a wait looks again and again. */
    private static final int MOST_FAULTS = 40;

    private LabWorld world;
    private Calls calls;
    private TestReach reach;

    /** The action under contract. */
    protected abstract Action<P, S> action();

    /** Parameters with which a drive changes something in the prepared world. */
    protected abstract P parameters();

    /** Opens the world; a calm cluster with 60 nodes unless overridden. */
    protected LabWorld open() throws IOException {
        return LabWorld.calm(60);
    }

    /** Brings the world to where a drive changes something. Once for all tests. */
    protected void prepare(LabWorld open) {}

    /** Changes by hand, on one target, what the action looks at. */
    protected abstract void disturb(LabWorld open, TestReach through);

    /** Takes the disturbance back where an undo would not. */
    protected void calm(LabWorld open, TestReach through) {}

    /** Brings the world to where it was prepared, for an action that nothing undoes. */
    protected void again(LabWorld open) {
        throw new IllegalStateException("an undo does that");
    }

    protected final TestReach reach() {
        return reach;
    }

    protected final LabWorld world() {
        return world;
    }

    /** What was sent since the test began and changes something. */
    protected final List<String> changes() {
        return calls.made().stream().filter(Calls.Call::changes).map(Calls.Call::what).toList();
    }

    @BeforeAll
    void openWorld() throws IOException {
        world = open();
        calls = new Calls();
        reach = new TestReach(new FaultyWorld(world, calls));
        prepare(world);
    }

    @AfterAll
    void closeWorld() {
        if (world != null) {
            world.close();
        }
    }

    @BeforeEach
    void nothingFails() {
        calls.reset();
    }

    @Test
    void observingChangesNothing() {
        List<S> first = observeAll();
        assertThat(calls.made()).isNotEmpty().noneMatch(Calls.Call::changes);
        assertThat(observeAll()).isEqualTo(first);
    }

    @Test
    void whatItNeedsIsThereAndProbedWithoutChangingAnything() {
        assertThat(action().checks(cluster(), targets(), parameters(), reach))
                .allMatch(c -> c.verdict() == Check.Verdict.GOOD);
        assertThat(calls.made()).noneMatch(Calls.Call::changes);
    }

    @Test
    void drivingReachesTheWantedStateAndUndoRestoresWhatWas() {
        Driven<S> driven = driveAll();
        try {
            assertThat(driven.before())
                    .as("the prepared world needs a change")
                    .isNotEqualTo(driven.wanted());
            settled(driven.wanted());
        } finally {
            undoAll(driven);
        }
        settled(driven.before());
    }

    @Test
    void drivingTwiceChangesOnce() {
        Driven<S> driven = driveAll();
        try {
            settled(driven.wanted());
            List<S> there = observeAll();
            calls.reset();
            for (int i = 0; i < targets().size(); i++) {
                ok(drive(i, there.get(i), driven.wanted().get(i)));
            }
            settled(driven.wanted());
            assertThat(observeAll()).isEqualTo(there);
        } finally {
            undoAll(driven);
        }
        settled(driven.before());
    }

    /**
     * No action stops a member of etcd, so none needs to know which one is the last healthy one.
     * One that does must refuse that one, and then this test is its to change (docs/adr/0106).
     */
    @Test
    protected void noMemberOfEtcdIsTouchedThereOrBack() {
        Driven<S> driven = driveAll();
        undoAll(driven);
        settled(driven.before());
        assertThat(calls.made())
                .filteredOn(Calls.Call::changes)
                .isNotEmpty()
                .noneMatch(c -> c.what().contains("etcd") || c.what().contains("containerd"));
    }

    @Test
    void driftIsSeen() {
        List<S> before = observeAll();
        disturb(world, reach);
        try {
            assertThat(observeAll()).isNotEqualTo(before);
        } finally {
            calm(world, reach);
        }
    }

    @Test
    void undoTwiceIsHarmless() {
        Driven<S> driven = driveAll();
        settled(driven.wanted());
        undoAll(driven);
        settled(driven.before());
        calls.reset();
        undoAll(driven);
        settled(driven.before());
        assertThat(calls.made()).as("the second undo").noneMatch(Calls.Call::changes);
    }

    @Test
    void aFaultAtEveryCallLeavesAStateThatResumeOrUndoCanFinish() {
        for (Calls.Fault how : Calls.Fault.values()) {
            for (int number = 0; number < MOST_FAULTS; number++) {
                List<S> before = observeAll();
                List<S> wanted = desireAll(before);
                calls.failAt(number, how);
                for (int i = 0; i < targets().size(); i++) {
                    if (!drive(i, before.get(i), wanted.get(i)).isOk()) {
                        break;
                    }
                }
                boolean struck = calls.struck();
                List<Calls.Call> made = calls.made();
                calls.reset();
                String where = how + " " + (struck ? made.get(number).what() : "nothing");
                if (number % 2 == 0) {
                    // Resume: look, and drive what is not there yet.
                    List<S> now = observeAll();
                    for (int i = 0; i < targets().size(); i++) {
                        if (!action().settled(now.get(i), wanted.get(i))) {
                            assertThat(drive(i, now.get(i), wanted.get(i)).whyNot())
                                    .as("resume after %s", where)
                                    .isEmpty();
                        }
                    }
                    settled(wanted);
                }
                undoAll(new Driven<>(before, wanted));
                settled(before);
                if (!struck) {
                    break;
                }
            }
        }
    }

    @Test
    void noSecretIsInAnyOutput() {
        List<String> seen = new ArrayList<>();
        Driven<S> driven = driveAll();
        settled(driven.wanted());
        undoAll(driven);
        for (int i = 0; i < targets().size(); i++) {
            S before = driven.before().get(i);
            S wanted = driven.wanted().get(i);
            seen.add(before + " " + wanted);
            seen.add(JsonText.line(Records.encode(before)));
            seen.add(JsonText.line(Records.encode(wanted)));
            seen.addAll(
                    action().commands(targets().get(i), before, wanted, parameters(), cluster()));
            seen.addAll(
                    action().commands(targets().get(i), wanted, before, parameters(), cluster()));
        }
        calls.made().forEach(c -> seen.add(c.what()));
        seen.addAll(reach.notes());
        assertThat(seen).noneMatch(s -> s.contains(SECRET) || s.contains("PRIVATE KEY"));
    }

    @Test
    void statesComeBackFromTheJournalAsTheyWere() {
        Map<String, Blob> kept = new HashMap<>();
        Records.Blobs blobs =
                new Records.Blobs() {
                    @Override
                    public void keep(Blob blob) {
                        kept.put(blob.sha256(), blob);
                    }

                    @Override
                    public Outcome<Blob> get(String sha256) {
                        return Outcome.ok(Objects.requireNonNull(kept.get(sha256)));
                    }
                };
        for (S before : observeAll()) {
            S wanted = action().desire(before, parameters());
            for (S s : List.of(before, wanted)) {
                assertThat(Records.decode(action().state(), Records.encode(s, blobs), blobs).got())
                        .contains(s);
            }
        }
    }

    // ---- how it is driven

    /** What a drive of all targets began with and aimed at. */
    private record Driven<S>(List<S> before, List<S> wanted) {}

    private Cluster cluster() {
        return world.cluster();
    }

    private List<Target> targets() {
        return action().targets(parameters(), cluster());
    }

    private List<S> observeAll() {
        List<S> all = new ArrayList<>();
        for (Target t : targets()) {
            all.add(ok(action().observe(t, parameters(), reach)));
        }
        return all;
    }

    private List<S> desireAll(List<S> before) {
        return before.stream().map(b -> action().desire(b, parameters())).toList();
    }

    private Outcome<Done> drive(int target, S from, S to) {
        return action().drive(targets().get(target), from, to, parameters(), reach);
    }

    private Driven<S> driveAll() {
        List<S> before = observeAll();
        List<S> wanted = desireAll(before);
        assertThat(refusals(before)).isEmpty();
        for (int i = 0; i < targets().size(); i++) {
            ok(drive(i, before.get(i), wanted.get(i)));
        }
        return new Driven<>(before, wanted);
    }

    private List<Failure> refusals(List<S> before) {
        List<Action.Observed<S>> observed = new ArrayList<>();
        for (int i = 0; i < targets().size(); i++) {
            observed.add(new Action.Observed<>(targets().get(i), before.get(i)));
        }
        return action().refusals(cluster(), observed, parameters(), reach);
    }

    private void undoAll(Driven<S> driven) {
        List<S> now = observeAll();
        if (isFinal(driven)) {
            refusesToGoBack(now, driven.before());
            again(world);
            return;
        }
        for (int i = targets().size() - 1; i >= 0; i--) {
            if (!action().settled(now.get(i), driven.before().get(i))) {
                ok(drive(i, now.get(i), driven.before().get(i)));
            }
        }
    }

    private boolean isFinal(Driven<S> driven) {
        return action().undo(driven.before().getFirst(), driven.wanted().getFirst())
                instanceof UndoClass.Impossible;
    }

    private void refusesToGoBack(List<S> now, List<S> before) {
        List<Calls.Call> until = calls.made();
        for (int i = 0; i < now.size(); i++) {
            if (!action().settled(now.get(i), before.get(i))) {
                assertThat(drive(i, now.get(i), before.get(i)).whyNot())
                        .as("what cannot be undone is not tried")
                        .hasValueSatisfying(
                                f -> assertThat(f.kind()).isEqualTo(Failure.Kind.REFUSED));
            }
        }
        assertThat(calls.made()).hasSameSizeAs(until);
    }

    /** Waits by the lab's clock until every target is as wanted. */
    private void settled(List<S> wanted) {
        Instant end = world.time().now().plus(action().settlesWithin()).plus(Duration.ofMinutes(1));
        for (int i = 0; i < targets().size(); i++) {
            S now = ok(action().observe(targets().get(i), parameters(), reach));
            while (!action().settled(now, wanted.get(i)) && world.time().now().isBefore(end)) {
                sleep(action().looksEvery());
                now = ok(action().observe(targets().get(i), parameters(), reach));
            }
            assertThat(action().settled(now, wanted.get(i)))
                    .as("%s is %s, wanted %s", targets().get(i).id(), now, wanted.get(i))
                    .isTrue();
        }
    }

    private void sleep(Duration time) {
        try {
            world.time().sleep(time);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException(e);
        }
    }

    private static <T> T ok(Outcome<T> outcome) {
        return switch (outcome) {
            case Outcome.Ok<T>(var value) -> value;
            case Outcome.Failed<T>(var f) ->
                    throw new AssertionError(
                            f.kind() + ": " + f.sentence() + "; " + f.leftBehind());
        };
    }
}
