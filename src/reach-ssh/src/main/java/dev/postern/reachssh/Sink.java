package dev.postern.reachssh;

import java.io.ByteArrayOutputStream;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;

/** Keeps the first bytes of a stream and counts the others. Written by the session's reader. */
final class Sink extends OutputStream {
    private final int most;
    private final Runnable onChange;
    private final ByteArrayOutputStream kept = new ByteArrayOutputStream();
    private long dropped;

    Sink(int most, Runnable onChange) {
        this.most = most;
        this.onChange = onChange;
    }

    @Override
    public synchronized void write(int b) {
        write(new byte[] {(byte) b}, 0, 1);
    }

    @Override
    public synchronized void write(byte[] bytes, int offset, int length) {
        int room = Math.min(length, most - kept.size());
        if (room > 0) {
            kept.write(bytes, offset, room);
        }
        dropped += length - Math.max(0, room);
        onChange.run();
    }

    @Override
    public void close() {
        onChange.run();
    }

    synchronized byte[] bytes() {
        return kept.toByteArray();
    }

    synchronized long dropped() {
        return dropped;
    }

    /** How often this text came, in what is kept. */
    int times(String text) {
        String all = new String(bytes(), StandardCharsets.ISO_8859_1);
        int n = 0;
        for (int at = all.indexOf(text); at >= 0; at = all.indexOf(text, at + text.length())) {
            n++;
        }
        return n;
    }
}
