package dev.postern.actions.host;

import dev.postern.core.reach.Command;
import dev.postern.core.value.Failure;
import dev.postern.core.value.Outcome;

import java.time.Instant;

/** What a host takes for now. */
public final class HostClock {
    private HostClock() {}

    /** In whole seconds. One command. */
    public static Outcome<Instant> now(OnHost on) {
        Command date = Command.of("date", "+%s");
        return on.text(date)
                .map(String::strip)
                .then(t ->
                        t.matches("\\d{1,11}")
                                ? Outcome.ok(Instant.ofEpochSecond(Long.parseLong(t)))
                                : Outcome.failed(
                                        Failure.unchanged(
                                                Failure.Kind.BROKEN,
                                                on.id() + ": unreadable answer of date",
                                                "",
                                                "look by hand: " + date.pasteable())));
    }
}
