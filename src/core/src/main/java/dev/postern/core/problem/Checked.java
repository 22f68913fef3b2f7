package dev.postern.core.problem;

import java.util.List;

/** What came of reading an input: the value, or every problem at once. */
public sealed interface Checked<T> {
    /** Without a mistake. */
    record Sound<T>(T value) implements Checked<T> {}

    /** At least one mistake; nothing of the input is used. */
    record Faulty<T>(List<Problem> problems) implements Checked<T> {
        public Faulty {
            problems = List.copyOf(problems);
            if (problems.isEmpty()) {
                throw new IllegalArgumentException("faulty without a problem");
            }
        }
    }
}
