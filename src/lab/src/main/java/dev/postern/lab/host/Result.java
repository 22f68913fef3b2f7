package dev.postern.lab.host;

import java.nio.charset.StandardCharsets;

/** How a program ended: its exit status and what it wrote. */
public record Result(int exit, byte[] output, byte[] errors) {
    private static final byte[] NOTHING = new byte[0];

    /** Succeeded without a word. */
    public static final Result DONE = new Result(0, NOTHING, NOTHING);

    public Result {
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

    /** Succeeded and wrote this. */
    public static Result wrote(String output) {
        return new Result(0, output.getBytes(StandardCharsets.UTF_8), NOTHING);
    }

    public static Result wrote(byte[] output) {
        return new Result(0, output, NOTHING);
    }

    /** Failed and said why; a line end is added. */
    public static Result failed(int exit, String errors) {
        return new Result(exit, NOTHING, (errors + "\n").getBytes(StandardCharsets.UTF_8));
    }

    /** Standard output as text. */
    public String text() {
        return new String(output, StandardCharsets.UTF_8);
    }

    /** Standard error as text. */
    public String complaint() {
        return new String(errors, StandardCharsets.UTF_8);
    }

    @Override
    public String toString() {
        return "exit " + exit;
    }
}
