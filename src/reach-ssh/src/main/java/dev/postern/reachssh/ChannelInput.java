package dev.postern.reachssh;

import com.jcraft.jsch.Channel;
import com.jcraft.jsch.SendWindow;

import java.io.IOException;
import java.io.OutputStream;
import java.util.concurrent.locks.LockSupport;

/**
 * What we send into a channel: nothing once it is closed. JSch (2.28) waits for room without the
 * channel's monitor, and when it has come sends without asking again whether the channel still is
 * open; sshd ends the whole connection for that, with all that runs on it ("data packet referred to
 * nonexistent channel"). So it is given no more than there is room for, and never waits.
 *
 * <p>A write throws where the channel is closed, and not all of it was sent. Nothing is kept back.
 */
final class ChannelInput extends OutputStream {
    private static final int PIECE = 16 << 10;
    private static final long MOMENT_NANOS = 1_000_000;

    private final Channel channel;
    private final OutputStream to;
    private final Runnable pause;

    /** To the channel's own stream. */
    ChannelInput(Channel channel) throws IOException {
        this(channel, () -> LockSupport.parkNanos(MOMENT_NANOS));
    }

    /**
     * @param pause until the channel may have room, at most a moment
     */
    ChannelInput(Channel channel, Runnable pause) throws IOException {
        this.channel = channel;
        this.to = channel.getOutputStream();
        this.pause = pause;
    }

    @Override
    public void write(int b) throws IOException {
        write(new byte[] {(byte) b});
    }

    @Override
    public void write(byte[] bytes, int from, int length) throws IOException {
        int sent = 0;
        while (sent < length) {
            int now = piece(bytes, from + sent, length - sent);
            if (now == 0) {
                pause.run();
            }
            sent += now;
        }
    }

    private int piece(byte[] bytes, int from, int length) throws IOException {
        // JSch sends its own close with this monitor held.
        synchronized (channel) {
            if (channel.isClosed() || !channel.isConnected()) {
                throw new IOException("the channel is closed");
            }
            int size = (int) Math.min(Math.min(length, PIECE), SendWindow.of(channel));
            if (size > 0) {
                to.write(bytes, from, size);
                to.flush();
            }
            return Math.max(size, 0);
        }
    }

    /** The end of what we send. */
    @Override
    public void close() throws IOException {
        to.close();
    }
}
