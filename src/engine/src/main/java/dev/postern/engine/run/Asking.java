package dev.postern.engine.run;

import dev.postern.core.time.Time;
import dev.postern.core.value.JsonValue;
import dev.postern.journal.Event;

import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.function.Function;

/** Asks a person, and never takes silence for yes. */
final class Asking {
    /** How long a question waits that no gate bounds: after a failure. */
    static final Duration PATIENCE = Duration.ofMinutes(30);

    private final Ground ground;

    Asking(Ground ground) {
        this.ground = ground;
    }

    /** Between a gate and the cluster that it is asked for, where it is not for all. */
    static final String OF = "@";

    /**
     * What was decided.
     *
     * @param value empty where nobody answered or the run is being stopped
     * @param by who
     */
    record Decision(Optional<String> value, String by) {}

    /**
     * Asks, and journals question and answer. An answer given ahead is taken at once.
     *
     * @param otherwise what the journal says where nobody answers
     * @param wrong why an answer cannot be taken, where it cannot
     */
    Decision ask(
            String gate,
            String question,
            List<String> choices,
            Duration within,
            String otherwise,
            Optional<String> binds,
            Function<String, Optional<String>> wrong)
            throws InterruptedException {
        String ahead = ground.setup.settings().answers().get(gate.split(OF, 2)[0]);
        if (ahead != null && wrong.apply(ahead).isEmpty()) {
            ground.chronicle.append(
                    new Event.Decided(
                            gate, ahead, ground.setup.settings().operator(), "given ahead", binds));
            return new Decision(Optional.of(ahead), ground.setup.settings().operator());
        }
        if (ahead != null) {
            ground.chronicle.note(
                    "an answer that was given ahead does not fit",
                    JsonValue.object("gate", gate, "why", wrong.apply(ahead).orElse("")));
        }
        if (!ground.setup.settings().attended()) {
            ground.chronicle.append(
                    new Event.Decided(
                            gate, otherwise, "nobody attached", "otherwise", Optional.empty()));
            return new Decision(Optional.empty(), "nobody attached");
        }
        Instant until = ground.time.now().plus(within);
        ground.chronicle.append(new Event.Asked(gate, question, choices, until));
        try (Picture.Shown shown = ground.picture.begin(gate, "you", "asking: " + question)) {
            ground.picture.asks(gate, question, choices, until);
            return wait(gate, until, otherwise, binds, wrong, shown);
        } finally {
            ground.picture.asksNoMore(gate);
        }
    }

    private Decision wait(
            String gate,
            Instant until,
            String otherwise,
            Optional<String> binds,
            Function<String, Optional<String>> wrong,
            Picture.Shown shown)
            throws InterruptedException {
        int again = 0;
        while (true) {
            Time.Signal answered = ground.control.ask(gate);
            Duration left = Duration.between(ground.time.now(), until);
            if (!ground.control.isAsked() && !left.isNegative() && !left.isZero()) {
                ground.time.await(answered, left);
            }
            Optional<RunControl.Answer> answer = ground.control.answered(gate);
            if (answer.isPresent()) {
                Optional<String> no = wrong.apply(answer.get().value());
                if (no.isEmpty()) {
                    ground.chronicle.append(
                            new Event.Decided(
                                    gate,
                                    answer.get().value(),
                                    answer.get().by(),
                                    "answered",
                                    binds));
                    return new Decision(Optional.of(answer.get().value()), answer.get().by());
                }
                // Numbered: who watches sees that the same answer was refused twice.
                shown.doing("asking again (" + ++again + "): " + no.get());
                continue;
            }
            if (ground.control.isAsked()) {
                return new Decision(Optional.empty(), ground.control.by());
            }
            if (!ground.time.now().isBefore(until)) {
                ground.chronicle.append(
                        new Event.Decided(
                                gate, otherwise, "time-out", "otherwise", Optional.empty()));
                return new Decision(Optional.empty(), "time-out");
            }
        }
    }
}
