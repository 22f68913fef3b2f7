package dev.postern.lab.ssh;

import dev.postern.lab.clock.ModelledWait;
import dev.postern.lab.host.Login;
import dev.postern.lab.host.Result;
import dev.postern.lab.host.machine.SimulatedHost;

import org.apache.sshd.server.Environment;
import org.apache.sshd.server.ExitCallback;
import org.apache.sshd.server.channel.ChannelSession;
import org.apache.sshd.server.command.Command;
import org.apache.sshd.server.session.ServerSession;
import org.jspecify.annotations.Nullable;

import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.util.function.Function;

/** One command over SSH. */
final class ExecCommand implements Command {
    private static final int MOST_INPUT = 64 << 20;

    private final String line;
    private final SimulatedHost host;
    private final Function<ServerSession, Login> login;
    private InputStream in = InputStream.nullInputStream();
    private OutputStream out = OutputStream.nullOutputStream();
    private OutputStream err = OutputStream.nullOutputStream();
    private ExitCallback exit = (code, message, close) -> {};
    private @Nullable ModelledWait wait;
    private boolean destroyed;

    ExecCommand(String line, SimulatedHost host, Function<ServerSession, Login> login) {
        this.line = line;
        this.host = host;
        this.login = login;
    }

    @Override
    public void setInputStream(InputStream stream) {
        in = stream;
    }

    @Override
    public void setOutputStream(OutputStream stream) {
        out = stream;
    }

    @Override
    public void setErrorStream(OutputStream stream) {
        err = stream;
    }

    @Override
    public void setExitCallback(ExitCallback callback) {
        exit = callback;
    }

    @Override
    public void start(ChannelSession channel, Environment env) {
        Login who = login.apply(channel.getServerSession());
        Thread.ofVirtual().name("lab-exec").start(() -> run(who));
    }

    private void run(Login who) {
        ModelledWait held;
        try {
            held = host.run(line, who, this::input, this::answer);
        } catch (UncheckedIOException e) {
            exit.onExit(255, "", false);
            return;
        }
        boolean late;
        synchronized (this) {
            wait = held;
            late = destroyed;
        }
        if (late) {
            held.disconnected();
        }
    }

    private byte[] input() {
        try {
            byte[] bytes = in.readNBytes(MOST_INPUT);
            return bytes;
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** In the clock's thread, which must not block: a client may read slowly. */
    private void answer(Result result) {
        Thread.ofVirtual()
                .name("lab-exec-answer")
                .start(() -> {
                    try {
                        out.write(result.output());
                        out.flush();
                        err.write(result.errors());
                        err.flush();
                    } catch (IOException e) {
                        // The client has gone; its status is of no interest either.
                    }
                    exit.onExit(result.exit(), "", false);
                });
    }

    @Override
    public void destroy(ChannelSession channel) {
        ModelledWait held;
        synchronized (this) {
            destroyed = true;
            held = wait;
        }
        if (held != null) {
            held.disconnected();
        }
    }
}
