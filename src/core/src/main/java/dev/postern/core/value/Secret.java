package dev.postern.core.value;

import java.nio.charset.StandardCharsets;
import java.util.Arrays;

/**
 * Bytes that must reach no log, journal, screen, recording, argument list or environment.
 *
 * <p>{@link #toString()} is redacted; there is no equality and no serialisation. Closing wipes the
 * bytes.
 */
public final class Secret implements AutoCloseable {
    private final byte[] bytes;

    private Secret(byte[] bytes) {
        this.bytes = bytes;
    }

    /** Takes a copy; the caller wipes its own. */
    public static Secret of(byte[] bytes) {
        return new Secret(bytes.clone());
    }

    public static Secret of(char[] chars) {
        return new Secret(new String(chars).getBytes(StandardCharsets.UTF_8));
    }

    /** A copy of the bytes, for the adapter that must present them; the caller wipes it. */
    public byte[] reveal() {
        return bytes.clone();
    }

    @Override
    public void close() {
        Arrays.fill(bytes, (byte) 0);
    }

    @Override
    public String toString() {
        return "(secret)";
    }
}
