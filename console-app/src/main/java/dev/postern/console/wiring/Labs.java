package dev.postern.console.wiring;

import dev.postern.core.value.JsonValue;
import dev.postern.core.value.Outcome;
import dev.postern.json.JsonText;

import java.io.IOException;
import java.nio.file.Files;

/** What a home says of the lab that made it. */
final class Labs {
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
}
