package dev.postern.core.problem;

import java.util.Optional;

/**
 * One mistake in a file: where, what was found, what was expected.
 *
 * @param position where it begins
 * @param message one sentence, neutral text, names what was found
 * @param expected what would have been right, or empty
 * @param nearest the valid word that was probably meant, or empty
 * @param sourceLine the line of the file, already neutral, for the caret; empty where the file has
 *     none
 */
public record Problem(
        Position position,
        String message,
        Optional<String> expected,
        Optional<String> nearest,
        Optional<String> sourceLine) {

    /** {@code FILE:LINE:COLUMN: message; expected …; did you mean …?} on one line. */
    public String line() {
        StringBuilder out = new StringBuilder(position + ": " + message);
        expected.ifPresent(e -> out.append("; expected ").append(e));
        nearest.ifPresent(n -> out.append("; did you mean ").append(n).append('?'));
        return out.toString();
    }
}
