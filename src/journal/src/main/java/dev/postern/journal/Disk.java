package dev.postern.journal;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;

/** The journal's bytes on a disk that may be full. */
interface Disk {
    /** Writes at this place and syncs; on failure anything may be there from {@code at} on. */
    void write(long at, byte[] bytes) throws IOException;

    void cut(long at) throws IOException;

    void close() throws IOException;

    static Disk of(FileChannel channel) {
        return new Disk() {
            @Override
            public void write(long at, byte[] bytes) throws IOException {
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
}
