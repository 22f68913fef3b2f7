package dev.postern.journal;

import static org.assertj.core.api.Assertions.assertThat;

import dev.postern.core.value.JsonValue;
import dev.postern.core.value.Outcome;

import org.junit.jupiter.api.Test;

import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;

class RunFoldTest {
    private static final Event.Trouble TROUBLE = new Event.Trouble("broken", "w", "", "", "");
    private static final Event OPENED =
            new Event.RunOpened(
                    "r1", "p", "d", "p", List.of("eu-1"), "ann", "", Optional.empty(), Map.of());
    private static final Event STARTED = new Event.StepStarted("a", "turn");
    private static final String CHANGE = "a@eu-1/cp1";

    private static Event.Intended intended(int before, int wanted) {
        return new Event.Intended(
                CHANGE,
                "a",
                "eu-1",
                "eu-1/cp1",
                "turn",
                JsonValue.object(),
                JsonValue.of(before),
                JsonValue.of(wanted),
                false,
                "exact",
                Optional.empty(),
                false);
    }

    private static final Event INTENDED = intended(0, 1);
    private static final Event DRIVEN = new Event.Driven(CHANGE, Optional.empty());
    private static final Event SETTLED = new Event.Settled(CHANGE, JsonValue.of(1));
    private static final Event UNDO =
            new Event.UndoStarted(CHANGE, Optional.of("back"), JsonValue.of(1), JsonValue.of(0));
    private static final Event UNDONE =
            new Event.Undone(CHANGE, Optional.of("back"), false, Optional.empty());
    private static final Event CLOSED =
            new Event.RunClosed("done", 0, List.of(), List.of(), List.of(), List.of(), List.of());

    private static Outcome<RunState> fold(Event... events) {
        List<Entry> entries = new ArrayList<>();
        for (Event e : events) {
            entries.add(new Entry(entries.size() + 1L, Instant.EPOCH, "", e));
        }
        return RunFold.fold(entries);
    }

    private static RunState sound(Event... events) {
        Outcome<RunState> state = fold(events);
        return state.got().orElseThrow(() -> new AssertionError(state.whyNot().toString()));
    }

    private static ChangeState.Phase phase(Event... events) {
        ChangeState change = sound(events).changes().get(CHANGE);
        assertThat(change).isNotNull();
        return change.phase();
    }

    private static Optional<String> undoneBy(Event... events) {
        ChangeState change = sound(events).changes().get(CHANGE);
        assertThat(change).isNotNull();
        return change.undoneBy();
    }

    @Test
    void who_puts_a_change_back_is_known_until_it_is_made_again() {
        assertThat(undoneBy(OPENED, STARTED, INTENDED, DRIVEN, SETTLED)).isEmpty();
        assertThat(undoneBy(OPENED, STARTED, INTENDED, DRIVEN, SETTLED, UNDO)).contains("back");
        assertThat(undoneBy(OPENED, STARTED, INTENDED, DRIVEN, SETTLED, UNDO, UNDONE))
                .contains("back");
        assertThat(undoneBy(OPENED, STARTED, INTENDED, DRIVEN, UNDO, UNDONE, INTENDED)).isEmpty();
    }

    @Test
    void a_journal_of_before_that_does_not_say_who_puts_back_and_is_read() {
        for (Event event : List.of(UNDO, UNDONE)) {
            String line = new Entry(1, Instant.EPOCH, Entry.NONE_BEFORE, event).line();
            String older = line.replace("\"by\":\"back\",", "");
            assertThat(older).isNotEqualTo(line);

            Event read = Entry.parse(older).got().orElseThrow().event();

            assertThat(
                            switch (read) {
                                case Event.UndoStarted u -> u.by();
                                case Event.Undone u -> u.by();
                                default -> throw new AssertionError(read);
                            })
                    .isEmpty();
        }
    }

    @Test
    void a_change_goes_through_its_phases() {
        assertThat(phase(OPENED, STARTED, INTENDED)).isEqualTo(ChangeState.Phase.INTENDED);
        assertThat(phase(OPENED, STARTED, INTENDED, DRIVEN)).isEqualTo(ChangeState.Phase.DRIVEN);
        assertThat(phase(OPENED, STARTED, INTENDED, DRIVEN, SETTLED))
                .isEqualTo(ChangeState.Phase.SETTLED);
        assertThat(phase(OPENED, STARTED, INTENDED, DRIVEN, SETTLED, UNDO))
                .isEqualTo(ChangeState.Phase.UNDOING);
        assertThat(phase(OPENED, STARTED, INTENDED, DRIVEN, SETTLED, UNDO, DRIVEN, UNDONE))
                .isEqualTo(ChangeState.Phase.UNDONE);
    }

    @Test
    void what_was_intended_and_not_seen_is_in_doubt_and_open() {
        RunState state = sound(OPENED, STARTED, INTENDED);

        assertThat(state.inDoubt()).hasSize(1);
        assertThat(state.open()).hasSize(1);
    }

    @Test
    void what_failed_and_was_seen_unchanged_is_not_open() {
        Event nothing = new Event.NotSettled(CHANGE, "failed", false, TROUBLE);
        Event half = new Event.NotSettled(CHANGE, "failed", true, TROUBLE);

        assertThat(sound(OPENED, STARTED, INTENDED, DRIVEN, nothing).open()).isEmpty();
        assertThat(sound(OPENED, STARTED, INTENDED, DRIVEN, half).open()).hasSize(1);
    }

    @Test
    void an_undo_goes_back_to_what_was_before_the_first_try() {
        Event half = new Event.NotSettled(CHANGE, "failed", true, TROUBLE);

        RunState state = sound(OPENED, STARTED, INTENDED, DRIVEN, half, intended(7, 1));

        assertThat(state.open().getFirst().before()).isEqualTo(JsonValue.of(0));
    }

    @Test
    void a_change_that_was_undone_begins_anew() {
        RunState state =
                sound(OPENED, STARTED, INTENDED, DRIVEN, SETTLED, UNDO, UNDONE, intended(7, 1));

        assertThat(state.open().getFirst().before()).isEqualTo(JsonValue.of(7));
    }

    @Test
    void events_that_may_not_follow_are_refused() {
        List<Event[]> illegal =
                List.of(
                        new Event[] {STARTED},
                        new Event[] {OPENED, OPENED},
                        new Event[] {OPENED, INTENDED},
                        new Event[] {OPENED, STARTED, DRIVEN},
                        new Event[] {OPENED, STARTED, SETTLED},
                        new Event[] {OPENED, STARTED, INTENDED, UNDONE},
                        new Event[] {OPENED, STARTED, INTENDED, DRIVEN, DRIVEN},
                        new Event[] {OPENED, STARTED, INTENDED, UNDO, INTENDED},
                        new Event[] {OPENED, STARTED, INTENDED, UNDO, UNDONE, UNDO},
                        new Event[] {OPENED, CLOSED, STARTED},
                        new Event[] {
                            OPENED, new Event.StepEnded("a", "settled", false, Map.of(), "")
                        });
        for (Event[] events : illegal) {
            Outcome<RunState> state = fold(events);
            assertThat(state.whyNot()).as(List.of(events).toString()).isPresent();
            assertThat(state.whyNot().orElseThrow().what()).endsWith("line " + events.length);
        }
    }

    @Test
    void a_closed_run_can_be_reopened() {
        assertThat(sound(OPENED, CLOSED, new Event.Reopened("ann", "undo"), STARTED).closed())
                .isEmpty();
    }

    @Test
    void folding_a_prefix_and_then_the_rest_is_folding_all() {
        List<Event> all = List.of(OPENED, STARTED, INTENDED, DRIVEN, SETTLED, UNDO, DRIVEN, UNDONE);
        RunFold fold = new RunFold();
        all.forEach(e -> assertThat(fold.apply(e)).isEmpty());

        assertThat(fold.state()).isEqualTo(sound(all.toArray(Event[]::new)));
    }

    @Test
    void what_a_plain_undo_leaves_alone_is_undoable_and_not_open() {
        Event.Intended i = intended(0, 1);
        Event named =
                new Event.Intended(
                        i.change(),
                        i.step(),
                        i.cluster(),
                        i.target(),
                        i.action(),
                        i.arguments(),
                        i.before(),
                        i.wanted(),
                        i.once(),
                        i.undo(),
                        i.undoWhy(),
                        true);

        RunState state = sound(OPENED, STARTED, named, DRIVEN, SETTLED);

        assertThat(state.open()).isEmpty();
        assertThat(state.undoable()).hasSize(1);
    }
}
