package dev.postern.console.view;

import dev.postern.core.problem.Problem;
import dev.postern.core.value.JsonValue;

/** A mistake in a file as machines read it. */
public final class ProblemJson {
    private ProblemJson() {}

    /** {@code file, line, column, message}, and what was expected where that is known. */
    public static JsonValue of(Problem p) {
        JsonValue.Obj json =
                JsonValue.object(
                        "file",
                        p.position().file(),
                        "line",
                        p.position().line(),
                        "column",
                        p.position().column(),
                        "message",
                        p.message());
        if (p.expected().isPresent()) {
            json = json.with("expected", JsonValue.of(p.expected().get()));
        }
        return p.nearest().isPresent()
                ? json.with("nearest", JsonValue.of(p.nearest().get()))
                : json;
    }
}
