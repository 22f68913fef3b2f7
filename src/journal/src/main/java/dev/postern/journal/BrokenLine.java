package dev.postern.journal;

/**
 * The first line that does not hold.
 *
 * @param line counts from 1
 */
public record BrokenLine(long line, String why) {
    /** {@code line 7: …}. */
    public String sentence() {
        return "line " + line + ": " + why;
    }
}
