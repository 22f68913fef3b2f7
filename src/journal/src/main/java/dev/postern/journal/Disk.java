package dev.postern.journal;

import org.jspecify.annotations.Nullable;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
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
     * The file that this channel is open on.
     *
     * @throws IOException where there is none of this name
     */
    static Disk of(FileChannel channel, Path file) throws IOException {
        Object key = key(file);
        return new Disk() {
            @Override
            public void write(long at, byte[] bytes) throws IOException {
                // A channel takes bytes for a file that was removed, and nobody will see them.
                if (!Objects.equals(key, key(file))) {
                    throw new IOException(file.getFileName() + " is not the file that was opened");
                }
                ByteBuffer buffer = ByteBuffer.wrap(bytes);
                while (buffer.hasRemaining()) {
                    channel.write(buffer, at + buffer.position());
                }
                // The data and the length; times of access and change are nobody's evidence.
                channel.force(false);
            }

            @Override
            public void cut(long at) throws IOException {
                channel.truncate(at);
            }

            @Override
            public void close() throws IOException {
                channel.close();
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
