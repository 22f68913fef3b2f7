package dev.postern.journal;

import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.channels.OverlappingFileLockException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.locks.ReentrantLock;

/**
 * A file's lock that everybody holds for milliseconds, waited for, but not for ever: who holds it
 * may have been stopped.
 */
final class ShortLock implements AutoCloseable {
    /** A file's lock belongs to the process; this one to a thread of it. */
    private static final ReentrantLock THREADS = new ReentrantLock();

    private final FileChannel channel;

    private ShortLock(FileChannel channel) {
        this.channel = channel;
    }

    /** Takes it; empty where another holds it for so long. An interrupt waits no longer either. */
    static Optional<ShortLock> take(Path file, Duration within) throws IOException {
        try {
            if (!THREADS.tryLock(within.toNanos(), TimeUnit.NANOSECONDS)) {
                return Optional.empty();
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            return Optional.empty();
        }
        boolean taken = false;
        FileChannel channel = null;
        try {
            channel = Private.open(file);
            taken = free(channel) || waited(channel, within);
            return taken ? Optional.of(new ShortLock(channel)) : Optional.empty();
        } finally {
            if (!taken) {
                if (channel != null) {
                    channel.close();
                }
                THREADS.unlock();
            }
        }
    }

    private static boolean free(FileChannel channel) throws IOException {
        try {
            return channel.tryLock() != null;
        } catch (OverlappingFileLockException e) {
            return false;
        }
    }

    /** The kernel wakes a thread that waits for it; closing the channel ends that wait. */
    private static boolean waited(FileChannel channel, Duration within) {
        AtomicBoolean taken = new AtomicBoolean();
        Thread waiting =
                Thread.ofPlatform()
                        .daemon()
                        .name("lock")
                        .start(() -> {
                            try {
                                taken.set(channel.lock().isValid());
                            } catch (IOException | OverlappingFileLockException e) {
                                // It was not had in time.
                            }
                        });
        try {
            return waiting.join(within) && taken.get();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            return false;
        }
    }

    @Override
    public void close() {
        try {
            channel.close();
        } catch (IOException e) {
            // The process's end gives it back at the latest.
        } finally {
            THREADS.unlock();
        }
    }
}
