package dev.postern.core.reach;

import dev.postern.core.text.Neutral;

import java.time.Duration;

/**
 * How a command ended. Its output is foreign data.
 *
 * @param exit the exit status, 0 to 255
 * @param dropped bytes of output beyond the limit, both streams together
 */
public record Executed(int exit, byte[] output, byte[] errors, long dropped, Duration took) {
    public Executed {
        output = output.clone();
        errors = errors.clone();
    }

    @Override
    public byte[] output() {
        return output.clone();
    }

    @Override
    public byte[] errors() {
        return errors.clone();
    }

    public boolean succeeded() {
        return exit == 0;
    }

    /** Standard output as text, unneutralised: for parsing only. */
    public String text() {
        return Neutral.text(output);
    }

    /**
     * What it complained of, for people: standard error, else output; neutral, one line, at most
     * 300 characters.
     */
    public String complaint() {
        String e = Neutral.text(errors).strip();
        return Neutral.line(e.isEmpty() ? Neutral.text(output).strip() : e, 300);
    }

    @Override
    public String toString() {
        return "exit " + exit;
    }
}
