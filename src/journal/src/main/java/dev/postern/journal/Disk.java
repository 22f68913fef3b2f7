package dev.postern.journal;

import org.jspecify.annotations.Nullable;

import java.io.IOException;
import java.io.RandomAccessFile;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.attribute.BasicFileAttributes;
import java.util.Objects;

/** The journal's bytes on a disk that may be full. */
interface Disk {
    /** Writes at this place and syncs; on failure anything may be there from {@code at} on. */
    void write(long at, byte[] bytes) throws IOException;

    void cut(long at) throws IOException;

    void close() throws IOException;

    /**
     * The file of this name. Each write is on the disk, data and length, when it returns; times of
     * access and change are nobody's evidence.
     *
     * <p>No channel: that is closed for everybody when one thread that writes is interrupted, and a
     * second Ctrl-C interrupts.
     *
     * @throws IOException where there is none
     */
    static Disk of(Path file) throws IOException {
        Object key = key(file);
        RandomAccessFile open = new RandomAccessFile(file.toFile(), "rwd");
        return new Disk() {
            @Override
            public void write(long at, byte[] bytes) throws IOException {
                // Bytes are taken for a file that was removed, and nobody will see them.
                if (!Objects.equals(key, key(file))) {
                    throw new IOException(file.getFileName() + " is not the file that was opened");
                }
                open.seek(at);
                open.write(bytes);
            }

            @Override
            public void cut(long at) throws IOException {
                open.setLength(at);
            }

            @Override
            public void close() throws IOException {
                open.close();
            }
        };
    }

    /** Which file this is; its device and inode. */
    private static @Nullable Object key(Path file) throws IOException {
        try {
            return Files.readAttributes(file, BasicFileAttributes.class).fileKey();
        } catch (NoSuchFileException e) {
            throw new IOException(file.getFileName() + " is gone", e);
        }
    }
}
