package dev.postern.engine.run;

import static org.assertj.core.api.Assertions.assertThat;

import dev.postern.core.time.Time;
import dev.postern.engine.VirtualTime;

import org.junit.jupiter.api.Test;

import java.util.ArrayList;
import java.util.List;

/** What a person's hand on a run sets, and who hears of it. */
class RunControlTest {
    private final RunControl control = new RunControl(new VirtualTime());

    @Test
    void a_run_goes_on_until_somebody_pauses_it_and_again_when_they_say_so() {
        assertThat(control.goOn().isSet()).isTrue();

        control.pause(true, "ann");
        control.pause(true, "bob");

        assertThat(control.isPaused()).isTrue();
        assertThat(control.goOn().isSet()).isFalse();
        assertThat(control.pauses()).isEqualTo(1);
        assertThat(control.by()).as("who paused it, not who said so again").isEqualTo("ann");
        Time.Signal waited = control.goOn();

        control.pause(false, "carol");

        assertThat(waited.isSet()).isTrue();
        assertThat(control.isPaused()).isFalse();
        assertThat(control.by()).isEqualTo("carol");
        control.pause(true, "ann");
        assertThat(control.pauses()).isEqualTo(2);
    }

    @Test
    void a_stop_ends_a_pause_and_none_begins_behind_it() {
        control.pause(true, "ann");
        control.stop(1, "bob");

        assertThat(control.isAsked()).isTrue();
        assertThat(control.isCut()).isFalse();
        assertThat(control.goOn().isSet()).isTrue();
        control.pause(true, "ann");
        assertThat(control.isPaused()).isFalse();
        assertThat(control.by()).isEqualTo("bob");

        control.stop(2, "bob");
        assertThat(control.isCut()).isTrue();
    }

    @Test
    void a_stop_wakes_who_waits_for_an_answer_and_a_pause_does_not() {
        Time.Signal asked = control.ask("consent");
        control.pause(true, "ann");
        assertThat(asked.isSet()).isFalse();

        control.stop(1, "ann");

        assertThat(asked.isSet()).isTrue();
        assertThat(control.answered("consent")).isEmpty();
    }

    @Test
    void who_listens_hears_of_stops_and_pauses() {
        List<String> heard = new ArrayList<>();
        control.listen(heard::add);

        control.pause(true, "ann");
        control.pause(false, "ann");
        assertThat(heard).containsExactly("pause", "pause");
        control.stop(1, "ann");
        assertThat(heard).endsWith("stop");
    }
}
