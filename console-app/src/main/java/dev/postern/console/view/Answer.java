package dev.postern.console.view;

import dev.postern.console.exit.ExitCode;
import dev.postern.core.problem.Problem;
import dev.postern.core.text.Nearest;
import dev.postern.core.text.Neutral;
import dev.postern.core.value.Failure;

import java.util.Collection;
import java.util.List;

/** What a command answers: something to show, or why not. */
public sealed interface Answer {
    /** Data for standard output, and the exit code that goes with it. */
    record Shown(View view, ExitCode exit) implements Answer {}

    /** Text that is its own format whatever {@code -o} says: a script, a schema. */
    record Raw(String text, ExitCode exit) implements Answer {}

    /** Nothing to show any more: it was shown while it happened. */
    record Ended(ExitCode exit) implements Answer {}

    /** It failed; each in four parts, on standard error. */
    record Failed(List<Failure> failures, ExitCode exit) implements Answer {
        public Failed {
            failures = List.copyOf(failures);
        }
    }

    /** A value on the line is wrong: one sentence each, exit 2. */
    record Misused(List<String> mistakes) implements Answer {
        public Misused {
            mistakes = List.copyOf(mistakes);
        }
    }

    /** A file has mistakes: all of them with their places, exit 2. */
    record Faulty(List<Problem> problems) implements Answer {
        public Faulty {
            problems = List.copyOf(problems);
        }
    }

    static Answer shown(View view) {
        return new Shown(view, ExitCode.DONE);
    }

    /** A failure with the exit code that its kind has. */
    static Answer failed(Failure failure) {
        return new Failed(List.of(failure), exit(failure.kind()));
    }

    static Answer misused(String mistake) {
        return new Misused(List.of(mistake));
    }

    /** {@code no cluster "eu-9" in fleet.yaml; did you mean "eu-1"?} */
    static Answer unknown(String kind, String typed, String where, Collection<String> known) {
        return misused(unknownText(kind, typed, where, known));
    }

    static String unknownText(String kind, String typed, String where, Collection<String> known) {
        return "no "
                + kind
                + " \""
                + Neutral.line(typed, 80)
                + "\""
                + (where.isEmpty() ? "" : " in " + Neutral.line(where, 200))
                + Nearest.to(typed, known)
                        .map(n -> "; did you mean \"" + Neutral.line(n, 80) + "\"?")
                        .orElse(
                                known.isEmpty() || known.size() > 12
                                        ? ""
                                        : "; there is "
                                                + Neutral.line(String.join(", ", known), 300));
    }

    /** The exit code that a failure of this kind has before anything was begun. */
    static ExitCode exit(Failure.Kind kind) {
        return switch (kind) {
            case UNREACHABLE, SATURATED -> ExitCode.UNREACHABLE;
            case REFUSED_IDENTITY, UNTRUSTED, REFUSED -> ExitCode.REFUSED;
            case BROKEN -> ExitCode.FAILED;
            case IN_DOUBT -> ExitCode.IN_DOUBT;
            case ABORTED -> ExitCode.ABORTED;
        };
    }
}
