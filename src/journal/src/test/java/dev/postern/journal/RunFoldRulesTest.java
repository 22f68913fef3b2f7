package dev.postern.journal;

import static dev.postern.journal.SomeEvents.AT;
import static dev.postern.journal.SomeEvents.CLOSED;
import static dev.postern.journal.SomeEvents.OPENED;
import static dev.postern.journal.SomeEvents.STARTED;
import static dev.postern.journal.SomeEvents.TROUBLE;
import static dev.postern.journal.SomeEvents.driven;
import static dev.postern.journal.SomeEvents.ended;
import static dev.postern.journal.SomeEvents.fold;
import static dev.postern.journal.SomeEvents.intended;
import static dev.postern.journal.SomeEvents.sound;

import static org.assertj.core.api.Assertions.assertThat;

import dev.postern.journal.ChangeState.Phase;

import org.junit.jupiter.api.Test;

import java.time.Duration;
import java.util.List;
import java.util.Optional;

/** What the lines beside the changes themselves add up to, and where they may not stand. */
class RunFoldRulesTest {
    private static final String CHANGE = "a@eu-1/cp1";
    private static final Event SELF = new Event.SelfApproved("ann", "d", "alone", 1, AT);
    private static final Event COUNTERSIGNED = new Event.Countersigned("bob", "SHA256:k", "sig");

    private static Phase afterNotSettled(String status) {
        RunFold fold = new RunFold();
        for (Event e :
                List.of(
                        OPENED,
                        STARTED,
                        intended(CHANGE),
                        driven(CHANGE),
                        new Event.NotSettled(CHANGE, status, true, TROUBLE))) {
            assertThat(fold.apply(e)).isEmpty();
        }
        return fold.change(CHANGE).orElseThrow().phase();
    }

    private static String whyNot(Event... events) {
        return fold(events).whyNot().orElseThrow().why();
    }

    @Test
    void whatWasNeverSeenIsToldFromWhatFailed() {
        assertThat(afterNotSettled("failed")).isEqualTo(Phase.FAILED);
        assertThat(afterNotSettled("unverified")).isEqualTo(Phase.UNVERIFIED);
        assertThat(new RunFold().change(CHANGE)).isEmpty();
    }

    @Test
    void anUndoThatWasBegunIsGoneOnWithHoweverTheRunIsTakenUp() {
        Event undo = new Event.Reopened("ann", "undo");
        Event complete = new Event.Reopened("bob", "complete");

        assertThat(sound(OPENED, CLOSED, complete).undoing()).isFalse();
        assertThat(sound(OPENED, CLOSED, undo).undoing()).isTrue();
        assertThat(sound(OPENED, CLOSED, undo, CLOSED, complete).undoing()).isTrue();
    }

    @Test
    void anAnswerAtAGateBindsItsParameter() {
        RunState state =
                sound(
                        OPENED,
                        new Event.Decided("g", "yes", "ann", "answered", Optional.empty()),
                        new Event.Decided("h", "3", "ann", "answered", Optional.of("count")));

        assertThat(state.bound()).containsOnlyKeys("count").containsEntry("count", "3");
        assertThat(state.decisions()).hasSize(2);
    }

    @Test
    void onlyAClusterThatWasLeftBehindFollowsUp() {
        Event followed = new Event.FollowedUp("a", "eu-1", "settled", false, "");
        Event left = new Event.LeftBehind("a", "eu-1", "silent");

        assertThat(whyNot(OPENED, STARTED, followed)).contains("eu-1 was not left behind");
        assertThat(whyNot(OPENED, left, followed)).contains("step a was not started");
        assertThat(whyNot(OPENED, STARTED, new Event.CaughtUp("eu-1")))
                .contains("eu-1 was not left behind");
    }

    @Test
    void everyGapCounts() {
        Event gap = new Event.Gap(2, AT, "disk full");

        assertThat(sound(OPENED, gap, CLOSED, gap).gaps()).isEqualTo(2);
    }

    @Test
    void onlyWhatWasSelfApprovedIsCountersigned() {
        assertThat(whyNot(OPENED, COUNTERSIGNED))
                .isEqualTo("countersigned: it was not self-approved");
        assertThat(sound(OPENED, SELF, CLOSED, COUNTERSIGNED).consent().countersigned())
                .containsExactly((Event.Countersigned) COUNTERSIGNED);
    }

    @Test
    void onlyAChangeThatWasIntendedIsKeptOrNot() {
        Event notKept = new Event.NotKept(CHANGE, TROUBLE);
        Event again = new Event.KeptAgain(CHANGE, Duration.ofSeconds(3));

        assertThat(whyNot(OPENED, STARTED, notKept))
                .isEqualTo("not-kept: change " + CHANGE + " was never intended");
        assertThat(whyNot(OPENED, STARTED, again)).endsWith("was never intended");
        assertThat(fold(OPENED, STARTED, intended(CHANGE), notKept, again).isOk()).isTrue();
    }

    @Test
    void aStepEndsOnceForEachTimeThatItStarted() {
        Event failed = ended("a", "failed", true);
        Event settled = ended("a", "settled", false);

        assertThat(whyNot(OPENED, STARTED, failed, settled))
                .isEqualTo("step-ended: step a is not running");
        RunState state = sound(OPENED, STARTED, failed, STARTED, settled);
        assertThat(state.steps().values()).extracting(StepState::status).containsExactly("settled");
    }
}
