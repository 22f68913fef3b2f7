package dev.postern.engine;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.util.List;
import java.util.concurrent.locks.LockSupport;

/** A panel that outlives the process that turns it. */
public final class FilePanel extends Panel {
    /** Between dial and number of a drive that was sent and had no effect. */
    public static final String SENT = " sent ";

    private final Path directory;

    public FilePanel(Path directory) {
        this.directory = directory;
    }

    private Path file(String dial, String target) {
        return directory.resolve((dial + "@" + target).replace('/', '_'));
    }

    /**
     * What it was last driven to. A drive and its effect are one line in one file: a kill meant for
     * another host's line must not fall between the two.
     */
    @Override
    public int get(String dial, String target) {
        String driven = dial + "@" + target + "=";
        for (String drive : drives().reversed()) {
            if (drive.startsWith(driven)) {
                return Integer.parseInt(drive.substring(driven.length()));
            }
        }
        try {
            Path file = file(dial, target);
            return Files.exists(file) ? Integer.parseInt(Files.readString(file)) : 0;
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    @Override
    public void set(String dial, String target, int value) {
        try {
            Path fresh = Files.createTempFile(directory, "new", "");
            Files.writeString(fresh, String.valueOf(value));
            Files.move(fresh, file(dial, target), StandardCopyOption.ATOMIC_MOVE);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** The process that drives this next is killed when the drive is sent and has no effect yet. */
    public void killWhenSent(String dial, String target) throws IOException {
        Files.createFile(file("kill-" + dial, target));
    }

    @Override
    public void drove(String dial, String target, int to) {
        try {
            boolean kill = Files.deleteIfExists(file("kill-" + dial, target));
            Files.write(
                    directory.resolve("drives"),
                    (dial + "@" + target + (kill ? SENT : "=") + to + "\n")
                            .getBytes(StandardCharsets.UTF_8),
                    StandardOpenOption.CREATE,
                    StandardOpenOption.APPEND);
            if (kill) {
                die();
            }
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** By the signal itself; nothing of this process runs after it. */
    private static void die() throws IOException {
        String self = String.valueOf(ProcessHandle.current().pid());
        new ProcessBuilder("kill", "-KILL", self).start();
        while (true) {
            LockSupport.park();
        }
    }

    @Override
    public List<String> drives() {
        try {
            Path file = directory.resolve("drives");
            return Files.exists(file) ? Files.readAllLines(file) : List.of();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
