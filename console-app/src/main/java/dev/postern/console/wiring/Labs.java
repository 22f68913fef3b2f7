package dev.postern.console.wiring;

import dev.postern.core.value.JsonValue;
import dev.postern.core.value.Outcome;
import dev.postern.json.JsonText;
import dev.postern.lab.clock.RemoteTime;

import java.io.IOException;
import java.nio.file.Files;
import java.util.Optional;

/** What a home says of the lab that made it. */
public final class Labs {
    private Labs() {}

    /** The lab's seed, so that the same drill is paced the same; 0 where it does not say. */
    static long seed(Home home) {
        try {
            return JsonText.parse(Files.readAllBytes(home.labFile()))
                            instanceof Outcome.Ok<JsonValue>(JsonValue value)
                    ? value.whole("seed").orElse(0L)
                    : 0;
        } catch (IOException e) {
            return 0;
        }
    }

    /**
     * Holds the lab's time still until it is closed: between a console that has planned and a run
     * that has not begun yet, hours would pass otherwise. Empty where there is no lab, or none any
     * more.
     */
    public static Optional<AutoCloseable> holdStill(Home home) {
        if (!home.isLab()) {
            return Optional.empty();
        }
        try {
            // A party works from the moment it joins: that is all that is wanted here.
            RemoteTime time = RemoteTime.join(Worlds.clock(home), "console");
            return Optional.of(time);
        } catch (IOException e) {
            return Optional.empty();
        }
    }
}
