package dev.postern.reachssh;

import com.jcraft.jsch.Channel;
import com.jcraft.jsch.SendWindow;

import java.io.IOException;
import java.io.OutputStream;

/**
 * What we send into a channel: nothing once it is closed. JSch (2.28) waits for room without the
 * channel's monitor, and when it has come sends without asking again whether the channel still is
 * open; sshd ends the whole connection for that, with all that runs on it ("data packet referred to
 * nonexistent channel"). So it is given no more than there is room for, and never waits.
 */
final class ChannelInput {
    private static final int PIECE = 16 << 10;

    private final Channel channel;
    private final OutputStream to;
    private final Runnable pause;

    /**
     * @param to the channel's own stream
     * @param pause until the channel may have room, at most a moment
     */
    ChannelInput(Channel channel, OutputStream to, Runnable pause) {
        this.channel = channel;
        this.to = to;
        this.pause = pause;
    }

    /**
     * @throws IOException where the channel is closed: not all of it was sent
     */
    void write(byte[] bytes, int length) throws IOException {
        int sent = 0;
        while (sent < length) {
            int now = piece(bytes, sent, length);
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
            int size = (int) Math.min(Math.min(length - from, PIECE), SendWindow.of(channel));
            if (size > 0) {
                to.write(bytes, from, size);
                to.flush();
            }
            return Math.max(size, 0);
        }
    }
}
