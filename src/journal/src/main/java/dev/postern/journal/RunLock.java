package dev.postern.journal;

import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.file.Path;
import java.util.HashSet;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.locks.ReentrantLock;

/**
 * The exclusive hold of one process on a run. The kernel takes it back when the process ends,
 * however it ends.
 *
 * <p>Two bytes of a file. Who wants the run takes the first, and nobody else ever touches that one:
 * so whoever only asks whether the run is alive never makes it look taken. The second is what is
 * asked for; it is taken behind the first, and for that an asker is waited for.
 */
public final class RunLock implements AutoCloseable {
    private static final long MINE = 0;
    private static final long ASKED_FOR = 1;

    // The kernel takes a process's locks on a file away when that process closes the file, by
    // whichever descriptor: who holds one must not even open it again, and one asks at a time.
    private static final Set<Path> HELD = new HashSet<>();
    private static final ReentrantLock IN_PROCESS = new ReentrantLock();

    private final Path file;
    private final FileChannel channel;

    private RunLock(Path file, FileChannel channel) {
        this.file = file;
        this.channel = channel;
    }

    /** Takes it; empty where somebody has it, this process or another. */
    static Optional<RunLock> take(Path lock) throws IOException {
        Path file = lock.toAbsolutePath().normalize();
        IN_PROCESS.lock();
        try {
            if (HELD.contains(file)) {
                return Optional.empty();
            }
            FileChannel channel = Private.open(file);
            boolean taken = false;
            try {
                taken =
                        channel.tryLock(MINE, 1, false) != null
                                && channel.lock(ASKED_FOR, 1, false).isValid();
            } finally {
                if (!taken) {
                    channel.close();
                }
            }
            if (!taken) {
                return Optional.empty();
            }
            HELD.add(file);
            return Optional.of(new RunLock(file, channel));
        } finally {
            IN_PROCESS.unlock();
        }
    }

    /** Whether somebody has it. */
    static boolean isTaken(Path lock) throws IOException {
        Path file = lock.toAbsolutePath().normalize();
        IN_PROCESS.lock();
        try {
            if (HELD.contains(file)) {
                return true;
            }
            try (FileChannel channel = Private.open(file)) {
                return channel.tryLock(ASKED_FOR, 1, true) == null;
            }
        } finally {
            IN_PROCESS.unlock();
        }
    }

    @Override
    public void close() {
        IN_PROCESS.lock();
        try {
            channel.close();
        } catch (IOException e) {
            // The process's end gives it back at the latest.
        } finally {
            HELD.remove(file);
            IN_PROCESS.unlock();
        }
    }
}
