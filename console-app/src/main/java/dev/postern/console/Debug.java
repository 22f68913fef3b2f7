package dev.postern.console;

import java.io.IOException;
import java.io.OutputStream;
import java.io.PrintWriter;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Instant;
import java.util.Optional;
import java.util.Set;
import java.util.logging.Handler;
import java.util.logging.Level;
import java.util.logging.LogManager;
import java.util.logging.LogRecord;
import java.util.logging.Logger;

/** The file of {@code --debug}: the only place that stack traces and libraries' logs go to. */
final class Debug {
    private static final Debug NOWHERE = new Debug(null);

    private final @org.jspecify.annotations.Nullable PrintWriter file;

    private Debug(@org.jspecify.annotations.Nullable PrintWriter file) {
        this.file = file;
    }

    /**
     * Opens the file to append to, mode 0600, and sends all logging there; without one, nowhere.
     *
     * @throws IOException where it cannot be written
     */
    static Debug open(Optional<Path> path) throws IOException {
        if (path.isEmpty()) {
            System.setProperty("java.util.logging.config.class", Quiet.class.getName());
            return NOWHERE;
        }
        Set<StandardOpenOption> how =
                Set.of(
                        StandardOpenOption.CREATE,
                        StandardOpenOption.APPEND,
                        StandardOpenOption.WRITE);
        var channel =
                Files.newByteChannel(
                        path.get(),
                        how,
                        PosixFilePermissions.asFileAttribute(
                                PosixFilePermissions.fromString("rw-------")));
        OutputStream out = java.nio.channels.Channels.newOutputStream(channel);
        PrintWriter writer = new PrintWriter(out, true, StandardCharsets.UTF_8);
        Debug debug = new Debug(writer);
        LogManager.getLogManager().reset();
        Logger root = Logger.getLogger("");
        root.setLevel(Level.INFO);
        root.addHandler(debug.new Lines());
        return debug;
    }

    /** Notes an exception with its whole trace. */
    void note(Throwable bug) {
        if (file != null) {
            file.println(Instant.now() + " " + Thread.currentThread().getName());
            bug.printStackTrace(file);
            file.flush();
        }
    }

    boolean isOpen() {
        return file != null;
    }

    /** Configures java.util.logging to say nothing at all. */
    public static final class Quiet {
        public Quiet() {
            Logger.getLogger("").setLevel(Level.OFF);
        }
    }

    private final class Lines extends Handler {
        @Override
        public void publish(LogRecord record) {
            if (file != null) {
                file.println(
                        record.getInstant()
                                + " "
                                + record.getLevel()
                                + " "
                                + record.getLoggerName()
                                + " "
                                + record.getMessage());
                if (record.getThrown() != null) {
                    record.getThrown().printStackTrace(file);
                }
            }
        }

        @Override
        public void flush() {
            if (file != null) {
                file.flush();
            }
        }

        @Override
        public void close() {}
    }
}
