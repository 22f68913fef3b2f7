package dev.postern.actions.manifests;

import dev.postern.core.reach.Files;

/** A file's mode as one word of a state: {@code "600 0:0"}. */
final class FileMode {
    private FileMode() {}

    static String text(Files.Mode mode) {
        return mode.bits() + " " + mode.owner() + ":" + mode.group();
    }

    static Files.Mode of(String text) {
        String[] parts = text.split("[ :]", -1);
        if (parts.length != 3) {
            throw new IllegalArgumentException("not a mode: " + text);
        }
        return new Files.Mode(parts[0], Integer.parseInt(parts[1]), Integer.parseInt(parts[2]));
    }
}
