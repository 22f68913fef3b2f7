package dev.postern.console.wiring;

import dev.postern.core.text.Neutral;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;

/** Who sits here: {@code ann@laptop}. */
public final class Operator {
    private Operator() {}

    /** The user's name and this machine's, without asking any name service. */
    public static String here() {
        return Neutral.line(System.getProperty("user.name", "somebody"), 60)
                + "@"
                + Neutral.line(host(), 60);
    }

    private static String host() {
        try {
            return Files.readString(Path.of("/proc/sys/kernel/hostname"), StandardCharsets.UTF_8)
                    .strip();
        } catch (IOException e) {
            return System.getenv().getOrDefault("HOSTNAME", "here");
        }
    }
}
