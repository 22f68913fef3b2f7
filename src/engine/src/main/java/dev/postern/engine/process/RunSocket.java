package dev.postern.engine.process;

import dev.postern.core.value.JsonValue;
import dev.postern.engine.run.RunControl;
import dev.postern.journal.Entry;
import dev.postern.journal.JournalFile;
import dev.postern.journal.RunDirectory;

import org.jspecify.annotations.Nullable;

import java.io.IOException;
import java.net.StandardProtocolFamily;
import java.net.UnixDomainSocketAddress;
import java.nio.channels.ServerSocketChannel;
import java.nio.channels.SocketChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.List;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicReference;
import java.util.function.Supplier;

/**
 * The 0600 Unix socket of a run: journal lines and progress go out, answers and stops come in.
 *
 * <p>A console that does not read is dropped; the run never waits for one.
 */
final class RunSocket implements AutoCloseable {
    /** How long a console has to take the last lines when the run has ended. */
    private static final long LAST_WORDS_MILLIS = 2000;

    private final ServerSocketChannel server;
    private final Path path;
    private final JournalFile journal;
    private final RunControl control;
    private final Set<Listener> listeners = ConcurrentHashMap.newKeySet();
    private final AtomicReference<@Nullable Supplier<JsonValue.Obj>> last = new AtomicReference<>();

    private RunSocket(
            ServerSocketChannel server, Path path, JournalFile journal, RunControl control) {
        this.server = server;
        this.path = path;
        this.journal = journal;
        this.control = control;
    }

    static RunSocket listen(RunDirectory directory, JournalFile journal, RunControl control)
            throws IOException {
        Path path = directory.newSocket();
        ServerSocketChannel server = ServerSocketChannel.open(StandardProtocolFamily.UNIX);
        try {
            // The directory is 0700, so nobody else comes between the bind and this.
            server.bind(UnixDomainSocketAddress.of(path));
            Files.setPosixFilePermissions(path, PosixFilePermissions.fromString("rw-------"));
        } catch (IOException e) {
            server.close();
            throw e;
        }
        RunSocket socket = new RunSocket(server, path, journal, control);
        Thread.ofVirtual().name("run.sock").start(socket::accept);
        return socket;
    }

    private void accept() {
        while (server.isOpen()) {
            try {
                SocketChannel channel = server.accept();
                Listener listener = new Listener(channel, control, this::forget);
                listeners.add(listener);
                // All lines from the first; none is missed and none comes twice.
                List<Entry> before = journal.listen(listener);
                listener.begin(before, last.get());
            } catch (IOException e) {
                if (server.isOpen()) {
                    continue;
                }
                return;
            }
        }
    }

    private void forget(Listener listener) {
        journal.forget(listener);
        listeners.remove(listener);
    }

    /** Shows the picture to all who watch; whoever is slow sees the newest only. */
    void show(Supplier<JsonValue.Obj> picture) {
        last.set(picture);
        listeners.forEach(l -> l.show(picture));
    }

    @Override
    public void close() {
        listeners.forEach(l -> l.end(LAST_WORDS_MILLIS));
        try {
            server.close();
            Files.deleteIfExists(path);
        } catch (IOException e) {
            // The next process of this run removes it.
        }
    }
}
