package dev.postern.engine.run;

import dev.postern.core.value.Outcome;

import java.util.Set;

final class Execution {
    enum Purpose {
        BEGIN,
        COMPLETE
    }

    private Execution() {}

    static Outcome<RunReport> begin(RunSetup setup, Purpose purpose) {
        return Outcome.failed(
                dev.postern.core.value.Failure.unchanged(
                        dev.postern.core.value.Failure.Kind.BROKEN,
                        "not yet",
                        "" + setup + " " + purpose,
                        ""));
    }

    static Outcome<RunReport> undo(RunSetup setup, Set<String> include) {
        return Outcome.failed(
                dev.postern.core.value.Failure.unchanged(
                        dev.postern.core.value.Failure.Kind.BROKEN,
                        "not yet",
                        "" + setup + " " + include,
                        ""));
    }
}
