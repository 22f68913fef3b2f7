package dev.postern.reachssh;

import com.jcraft.jsch.ChannelExec;
import com.jcraft.jsch.JSchException;
import com.jcraft.jsch.OpenedByHost;

import dev.postern.core.reach.Executed;
import dev.postern.core.time.Time;

import org.jspecify.annotations.Nullable;

import java.io.IOException;
import java.time.Duration;
import java.time.Instant;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;

/** One command on one channel: from opening it to knowing how it ended. */
final class Execution {
    /** How it ended. */
    sealed interface End {
        record Exited(Executed executed) implements End {}

        /** Nothing was sent to the host: it may be tried again. */
        record NotStarted(String why) implements End {}

        record Signalled(String signal) implements End {}

        /** Our own deadline passed; the remote process may still run. */
        record Overdue() implements End {}

        /** The connection is gone; whether and how it ended is not known. */
        record Lost() implements End {}

        /** sudo did not ask for the password that it was said to need; nothing was sent to it. */
        record NotAsked() implements End {}
    }

    private final Time time;
    private final Live live;
    private final Semaphore changed = new Semaphore(0);
    private volatile @Nullable ChannelExec running;

    Execution(Time time, Live live) {
        this.time = time;
        this.live = live;
    }

    /**
     * @param password sent only when {@link Wire#PROMPT} is seen, and once; empty where there is
     *     none
     */
    End run(String text, byte[] input, byte[] password, int most, Duration limit) {
        Instant begun = time.now();
        End end = exchange(text, input, password, most, limit);
        // Not before: inside an exchange a party's time stands still.
        Duration took = Duration.between(begun, time.now());
        return end instanceof End.Exited(Executed e)
                ? new End.Exited(new Executed(e.exit(), e.output(), e.errors(), e.dropped(), took))
                : end;
    }

    private End exchange(String text, byte[] input, byte[] password, int most, Duration limit) {
        Sink out = new Sink(most, changed::release);
        Sink err = new Sink(most, changed::release);
        try (Time.Exchange exchange = time.exchange(limit, this::cut)) {
            @Nullable ChannelExec channel = null;
            ChannelInput stdin;
            try {
                channel = NewChannel.of(live.session(), "exec", ChannelExec.class);
                channel.setCommand(text);
                channel.setOutputStream(out);
                channel.setErrStream(err);
                stdin = new ChannelInput(channel, this::pause);
                channel.connect(0);
            } catch (JSchException | IOException e) {
                return notConnected(channel, e);
            }
            running = channel;
            if (exchange.wasCut()) {
                cut();
            }
            boolean asked = true;
            if (password.length > 0) {
                asked = answer(channel, stdin, err, password);
            }
            if (asked) {
                write(stdin, input);
            }
            close(stdin);
            awaitClose(channel, err, password.length > 0);
            int exit = channel.getExitStatus();
            String signal = channel.getExitSignal();
            channel.disconnect();
            if (exchange.wasCut()) {
                return new End.Overdue();
            }
            if (exit >= 0) {
                return new End.Exited(
                        new Executed(
                                exit & 0xff,
                                out.bytes(),
                                withoutPrompt(err.bytes()),
                                out.dropped() + err.dropped(),
                                Duration.ZERO));
            }
            if (signal != null) {
                return new End.Signalled(signal);
            }
            return asked ? new End.Lost() : new End.NotAsked();
        }
    }

    /** A channel that is not open yet is only woken by the end of its session. */
    private void cut() {
        ChannelExec channel = running;
        if (channel == null) {
            live.end();
        } else {
            channel.disconnect();
        }
        changed.release();
    }

    /**
     * The command is sent once the host has opened the channel, and JSch says "session is down"
     * before.
     */
    private End notConnected(@Nullable ChannelExec channel, Exception e) {
        String text = Faults.text(e);
        if (channel != null && OpenedByHost.is(channel) && !text.contains("session is down")) {
            return new End.Lost();
        }
        if (e.getCause() != null) {
            // Not JSch's own words: the connection broke under it, and it may not know that yet.
            live.end();
        }
        return new End.NotStarted(text);
    }

    /** Sends the password once sudo asks. */
    private boolean answer(ChannelExec channel, ChannelInput stdin, Sink err, byte[] password) {
        while (!channel.isClosed() && err.times(Wire.PROMPT) == 0) {
            pause();
        }
        if (err.times(Wire.PROMPT) == 0) {
            return false;
        }
        byte[] line = new byte[password.length + 1];
        System.arraycopy(password, 0, line, 0, password.length);
        line[password.length] = '\n';
        write(stdin, line);
        java.util.Arrays.fill(line, (byte) 0);
        return true;
    }

    /**
     * Waits for the channel's close: the exit status comes after the end of output, and only at the
     * close is it sure to be there.
     */
    private void awaitClose(ChannelExec channel, Sink err, boolean withPassword) {
        while (!channel.isClosed()) {
            if (withPassword && err.times(Wire.PROMPT) > 1) {
                // Asked again: the password is wrong. Not another guess, for accounts get locked.
                channel.disconnect();
                return;
            }
            pause();
        }
    }

    /** Until something came, at most a moment: JSch does not say when a channel is closed. */
    private void pause() {
        try {
            changed.tryAcquire(2, TimeUnit.MILLISECONDS);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            cut();
        }
    }

    private static void write(ChannelInput stdin, byte[] bytes) {
        try {
            stdin.write(bytes);
        } catch (IOException e) {
            // It ended without reading all its input; its exit says what that means.
            return;
        }
    }

    private static void close(ChannelInput stdin) {
        try {
            stdin.close();
        } catch (IOException e) {
            // As above.
            return;
        }
    }

    private static byte[] withoutPrompt(byte[] errors) {
        byte[] prompt = Wire.PROMPT.getBytes(java.nio.charset.StandardCharsets.US_ASCII);
        for (int i = 0; i + prompt.length <= errors.length; i++) {
            if (java.util.Arrays.equals(errors, i, i + prompt.length, prompt, 0, prompt.length)) {
                return java.util.Arrays.copyOfRange(errors, i + prompt.length, errors.length);
            }
        }
        return errors;
    }
}
