package dev.postern.journal;

import static dev.postern.journal.SomeEvents.OPENED;
import static dev.postern.journal.SomeEvents.STARTED;
import static dev.postern.journal.SomeEvents.TROUBLE;
import static dev.postern.journal.SomeEvents.driven;
import static dev.postern.journal.SomeEvents.ended;
import static dev.postern.journal.SomeEvents.intended;
import static dev.postern.journal.SomeEvents.settled;
import static dev.postern.journal.SomeEvents.sound;
import static dev.postern.journal.SomeEvents.undoStarted;
import static dev.postern.journal.SomeEvents.undone;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Stream;

/** What a run's state says is still to be done, to be put back, or to be looked at. */
class RunStateTest {
    private static final String CP1 = "a@eu-1/cp1";
    private static final String CP2 = "a@eu-1/cp2";
    private static final Event NO_CP2 = new Event.Unreachable("a", "eu-1/cp2", TROUBLE);
    private static final Event ENDED = ended("a", "settled", false);

    private static RunState after(Event... rest) {
        return sound(
                Stream.concat(Stream.of(OPENED, STARTED), Stream.of(rest)).toArray(Event[]::new));
    }

    private static List<String> stragglers(Event... rest) {
        return after(rest).stragglers();
    }

    private static boolean isOver(String status, boolean tolerated) {
        return new StepState("a", "turn", status, tolerated, Map.of(), "").isOver();
    }

    @Test
    void whatAStepWentOnWithoutIsAStraggler() {
        assertThat(stragglers(intended(CP1), settled(CP1), NO_CP2, ENDED)).containsExactly(CP2);
        assertThat(stragglers(NO_CP2, ended("a", "unreachable", true))).containsExactly(CP2);
    }

    @Test
    void whatAStepStillWaitsForOrStoppedAtIsNoStraggler() {
        assertThat(stragglers(NO_CP2)).isEmpty();
        assertThat(stragglers(NO_CP2, ended("a", "unreachable", false))).isEmpty();
        assertThat(stragglers(new Event.Unreachable("never", "eu-1/cp2", TROUBLE), ENDED))
                .isEmpty();
    }

    @Test
    void whatWasReachedSinceIsNoStraggler() {
        assertThat(stragglers(NO_CP2, ENDED, intended(CP2), settled(CP2))).isEmpty();
    }

    @Test
    void aStepThatWasPutBackHasNoStragglersAndAnotherStillHas() {
        Event[] undo = {NO_CP2, intended(CP1), settled(CP1), ENDED, undoStarted(CP1), undone(CP1)};
        assertThat(stragglers(undo)).isEmpty();

        String b = "b@eu-1/cp1";
        assertThat(
                        stragglers(
                                NO_CP2,
                                ENDED,
                                new Event.StepStarted("b", "turn"),
                                intended(b),
                                settled(b),
                                undoStarted(b),
                                undone(b)))
                .containsExactly(CP2);
    }

    @Test
    void aClusterThatWasLeftBehindIsSoUntilItHasCaughtUp() {
        Event left = new Event.LeftBehind("a", "eu-1", "silent");
        Event failed = new Event.FollowedUp("a", "eu-1", "failed", false, "");
        Event tolerated = new Event.FollowedUp("a", "eu-1", "failed", true, "");
        Event done = new Event.FollowedUp("a", "eu-1", "settled", false, "");

        assertThat(after(left, ENDED).behind()).containsExactly(Map.entry("eu-1", Set.of()));
        // What stopped it is done again, and what it went on past is not.
        assertThat(after(left, ENDED, failed).behind()).containsEntry("eu-1", Set.of());
        assertThat(after(left, ENDED, failed).steps().get("a").clusters())
                .doesNotContainEntry("eu-1", "failed");
        assertThat(after(left, ENDED, tolerated).behind()).containsEntry("eu-1", Set.of("a"));
        RunState through = after(left, ENDED, done);
        assertThat(through.behind()).containsEntry("eu-1", Set.of("a"));
        assertThat(through.steps().get("a").clusters()).containsEntry("eu-1", "settled");
        assertThat(through.steps().get("a").status()).isEqualTo("settled");
        assertThat(after(left, ENDED, done, new Event.CaughtUp("eu-1")).behind()).isEmpty();
    }

    @Test
    void anUndoPutsBackWhatCameLastFirst() {
        RunState state = after(intended(CP1), settled(CP1), intended(CP2), settled(CP2));

        assertThat(state.open()).extracting(ChangeState::id).containsExactly(CP2, CP1);
        assertThat(state.undoable()).extracting(ChangeState::id).containsExactly(CP2, CP1);
    }

    @Test
    void whatWasPutBackIsNotPutBackAgain() {
        RunState state = after(intended(CP1), settled(CP1), undoStarted(CP1), undone(CP1));

        assertThat(state.open()).isEmpty();
        assertThat(state.undoable()).isEmpty();
    }

    @Test
    void whatWasDrivenEitherWayAndNotSeenIsInDoubtAndWhatWasSeenIsNot() {
        assertThat(after(intended(CP1)).inDoubt()).hasSize(1);
        assertThat(after(intended(CP1), driven(CP1)).inDoubt()).hasSize(1);
        assertThat(after(intended(CP1), settled(CP1)).inDoubt()).isEmpty();
        assertThat(after(intended(CP1), settled(CP1), undoStarted(CP1)).inDoubt()).hasSize(1);
    }

    @Test
    void aResumedRunDoesNotDoAStepAgainThatIsDoneOrMayFail() {
        for (String done : List.of("settled", "skipped", "undone")) {
            assertThat(isOver(done, false)).as(done).isTrue();
        }
        for (String failed : List.of("failed", "unreachable", "unverified")) {
            assertThat(isOver(failed, true)).as(failed).isTrue();
            assertThat(isOver(failed, false)).as(failed).isFalse();
        }
        for (String halfway : List.of("running", "stopped")) {
            assertThat(isOver(halfway, true)).as(halfway).isFalse();
        }
    }

    @Test
    void aTroubleIsOneSentenceWithItsReasonWhereThatIsKnown() {
        assertThat(TROUBLE.sentence()).isEqualTo("no answer: timed out");
        assertThat(new Event.Trouble("broken", "no answer", "", "", "").sentence())
                .isEqualTo("no answer");
    }
}
